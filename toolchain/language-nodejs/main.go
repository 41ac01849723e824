// Command pulumi-language-nodejs lets the Pulumi CLI run programs and policy packs with Node.js. It speaks the same
// protocol as the official language host, whose Go module is in no registry.
//
// It does no TypeScript of its own: a program is JavaScript, or TypeScript that Node.js itself understands
// (>= 22.18), under `runtime: { name: nodejs, options: { typescript: false } }`.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os/signal"
	"syscall"

	"github.com/pulumi/pulumi/sdk/v3/go/common/util/cmdutil"
	"github.com/pulumi/pulumi/sdk/v3/go/common/util/rpcutil"
	"github.com/pulumi/pulumi/sdk/v3/go/common/version"
	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
	"google.golang.org/grpc"
)

func main() {
	if err := serve(); err != nil {
		cmdutil.Exit(err)
	}
}

// serve answers the engine until it hangs up or somebody ends this process.
func serve() error {
	tracing := flag.String("tracing", "", "send traces to this endpoint")
	flag.Bool("root", false, "accepted for compatibility")
	showVersion := flag.Bool("version", false, "print the version and exit")
	flag.Parse()
	if *showVersion {
		fmt.Println(version.Version)
		return nil
	}
	cmdutil.InitTracing("pulumi-language-nodejs", "pulumi-language-nodejs", *tracing)

	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGINT, syscall.SIGTERM, syscall.SIGHUP)
	defer stop()

	// Older engines name themselves in the last argument, newer ones in Handshake as well.
	host := newHost(flag.Arg(flag.NArg() - 1))
	cancelServer := make(chan bool)
	server, err := rpcutil.ServeWithOptions(rpcutil.ServeOptions{
		Cancel: cancelServer,
		Init: func(server *grpc.Server) error {
			pulumirpc.RegisterLanguageRuntimeServer(server, host)
			return nil
		},
		Options: rpcutil.TracingServerInterceptorOptions(nil),
	})
	if err != nil {
		return err
	}
	if host.engine != "" {
		// An engine that was killed can not say goodbye: ask now and then if it is still there.
		if err := rpcutil.Healthcheck(ctx, host.engine, healthcheckInterval, stop); err != nil {
			return fmt.Errorf("could not watch the engine: %w", err)
		}
	}
	// The engine waits for exactly this line.
	fmt.Println(server.Port)

	select {
	case err := <-server.Done:
		return err
	case <-ctx.Done():
		// A signal for this process alone must reach the program too, or it would go on without its engine.
		host.children.stop()
		close(cancelServer)
		err := <-server.Done
		if errors.Is(err, context.Canceled) {
			return nil
		}
		return err
	}
}
