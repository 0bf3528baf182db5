package main

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/argoproj/argo-cd/v3/pkg/apis/application/v1alpha1"
)

// refSources maps `$name` to the source that carries `ref: name`, and refuses a reference to none.
// The repo-server checks this before it renders, in code that also fetches.
func (p manifestParams) refSources(source *v1alpha1.ApplicationSource) (map[string]*v1alpha1.RefTarget, error) {
	targets := map[string]*v1alpha1.RefTarget{}
	for _, other := range p.Application.Spec.Sources {
		if other.Ref != "" {
			targets["$"+other.Ref] = &v1alpha1.RefTarget{
				Repo:           v1alpha1.Repository{Repo: other.RepoURL},
				TargetRevision: other.TargetRevision,
				Chart:          other.Chart,
			}
		}
	}
	for _, file := range referringFiles(source) {
		name, _, _ := strings.Cut(file, "/")
		if err := checkReference(name, targets); err != nil {
			return nil, err
		}
	}
	return targets, nil
}

// referringFiles lists the Helm value files and file parameters that begin with `$name/`.
func referringFiles(source *v1alpha1.ApplicationSource) []string {
	if source.Helm == nil {
		return nil
	}
	files := slices.Clone(source.Helm.ValueFiles)
	for _, parameter := range source.Helm.FileParameters {
		files = append(files, parameter.Path)
	}
	return slices.DeleteFunc(files, func(file string) bool { return !strings.HasPrefix(file, "$") })
}

func checkReference(name string, targets map[string]*v1alpha1.RefTarget) error {
	target, known := targets[name]
	switch {
	case len(targets) == 0:
		return fmt.Errorf("source referenced %q, but no source has a 'ref' field defined", name)
	case !known:
		return fmt.Errorf("source referenced %q, which is not one of the available sources", name)
	case target.Chart != "":
		return errors.New("source has a 'chart' field defined, but Helm charts are not supported for 'ref' sources")
	default:
		return nil
	}
}
