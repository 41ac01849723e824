package local

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/gobwas/glob"
	"github.com/pulumi/pulumi-go-provider/infer/types"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
)

// collect adds the files that assetPaths and archivePaths name.
func collect(inputs BaseInputs, outputs *BaseOutputs) error {
	directory := "."
	if inputs.Dir != nil {
		directory = *inputs.Dir
	}
	if inputs.AssetPaths != nil {
		files, err := match(directory, *inputs.AssetPaths)
		if err != nil {
			return err
		}
		assets := map[string]types.AssetOrArchive{}
		for name, file := range files {
			assets[name] = types.AssetOrArchive{Asset: file}
		}
		outputs.Assets = &assets
	}
	if inputs.ArchivePaths != nil {
		files, err := match(directory, *inputs.ArchivePaths)
		if err != nil {
			return err
		}
		members := map[string]any{}
		for name, file := range files {
			members[name] = file
		}
		archive, err := resource.NewAssetArchive(members)
		if err != nil {
			return err
		}
		outputs.Archive = archive
	}
	return nil
}

// match returns the files below directory that the rules include. A rule that starts with "!" excludes; the last
// rule that fits a file decides.
func match(directory string, rules []string) (map[string]*resource.Asset, error) {
	type rule struct {
		glob.Glob
		includes bool
	}
	compiled := make([]rule, 0, len(rules))
	for _, text := range rules {
		pattern, excludes := strings.CutPrefix(text, "!")
		matcher, err := glob.Compile(pattern, '/')
		if err != nil {
			return nil, fmt.Errorf("the glob %q: %w", text, err)
		}
		compiled = append(compiled, rule{matcher, !excludes})
	}

	files := map[string]*resource.Asset{}
	err := fs.WalkDir(os.DirFS(directory), ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		included := false
		for _, rule := range compiled {
			if rule.Match(name) {
				included = rule.includes
			}
		}
		if included {
			files[name], err = resource.NewPathAsset(filepath.Join(directory, filepath.FromSlash(name)))
		}
		return err
	})
	return files, err
}
