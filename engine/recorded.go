package main

import (
	"fmt"
	"maps"
	"time"

	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/argoproj/argo-cd/v3/applicationset/generators"
	"github.com/argoproj/argo-cd/v3/pkg/apis/application/v1alpha1"
)

// recordedGenerator stands for a generator that would ask the network: it gives a recorded answer,
// or the error that there is none. It never gives an empty list by itself.
type recordedGenerator struct {
	kind   string
	answer []map[string]any
	known  bool
}

func (p generateParams) recorded(kind string) generators.Generator {
	answer, known := p.Recorded[kind]
	return recordedGenerator{kind: kind, answer: answer, known: known}
}

func (g recordedGenerator) GenerateParams(*v1alpha1.ApplicationSetGenerator, *v1alpha1.ApplicationSet, client.Client) ([]map[string]any, error) {
	if !g.known {
		return nil, fmt.Errorf("generator %s cannot be asked offline and has no recorded answer", g.kind)
	}
	answer := make([]map[string]any, len(g.answer))
	for i, params := range g.answer {
		answer[i] = maps.Clone(params)
	}
	return answer, nil
}

func (g recordedGenerator) GetRequeueAfter(*v1alpha1.ApplicationSetGenerator) time.Duration {
	return generators.NoRequeueAfter
}

func (g recordedGenerator) GetTemplate(spec *v1alpha1.ApplicationSetGenerator) *v1alpha1.ApplicationSetTemplate {
	switch {
	case spec.SCMProvider != nil:
		return &spec.SCMProvider.Template
	case spec.ClusterDecisionResource != nil:
		return &spec.ClusterDecisionResource.Template
	case spec.PullRequest != nil:
		return &spec.PullRequest.Template
	case spec.Plugin != nil:
		return &spec.Plugin.Template
	default:
		return &v1alpha1.ApplicationSetTemplate{}
	}
}
