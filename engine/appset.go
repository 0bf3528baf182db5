package main

import (
	"context"

	"github.com/sirupsen/logrus"

	"github.com/argoproj/argo-cd/v3/applicationset/controllers/template"
	"github.com/argoproj/argo-cd/v3/applicationset/generators"
	"github.com/argoproj/argo-cd/v3/applicationset/utils"
	"github.com/argoproj/argo-cd/v3/pkg/apis/application/v1alpha1"
	"github.com/argoproj/argo-cd/v3/util/argo"
)

type generateParams struct {
	ApplicationSet v1alpha1.ApplicationSet `json:"applicationSet"`
	// Repositories holds the checkouts in which git generators look.
	Repositories []checkout `json:"repositories"`
	// Projects are needed by git generators, which ask the project for its signature rules.
	Projects []v1alpha1.AppProject `json:"projects"`
	Clusters []clusterFixture      `json:"clusters"`
	// Recorded answers for generators that ask the network, by field name of the generator.
	Recorded map[string][]map[string]any `json:"recorded"`
}

type generateResult struct {
	Applications []v1alpha1.Application `json:"applications"`
	Errors       []string               `json:"errors"`
}

// generate gives the Applications that the ApplicationSet controller would make, and what it would
// report beside them.
func generate(params generateParams) (generateResult, error) {
	set := params.ApplicationSet
	store := &objectStore{projects: params.Projects, clusters: params.Clusters, namespace: set.Namespace}
	logger := logrus.WithField("applicationset", set.Name)
	found, _, err := template.GenerateApplications(logger, set, params.generators(store), &utils.Render{}, store)
	result := generateResult{Applications: found, Errors: []string{}}
	if result.Applications == nil {
		result.Applications = []v1alpha1.Application{}
	}
	if err != nil {
		result.Errors = append(result.Errors, err.Error())
	}
	result.Errors = append(result.Errors, refusedDestinations(found, params.Clusters)...)
	return result, nil
}

// generators builds Argo CD's table: two levels of matrix and merge above the plain generators.
func (p generateParams) generators(store *objectStore) map[string]generators.Generator {
	plain := map[string]generators.Generator{
		"List":                    generators.NewListGenerator(),
		"Clusters":                generators.NewClusterGenerator(store, store.namespace),
		"Git":                     generators.NewGitGenerator(localRepos(p.Repositories), store.namespace),
		"SCMProvider":             p.recorded("SCMProvider"),
		"ClusterDecisionResource": p.recorded("ClusterDecisionResource"),
		"PullRequest":             p.recorded("PullRequest"),
		"Plugin":                  p.recorded("Plugin"),
	}
	return combined(plain, combined(plain, plain))
}

// combined adds to the plain generators a matrix and a merge over the inner ones.
func combined(plain, inner map[string]generators.Generator) map[string]generators.Generator {
	table := map[string]generators.Generator{}
	for name, generator := range plain {
		table[name] = generator
	}
	table["Matrix"] = generators.NewMatrixGenerator(inner)
	table["Merge"] = generators.NewMergeGenerator(inner)
	return table
}

// refusedDestinations gives the validation errors that keep the controller from making an Application.
func refusedDestinations(applications []v1alpha1.Application, clusters []clusterFixture) []string {
	var refused []string
	table := newClusterTable(clusters)
	for _, application := range applications {
		if _, err := argo.GetDestinationCluster(context.Background(), application.Spec.Destination, table); err != nil {
			refused = append(refused, application.Name+": application destination spec is invalid: "+err.Error())
		}
	}
	return refused
}
