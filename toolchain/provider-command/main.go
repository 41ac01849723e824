// Command pulumi-resource-command is the Pulumi provider "command": it runs commands on this machine when a
// resource is created, updated and deleted. It has the tokens, the property names and the behaviour of the official
// plugin's module "local"; the module "remote" is left out.
package main

import (
	"context"
	"fmt"
	"os"

	"github.com/pulumi/pulumi-go-provider/infer"

	"kompose/toolchain/provider-command/local"
)

// version is that of the npm package @pulumi/command; set with -ldflags "-X main.version=…".
var version = "0.0.0-dev"

func main() {
	provider, err := infer.NewProviderBuilder().
		WithResources(infer.Resource(&local.Command{})).
		WithFunctions(infer.Function(&local.Run{})).
		Build()
	if err == nil {
		err = provider.Run(context.Background(), "command", version)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
