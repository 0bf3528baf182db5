package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"time"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime"

	"github.com/argoproj/argo-cd/gitops-engine/pkg/utils/kube"
	"github.com/argoproj/argo-cd/v3/pkg/apis/application/v1alpha1"
	"github.com/argoproj/argo-cd/v3/reposerver/apiclient"
	"github.com/argoproj/argo-cd/v3/util/argo"
)

// maxPluginOutput bounds what a plugin may print.
const maxPluginOutput = 64 << 20

// pluginDefinition is the generate command of a plugin, as the sidecar's plugin.yaml has it.
type pluginDefinition struct {
	Command []string `json:"command"`
}

// renderPlugin does what the repo-server and the plugin server do together, in one place: the same
// environment, the plugin's own command in the Application's path, and the output taken apart.
func (p manifestParams) renderPlugin(ctx context.Context, appPath string, request *apiclient.ManifestRequest) (manifestResult, error) {
	name := request.ApplicationSource.Plugin.Name
	definition, known := p.Plugins[name]
	if !known || len(definition.Command) == 0 {
		return manifestResult{}, fmt.Errorf("could not find cmp-server plugin with name %q supporting the given repository", name)
	}
	environment, err := p.pluginEnvironment(request)
	if err != nil {
		return manifestResult{}, err
	}
	output, err := runPlugin(ctx, definition.Command, appPath, environment)
	if err != nil {
		return manifestResult{}, err
	}
	objects, err := kube.SplitYAML(output)
	if err != nil {
		return manifestResult{}, fmt.Errorf("failed to convert CMP manifests to unstructured objects: %w", err)
	}
	return marked(objects, request)
}

// pluginEnvironment gives the variables that the repo-server sends to a plugin, over this process's own.
func (p manifestParams) pluginEnvironment(request *apiclient.ManifestRequest) ([]string, error) {
	source := request.ApplicationSource
	known := v1alpha1.Env{
		{Name: "ARGOCD_APP_NAME", Value: request.AppName},
		{Name: "ARGOCD_APP_NAMESPACE", Value: request.Namespace},
		{Name: "ARGOCD_APP_PROJECT_NAME", Value: request.ProjectName},
		{Name: "ARGOCD_APP_REVISION", Value: p.Revision},
		{Name: "ARGOCD_APP_REVISION_SHORT", Value: short(p.Revision, 7)},
		{Name: "ARGOCD_APP_REVISION_SHORT_8", Value: short(p.Revision, 8)},
		{Name: "ARGOCD_APP_SOURCE_REPO_URL", Value: source.RepoURL},
		{Name: "ARGOCD_APP_SOURCE_PATH", Value: source.Path},
		{Name: "ARGOCD_APP_SOURCE_TARGET_REVISION", Value: source.TargetRevision},
		{Name: "KUBE_VERSION", Value: strings.TrimPrefix(p.KubeVersion, "v")},
		{Name: "KUBE_API_VERSIONS", Value: strings.Join(p.APIVersions, ",")},
	}
	environment := append(os.Environ(), known.Environ()...)
	for _, entry := range source.Plugin.Env {
		environment = append(environment, "ARGOCD_ENV_"+entry.Name+"="+known.Envsubst(entry.Value))
	}
	parameters, err := source.Plugin.Parameters.Environ()
	return append(environment, parameters...), err
}

func short(revision string, length int) string {
	return revision[:min(length, len(revision))]
}

// runPlugin runs the command in a session of its own, of which nothing is left when it returns.
func runPlugin(ctx context.Context, command []string, dir string, environment []string) ([]byte, error) {
	process := exec.CommandContext(ctx, command[0], command[1:]...) //nolint:gosec // the tree's own plugin
	process.Dir = dir
	process.Env = environment
	process.SysProcAttr = &syscall.SysProcAttr{Setsid: true}
	process.Cancel = func() error { endSession(process.Process.Pid); return nil }
	process.WaitDelay = time.Second
	output, failure := &boundedBuffer{left: maxPluginOutput}, &boundedBuffer{left: 1 << 20}
	process.Stdout, process.Stderr = output, failure
	err := process.Run()
	if process.Process != nil && err != nil {
		endSession(process.Process.Pid)
	}
	switch {
	case ctx.Err() != nil:
		return nil, errors.New("rendering took longer than the time limit")
	case output.cut:
		return nil, fmt.Errorf("the plugin printed more than %d bytes", maxPluginOutput)
	case err != nil:
		return nil, fmt.Errorf("%w: %s", err, strings.TrimSpace(failure.String()))
	default:
		return output.Bytes(), nil
	}
}

// marked takes lists apart and sets Argo CD's tracking marks, as the repo-server does with every source.
func marked(objects []*unstructured.Unstructured, request *apiclient.ManifestRequest) (manifestResult, error) {
	result := manifestResult{SourceType: string(v1alpha1.ApplicationSourceTypePlugin), Objects: []json.RawMessage{}}
	for _, object := range flattened(objects) {
		if err := track(object, request); err != nil {
			return manifestResult{}, err
		}
		text, err := json.Marshal(object.Object)
		if err != nil {
			return manifestResult{}, err
		}
		result.Objects = append(result.Objects, text)
	}
	return result, nil
}

func flattened(objects []*unstructured.Unstructured) []*unstructured.Unstructured {
	var flat []*unstructured.Unstructured
	for _, object := range objects {
		if !object.IsList() {
			flat = append(flat, object)
			continue
		}
		_ = object.EachListItem(func(item runtime.Object) error {
			if one, ok := item.(*unstructured.Unstructured); ok {
				flat = append(flat, one)
			}
			return nil
		})
	}
	return flat
}

func track(object *unstructured.Unstructured, request *apiclient.ManifestRequest) error {
	if request.AppLabelKey == "" || request.AppName == "" || kube.IsCRD(object) {
		return nil
	}
	method := v1alpha1.TrackingMethod(request.TrackingMethod)
	return argo.NewResourceTracking().SetAppInstance(object, request.AppLabelKey, request.AppName, request.Namespace, method, "")
}

// boundedBuffer keeps what fits and remembers that more came.
type boundedBuffer struct {
	bytes.Buffer
	left int
	cut  bool
}

func (b *boundedBuffer) Write(chunk []byte) (int, error) {
	kept := chunk[:min(len(chunk), b.left)]
	b.left -= len(kept)
	b.cut = b.cut || len(kept) < len(chunk)
	_, err := b.Buffer.Write(kept)
	return len(chunk), err
}
