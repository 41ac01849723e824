// Command pulumi-resource-random is the Pulumi provider for random values, bridged from its Terraform provider.
//
// The module's path lies below the Terraform provider's because the package it needs is an internal one, which Go
// lets only its own tree import.
package main

import (
	"context"

	pf "github.com/pulumi/pulumi-terraform-bridge/v3/pkg/pf/tfbridge"
	"github.com/pulumi/pulumi-terraform-bridge/v3/pkg/tfbridge"
	"github.com/pulumi/pulumi-terraform-bridge/v3/pkg/tfbridge/tokens"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource/plugin"
	"github.com/terraform-providers/terraform-provider-random/internal/provider"
)

// version is set by the linker to the version of the npm package this provider serves: the CLI compares the two.
var version = "0.0.0"

// bridge says how the Terraform provider's resources appear in Pulumi. They must appear exactly as the npm
// package's typings promise; test/toolchain compares the two.
func bridge() tfbridge.ProviderInfo {
	info := tfbridge.ProviderInfo{
		Name:         "random",
		Version:      version,
		P:            pf.ShimProvider(provider.New()),
		MetadataInfo: tfbridge.NewProviderMetadata([]byte("{}")),
	}
	// Nothing is stripped from the names: random_password is RandomPassword.
	info.MustComputeTokens(tokens.SingleModule("", "index", tokens.MakeStandard("random")))
	return info
}

func main() {
	info := bridge()
	pf.Main(context.Background(), info.Name, info, pf.ProviderMetadata{
		XGetSchema: func(context.Context, plugin.GetSchemaRequest) ([]byte, error) { return schemaOf(info) },
	})
}
