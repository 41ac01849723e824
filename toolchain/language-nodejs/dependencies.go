package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"

	"github.com/pulumi/pulumi/sdk/v3/go/common/util/rpcutil"
	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
	"google.golang.org/grpc"
)

// manifest is what matters here of a package.json.
type manifest struct {
	Name         string            `json:"name"`
	Version      string            `json:"version"`
	Dependencies map[string]string `json:"dependencies"`
	Pulumi       struct {
		Resource         bool            `json:"resource"`
		Name             string          `json:"name"`
		Version          string          `json:"version"`
		Server           string          `json:"server"`
		Parameterization json.RawMessage `json:"parameterization"`
	} `json:"pulumi"`
}

// packagesOf reads the manifests of everything that the program in this folder depends on, directly or not, as
// Node.js would find it. A package that is missing is left out: the program will say so better itself.
func packagesOf(directory string, transitive bool) ([]manifest, error) {
	root, err := readManifest(directory)
	if errors.Is(err, fs.ErrNotExist) {
		if parent := filepath.Dir(directory); parent != directory {
			return packagesOf(parent, transitive)
		}
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	var found []manifest
	seen := map[string]bool{}
	var visit func(directory string, of manifest) error
	visit = func(directory string, of manifest) error {
		for name := range of.Dependencies {
			folder, read, err := resolve(directory, name)
			if err != nil {
				return err
			}
			if folder == "" || seen[folder] {
				continue
			}
			seen[folder] = true
			found = append(found, read)
			if transitive {
				if err := visit(folder, read); err != nil {
					return err
				}
			}
		}
		return nil
	}
	err = visit(directory, root)
	slices.SortFunc(found, func(a, b manifest) int {
		return strings.Compare(a.Name+"@"+a.Version, b.Name+"@"+b.Version)
	})
	return found, err
}

// resolve finds the package that a file in this folder would import under this name; "" if there is none.
func resolve(directory, name string) (string, manifest, error) {
	for {
		folder := filepath.Join(directory, "node_modules", filepath.FromSlash(name))
		read, err := readManifest(folder)
		if err == nil || !errors.Is(err, fs.ErrNotExist) {
			return folder, read, err
		}
		if directory == filepath.Dir(directory) {
			return "", manifest{}, nil
		}
		directory = filepath.Dir(directory)
	}
}

func readManifest(folder string) (manifest, error) {
	var read manifest
	path := filepath.Join(folder, "package.json")
	data, err := os.ReadFile(path)
	if err != nil {
		return read, err
	}
	if err := json.Unmarshal(data, &read); err != nil {
		return read, fmt.Errorf("%s: %w", path, err)
	}
	return read, nil
}

// GetRequiredPackages names the providers that the program's npm packages are made for, each with the version in
// the package: that pins the plugin to the typings.
func (h *host) GetRequiredPackages(
	_ context.Context, req *pulumirpc.GetRequiredPackagesRequest,
) (*pulumirpc.GetRequiredPackagesResponse, error) {
	packages, err := packagesOf(req.Info.ProgramDirectory, true)
	if err != nil {
		return nil, err
	}
	var required []*pulumirpc.PackageDependency
	for _, found := range packages {
		// A parameterized package would need its base provider described as well; none is used here.
		if !found.Pulumi.Resource || found.Pulumi.Parameterization != nil {
			continue
		}
		name := found.Pulumi.Name
		if name == "" {
			name = strings.TrimPrefix(found.Name, "@pulumi/")
		}
		version := found.Pulumi.Version
		if version == "" {
			version = found.Version
		}
		required = append(required, &pulumirpc.PackageDependency{
			Name: name, Kind: "resource", Version: "v" + strings.TrimPrefix(version, "v"), Server: found.Pulumi.Server,
		})
	}
	return &pulumirpc.GetRequiredPackagesResponse{Packages: required}, nil
}

// GetRequiredPlugins is what GetRequiredPackages replaced; engines that still ask are content with nothing.
func (h *host) GetRequiredPlugins(
	context.Context, *pulumirpc.GetRequiredPluginsRequest,
) (*pulumirpc.GetRequiredPluginsResponse, error) {
	return &pulumirpc.GetRequiredPluginsResponse{}, nil
}

// GetProgramDependencies lists the npm packages that are installed for the program.
func (h *host) GetProgramDependencies(
	_ context.Context, req *pulumirpc.GetProgramDependenciesRequest,
) (*pulumirpc.GetProgramDependenciesResponse, error) {
	packages, err := packagesOf(req.Info.ProgramDirectory, req.TransitiveDependencies)
	if err != nil {
		return nil, err
	}
	var dependencies []*pulumirpc.DependencyInfo
	for _, found := range packages {
		dependencies = append(dependencies, &pulumirpc.DependencyInfo{Name: found.Name, Version: found.Version})
	}
	return &pulumirpc.GetProgramDependenciesResponse{Dependencies: dependencies}, nil
}

// InstallDependencies installs the program's npm packages.
func (h *host) InstallDependencies(
	req *pulumirpc.InstallDependenciesRequest, stream grpc.ServerStreamingServer[pulumirpc.InstallDependenciesResponse],
) error {
	streams, stdout, stderr, err := rpcutil.MakeInstallDependenciesStreams(stream, req.IsTerminal)
	if err != nil {
		return err
	}
	defer func() { _ = streams.Close() }()
	err = h.children.run(stream.Context(), func(ctx context.Context) *exec.Cmd {
		cmd := exec.CommandContext(ctx, "npm", "install", "--no-fund", "--no-audit")
		cmd.Dir = req.Info.ProgramDirectory
		cmd.Stdout, cmd.Stderr = stdout, stderr
		return cmd
	})
	if err != nil {
		return fmt.Errorf("`npm install` in %s failed: %w", req.Info.ProgramDirectory, err)
	}
	return nil
}

// About tells which Node.js is used.
func (h *host) About(ctx context.Context, _ *pulumirpc.AboutRequest) (*pulumirpc.AboutResponse, error) {
	node, err := exec.LookPath("node")
	if err != nil {
		return nil, fmt.Errorf("Node.js is not on PATH: %w", err) //nolint:staticcheck // a name
	}
	output, err := exec.CommandContext(ctx, node, "--version").Output()
	if err != nil {
		return nil, fmt.Errorf("%s --version failed: %w", node, err)
	}
	return &pulumirpc.AboutResponse{Executable: node, Version: string(bytes.TrimSpace(output))}, nil
}
