package main

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"k8s.io/apimachinery/pkg/api/resource"

	"github.com/argoproj/argo-cd/v3/pkg/apis/application/v1alpha1"
	"github.com/argoproj/argo-cd/v3/reposerver/apiclient"
	"github.com/argoproj/argo-cd/v3/reposerver/repository"
	apppath "github.com/argoproj/argo-cd/v3/util/app/path"
	"github.com/argoproj/argo-cd/v3/util/git"
	utilio "github.com/argoproj/argo-cd/v3/util/io"
)

// maxCombinedManifests is the repo-server's own default for directories of manifests.
const maxCombinedManifests = "10M"

type manifestParams struct {
	Application v1alpha1.Application `json:"application"`
	// Source is the index into the Application's sources.
	Source int `json:"source"`
	// Dir stands for the checkout of that source's repository; it may be written to.
	Dir string `json:"dir"`
	// ChartDir, where the source is a chart of a chart repository, holds the unpacked chart.
	ChartDir string `json:"chartDir"`
	// Refs gives the directory of each source that has a `ref`.
	Refs           []checkout                  `json:"refs"`
	Revision       string                      `json:"revision"`
	KubeVersion    string                      `json:"kubeVersion"`
	APIVersions    []string                    `json:"apiVersions"`
	TimeoutSeconds int                         `json:"timeoutSeconds"`
	Plugins        map[string]pluginDefinition `json:"plugins"`
	// AppLabelKey and TrackingMethod as in argocd-cm; without the key nothing is marked.
	AppLabelKey    string                     `json:"appLabelKey"`
	TrackingMethod string                     `json:"trackingMethod"`
	Kustomize      *v1alpha1.KustomizeOptions `json:"kustomizeOptions"`
}

type manifestResult struct {
	Objects    []json.RawMessage `json:"objects"`
	SourceType string            `json:"sourceType"`
}

// manifests renders one source of an Application as the repo-server would.
func manifests(params manifestParams) (manifestResult, error) {
	sources := params.Application.Spec.GetSources()
	if params.Source < 0 || params.Source >= len(sources) {
		return manifestResult{}, fmt.Errorf("the Application has no source %d", params.Source)
	}
	source := sources[params.Source].DeepCopy()
	root, appPath, err := params.locate(source)
	if err != nil {
		return manifestResult{}, err
	}
	request, err := params.request(source)
	if err != nil {
		return manifestResult{}, err
	}
	ctx, cancel := context.WithTimeout(context.Background(), time.Duration(params.TimeoutSeconds)*time.Second)
	defer cancel()
	if source.Plugin != nil {
		return params.renderPlugin(ctx, appPath, request)
	}
	return params.render(ctx, appPath, root, request)
}

// locate gives the repository's root and the path to render; Argo CD's own errors say what is wrong with it.
func (p manifestParams) locate(source *v1alpha1.ApplicationSource) (root, appPath string, err error) {
	if source.IsHelm() {
		return p.ChartDir, p.ChartDir, nil
	}
	appPath, err = apppath.Path(p.Dir, source.Path)
	return p.Dir, appPath, err
}

func (p manifestParams) render(ctx context.Context, appPath, root string, request *apiclient.ManifestRequest) (manifestResult, error) {
	limit := resource.MustParse(maxCombinedManifests)
	found, err := repository.GenerateManifests(ctx, appPath, root, p.Revision, request, false, git.NoopCredsStore{}, limit, p.refPaths())
	if err != nil {
		return manifestResult{}, err
	}
	result := manifestResult{SourceType: found.SourceType, Objects: make([]json.RawMessage, len(found.Manifests))}
	for i, manifest := range found.Manifests {
		result.Objects[i] = json.RawMessage(manifest)
	}
	return result, nil
}

func (p manifestParams) request(source *v1alpha1.ApplicationSource) (*apiclient.ManifestRequest, error) {
	application := p.Application
	refs, err := p.refSources(source)
	if err != nil {
		return nil, err
	}
	return &apiclient.ManifestRequest{
		Repo:               &v1alpha1.Repository{Repo: source.RepoURL},
		Revision:           source.TargetRevision,
		AppLabelKey:        p.AppLabelKey,
		AppName:            application.InstanceName(application.Namespace),
		Namespace:          application.Spec.Destination.Namespace,
		ApplicationSource:  source,
		KubeVersion:        p.KubeVersion,
		ApiVersions:        p.APIVersions,
		TrackingMethod:     p.TrackingMethod,
		KustomizeOptions:   p.Kustomize,
		HelmOptions:        &v1alpha1.HelmOptions{ValuesFileSchemes: []string{}},
		HasMultipleSources: application.Spec.HasMultipleSources(),
		RefSources:         refs,
		ProjectName:        application.Spec.Project,
	}, nil
}

func (p manifestParams) refPaths() utilio.TempPaths {
	paths := utilio.NewRandomizedTempPaths(p.Dir)
	for _, ref := range p.Refs {
		paths.Add(git.NormalizeGitURL(ref.URL), ref.Dir)
	}
	return paths
}
