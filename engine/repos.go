package main

import (
	"context"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path"
	"slices"
	"strings"

	"github.com/argoproj/argo-cd/v3/pkg/apis/application/v1alpha1"
	"github.com/argoproj/argo-cd/v3/util/git"
)

// checkout is a directory that stands for a repository.
type checkout struct {
	URL string `json:"url"`
	Dir string `json:"dir"`
	// GitDir holds an index of exactly the files of the tree, so that git matches its own patterns.
	GitDir string `json:"gitDir"`
}

// localRepos answers git generators from directories, whatever the revision.
type localRepos []checkout

func (r localRepos) find(url string) (checkout, error) {
	for _, one := range r {
		if git.SameURL(one.URL, url) {
			return one, nil
		}
	}
	return checkout{}, fmt.Errorf("repository %s has no checkout here", url)
}

// GetFiles gives the contents of the files that match a pattern, as `git ls-files` matches it.
func (r localRepos) GetFiles(ctx context.Context, url, _, _, pattern string, _ bool, _ *v1alpha1.SourceIntegrity) (map[string][]byte, error) {
	from, err := r.find(url)
	if err != nil {
		return nil, err
	}
	names, err := from.list(ctx, pattern)
	if err != nil {
		return nil, err
	}
	root, err := os.OpenRoot(from.Dir)
	if err != nil {
		return nil, err
	}
	defer root.Close() //nolint:errcheck // opened for reading only
	contents := map[string][]byte{}
	for _, name := range names {
		if contents[name], err = readBounded(root, name); err != nil {
			return nil, err
		}
	}
	return contents, nil
}

// maxParameterFile bounds what a git generator reads of one file; a few keys are all that it needs.
const maxParameterFile = 1 << 20

func readBounded(root *os.Root, name string) ([]byte, error) {
	about, err := root.Stat(name)
	if err != nil {
		return nil, err
	}
	if !about.Mode().IsRegular() || about.Size() > maxParameterFile {
		return nil, fmt.Errorf("%s is no file of at most %d bytes", name, maxParameterFile)
	}
	return root.ReadFile(name)
}

// list gives the files of the tree that match a pattern; no pattern means all.
func (c checkout) list(ctx context.Context, patterns ...string) ([]string, error) {
	arguments := []string{"--git-dir=" + c.GitDir, "--work-tree=" + c.Dir, "ls-files", "--full-name", "-z", "--"}
	command := exec.CommandContext(ctx, "git", append(arguments, patterns...)...)
	command.Dir = c.Dir
	listed, err := command.Output()
	if err != nil {
		return nil, fmt.Errorf("git ls-files %s: %w", strings.Join(patterns, " "), err)
	}
	names := strings.Split(strings.TrimSuffix(string(listed), "\x00"), "\x00")
	return slices.DeleteFunc(names, func(name string) bool { return name == "" }), nil
}

// GetDirectories lists every directory that holds a file, hidden ones and what is below them left out.
func (r localRepos) GetDirectories(ctx context.Context, url, _, _ string, _ bool, _ *v1alpha1.SourceIntegrity) ([]string, error) {
	from, err := r.find(url)
	if err != nil {
		return nil, err
	}
	names, err := from.list(ctx)
	if err != nil {
		return nil, err
	}
	found := map[string]bool{}
	for _, name := range names {
		for dir := path.Dir(name); dir != "." && !found[dir]; dir = path.Dir(dir) {
			found[dir] = true
		}
	}
	visible := slices.DeleteFunc(slices.Sorted(maps.Keys(found)), hidden)
	return visible, nil
}

func hidden(dir string) bool {
	return strings.HasPrefix(dir, ".") || strings.Contains(dir, "/.")
}
