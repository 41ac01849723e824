// Command pulumi-resource-docker is the Pulumi provider for Docker, bridged from its Terraform provider.
//
// The module's path lies below the Terraform provider's because the package it needs is an internal one, which Go
// lets only its own tree import.
package main

import (
	"context"

	"github.com/pulumi/pulumi-terraform-bridge/v3/pkg/tfbridge"
	"github.com/pulumi/pulumi-terraform-bridge/v3/pkg/tfbridge/tokens"
	shim "github.com/pulumi/pulumi-terraform-bridge/v3/pkg/tfshim/sdk-v2"
	"github.com/pulumi/pulumi/pkg/v3/resource/provider"
	"github.com/pulumi/pulumi/sdk/v3/go/common/util/cmdutil"
	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
	docker "github.com/terraform-providers/terraform-provider-docker/internal/provider"
)

// version is set by the linker to the version of the npm package this provider serves: the CLI compares the two.
var version = "0.0.0"

// bridge says how the Terraform provider's resources appear in Pulumi. They must appear exactly as the npm
// package's typings promise; test/toolchain compares the two.
func bridge() tfbridge.ProviderInfo {
	// Naming a field by hand exempts it from auto-naming: an image's name says which image it is.
	givenName := map[string]*tfbridge.SchemaInfo{"name": {Name: "name"}}

	info := tfbridge.ProviderInfo{
		Name:         "docker",
		Version:      version,
		P:            shim.NewProvider(docker.New(version)()),
		MetadataInfo: tfbridge.NewProviderMetadata([]byte("{}")),
		Config: map[string]*tfbridge.SchemaInfo{
			"host": {Default: &tfbridge.DefaultInfo{EnvVars: []string{"DOCKER_HOST"}}},
			// The npm package passes it under this name; under the bridge's plural a registry's password would be lost.
			"registry_auth": {Name: "registryAuth"},
		},
		Resources: map[string]*tfbridge.ResourceInfo{
			"docker_container": {
				Tok: tfbridge.MakeResource("docker", "index", "Container"),
				Fields: map[string]*tfbridge.SchemaInfo{
					// Without these the bridge would make plurals of them.
					"command":           {Name: "command"},
					"networks_advanced": {Name: "networksAdvanced"},
				},
				// Two containers can not have the same name or publish the same port.
				DeleteBeforeReplace: true,
			},
			"docker_image": {
				Tok:    tfbridge.MakeResource("docker", "index", "RemoteImage"),
				Fields: givenName,
			},
			"docker_registry_image": {Fields: givenName},
			"docker_config":         {Tok: tfbridge.MakeResource("docker", "index", "ServiceConfig")},
		},
		DataSources: map[string]*tfbridge.DataSourceInfo{
			"docker_image": {Tok: tfbridge.MakeDataSource("docker", "index", "getRemoteImage")},
		},
	}
	info.MustComputeTokens(tokens.SingleModule("docker_", "index", tokens.MakeStandard("docker")))
	info.SetAutonaming(255, "-")
	return info
}

// server adds the schema, which the bridge expects to be handed as a finished file.
type server struct {
	pulumirpc.ResourceProviderServer
	info tfbridge.ProviderInfo
}

// GetSchema answers with the schema derived from the bridge's description.
func (s server) GetSchema(context.Context, *pulumirpc.GetSchemaRequest) (*pulumirpc.GetSchemaResponse, error) {
	schema, err := schemaOf(s.info)
	if err != nil {
		return nil, err
	}
	return &pulumirpc.GetSchemaResponse{Schema: string(schema)}, nil
}

func main() {
	ctx := context.Background()
	info := bridge()
	info.P.InitLogging(ctx)
	err := provider.Main(info.Name, func(host *provider.HostClient) (pulumirpc.ResourceProviderServer, error) {
		return server{tfbridge.NewProvider(ctx, host, info.Name, info.Version, info.P, info, nil), info}, nil
	})
	if err != nil {
		cmdutil.ExitError(err.Error())
	}
}
