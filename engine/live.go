package main

import (
	"encoding/json"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"

	"github.com/argoproj/argo-cd/v3/pkg/apis/application/v1alpha1"
	"github.com/argoproj/argo-cd/v3/util/argo"
	argodiff "github.com/argoproj/argo-cd/v3/util/argo/diff"
	"github.com/argoproj/argo-cd/v3/util/argo/normalizers"
)

const (
	// The label and the method that Argo CD marks objects with where argocd-cm says nothing else.
	defaultAppLabelKey    = "app.kubernetes.io/instance"
	defaultTrackingMethod = v1alpha1.TrackingMethodAnnotation
)

type liveParams struct {
	Application v1alpha1.Application `json:"application"`
	Pairs       []livePair           `json:"pairs"`
}

// livePair is one object as it runs, and as the tree wants it.
type livePair struct {
	Live   json.RawMessage `json:"live"`
	Target json.RawMessage `json:"target"`
}

// liveOutcome is the running object, and what a sync would make of it; both after Argo CD's normalisation,
// so that what it ignores and what the API server fills in do not count. Or why they cannot be compared.
type liveOutcome struct {
	Live      json.RawMessage `json:"live,omitempty"`
	Predicted json.RawMessage `json:"predicted,omitempty"`
	Error     string          `json:"error,omitempty"`
}

type liveResult struct {
	Outcomes []liveOutcome `json:"outcomes"`
}

// liveDiff compares running objects with the tree as the controller does without server-side diff.
func liveDiff(params liveParams) (liveResult, error) {
	application := params.Application
	config, err := argodiff.NewDiffConfigBuilder().
		WithDiffSettings(application.Spec.IgnoreDifferences, nil, false, normalizers.IgnoreNormalizerOpts{}).
		WithTracking(defaultAppLabelKey, string(defaultTrackingMethod)).
		WithNoCache().
		Build()
	if err != nil {
		return liveResult{}, err
	}
	result := liveResult{Outcomes: make([]liveOutcome, len(params.Pairs))}
	for i, pair := range params.Pairs {
		outcome, err := pair.compare(&application, config)
		if err != nil {
			outcome = liveOutcome{Error: err.Error()}
		}
		result.Outcomes[i] = outcome
	}
	return result, nil
}

func (p livePair) compare(application *v1alpha1.Application, config argodiff.DiffConfig) (liveOutcome, error) {
	live, target := &unstructured.Unstructured{}, &unstructured.Unstructured{}
	if err := live.UnmarshalJSON(p.Live); err != nil {
		return liveOutcome{}, err
	}
	if err := target.UnmarshalJSON(p.Target); err != nil {
		return liveOutcome{}, err
	}
	name, namespace := application.InstanceName(application.Namespace), application.Spec.Destination.Namespace
	tracking := argo.NewResourceTracking()
	if err := tracking.SetAppInstance(target, defaultAppLabelKey, name, namespace, defaultTrackingMethod, ""); err != nil {
		return liveOutcome{}, err
	}
	found, err := argodiff.StateDiff(live, target, config)
	if err != nil {
		return liveOutcome{}, err
	}
	return liveOutcome{Live: found.NormalizedLive, Predicted: found.PredictedLive}, nil
}
