package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/pulumi/pulumi/sdk/v3/go/common/util/rpcutil"
	"github.com/pulumi/pulumi/sdk/v3/go/common/version"
	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
	"google.golang.org/grpc"
	"google.golang.org/protobuf/types/known/emptypb"
)

// explained is the exit code by which @pulumi/pulumi says that it has already told the user what went wrong
// (nodeJSProcessExitedAfterLoggingUserActionableMessage in its cmd/run).
const explained = 32

// host implements the engine's side of running Node.js. What is not here (code generation, templates) answers
// "unimplemented", which the engine reports as such.
type host struct {
	pulumirpc.UnimplementedLanguageRuntimeServer
	engine   string
	children children
}

func newHost(engine string) *host { return &host{engine: engine} }

// Handshake tells where the engine listens.
func (h *host) Handshake(
	_ context.Context, req *pulumirpc.LanguageHandshakeRequest,
) (*pulumirpc.LanguageHandshakeResponse, error) {
	h.engine = req.EngineAddress
	return &pulumirpc.LanguageHandshakeResponse{}, nil
}

// GetPluginInfo tells the version of this host, which is the engine's.
func (h *host) GetPluginInfo(context.Context, *emptypb.Empty) (*pulumirpc.PluginInfo, error) {
	return &pulumirpc.PluginInfo{Version: version.Version}, nil
}

// Cancel ends the running program.
func (h *host) Cancel(context.Context, *emptypb.Empty) (*emptypb.Empty, error) {
	h.children.stop()
	return &emptypb.Empty{}, nil
}

// Run runs a program to its end. Its output goes to this process's own streams, which the engine shows.
func (h *host) Run(ctx context.Context, req *pulumirpc.RunRequest) (*pulumirpc.RunResponse, error) {
	script, err := sdkScript(req.Info.ProgramDirectory, "run")
	if err != nil {
		return &pulumirpc.RunResponse{Error: err.Error()}, nil
	}
	options, err := optionsOf(req.Info)
	if err != nil {
		return &pulumirpc.RunResponse{Error: err.Error()}, nil
	}
	config, err := json.Marshal(req.Config)
	if err != nil {
		return nil, err
	}
	secretKeys := []byte("[]")
	if req.ConfigSecretKeys != nil {
		if secretKeys, err = json.Marshal(req.ConfigSecretKeys); err != nil {
			return nil, err
		}
	}
	args := append(options.nodeArgs, script,
		"--monitor", req.MonitorAddress, "--engine", h.engine,
		"--organization", req.Organization, "--project", req.Project, "--stack", req.Stack,
		"--pwd", req.Pwd, "--root-directory", req.Info.RootDirectory,
		"--parallel", strconv.Itoa(int(req.Parallel)))
	if req.DryRun {
		args = append(args, "--dry-run")
	}
	args = append(append(args, req.Info.EntryPoint), req.Args...)

	err = h.children.run(ctx, func(ctx context.Context) *exec.Cmd {
		cmd := exec.CommandContext(ctx, "node", args...)
		cmd.Stdout, cmd.Stderr = os.Stdout, os.Stderr
		cmd.Env = append(os.Environ(),
			"PULUMI_CONFIG="+string(config), "PULUMI_CONFIG_SECRET_KEYS="+string(secretKeys))
		return cmd
	})
	var exit *exec.ExitError
	switch {
	case err == nil:
		return &pulumirpc.RunResponse{}, nil
	case errors.As(err, &exit) && exit.ExitCode() == explained:
		return &pulumirpc.RunResponse{Bail: true}, nil
	case errors.As(err, &exit) && exit.Exited():
		return &pulumirpc.RunResponse{Error: fmt.Sprintf("the program exited with code %d", exit.ExitCode())}, nil
	default:
		return &pulumirpc.RunResponse{Error: fmt.Sprintf("the program did not run to its end: %v", err)}, nil
	}
}

// RunPlugin runs a policy pack, or a provider written for Node.js, until it ends.
func (h *host) RunPlugin(
	req *pulumirpc.RunPluginRequest, stream grpc.ServerStreamingServer[pulumirpc.RunPluginResponse],
) error {
	name, program := "run-plugin", req.Info.ProgramDirectory
	nodeArgs := req.Args
	if req.Kind == "analyzer" {
		// run-policy-pack drops the engine's address and runs the folder that follows.
		name, program = "run-policy-pack", "."
	}
	script, err := sdkScript(req.Info.ProgramDirectory, name)
	if err != nil {
		return err
	}
	options, err := optionsOf(req.Info)
	if err != nil {
		return err
	}
	args := append(options.nodeArgs, script)
	if req.Kind == "analyzer" {
		args = append(append(args, nodeArgs...), program)
	} else {
		args = append(append(args, program), nodeArgs...)
	}
	streams, stdout, stderr, err := rpcutil.MakeRunPluginStreams(stream, false)
	if err != nil {
		return err
	}
	defer func() { _ = streams.Close() }()

	err = h.children.run(stream.Context(), func(ctx context.Context) *exec.Cmd {
		cmd := exec.CommandContext(ctx, "node", args...)
		cmd.Dir = req.Info.ProgramDirectory
		cmd.Stdout, cmd.Stderr = stdout, stderr
		cmd.Env = req.Env
		return cmd
	})
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		return err
	}
	code := 0
	if exit != nil {
		code = exit.ExitCode()
	}
	return stream.Send(&pulumirpc.RunPluginResponse{
		Output: &pulumirpc.RunPluginResponse_Exitcode{Exitcode: int32(code)},
	})
}

// sdkScript finds one of the entry points in the @pulumi/pulumi that the program in this folder would load.
func sdkScript(directory, name string) (string, error) {
	for folder := directory; ; folder = filepath.Dir(folder) {
		script := filepath.Join(folder, "node_modules", "@pulumi", "pulumi", "cmd", name, "index.js")
		if _, err := os.Stat(script); err == nil {
			return script, nil
		}
		if folder == filepath.Dir(folder) {
			// The engine recognises this sentence and tells users of a policy pack to install its packages.
			return "", fmt.Errorf("Cannot find module '@pulumi/pulumi/cmd/%s' from %s: "+ //nolint:staticcheck
				"install the program's packages, for example with `npm install`", name, directory)
		}
	}
}

// options are the settings below `runtime:` in Pulumi.yaml.
type options struct{ nodeArgs []string }

// optionsOf reads the settings and rejects TypeScript by a compiler: a program that relies on it would fail later,
// with a message that does not say why.
func optionsOf(info *pulumirpc.ProgramInfo) (options, error) {
	settings := info.Options.AsMap()
	if typescript, given := settings["typescript"].(bool); given && typescript {
		return options{}, errors.New("this language host leaves TypeScript to Node.js itself: " +
			"set `typescript: false` below `runtime.options` in Pulumi.yaml")
	}
	nodeArgs, _ := settings["nodeargs"].(string)
	return options{strings.Fields(nodeArgs)}, nil
}
