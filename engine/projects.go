package main

import (
	"context"
	"errors"

	"k8s.io/apimachinery/pkg/runtime/schema"

	"github.com/argoproj/argo-cd/v3/pkg/apis/application/v1alpha1"
	"github.com/argoproj/argo-cd/v3/util/argo"
)

type projectChecks struct {
	Project  v1alpha1.AppProject `json:"project"`
	Clusters []clusterFixture    `json:"clusters"`
	Checks   []projectCheck      `json:"checks"`
}

// projectCheck asks for a source, or a destination, or a resource (with the destination it goes to).
type projectCheck struct {
	Source      *v1alpha1.ApplicationSource      `json:"source,omitempty"`
	Destination *v1alpha1.ApplicationDestination `json:"destination,omitempty"`
	Resource    *resourceCheck                   `json:"resource,omitempty"`
}

type resourceCheck struct {
	Group      string `json:"group"`
	Kind       string `json:"kind"`
	Name       string `json:"name"`
	Namespace  string `json:"namespace"`
	Namespaced bool   `json:"namespaced"`
}

type permittedResult struct {
	Permitted []bool `json:"permitted"`
}

// projectPermits answers each check as the controller would for an Application of the project.
func projectPermits(params projectChecks) (permittedResult, error) {
	result := permittedResult{Permitted: make([]bool, len(params.Checks))}
	clusters := newClusterTable(params.Clusters)
	for i, check := range params.Checks {
		permitted, err := check.permitted(params.Project, clusters)
		if err != nil {
			return permittedResult{}, err
		}
		result.Permitted[i] = permitted
	}
	return result, nil
}

func (c projectCheck) permitted(project v1alpha1.AppProject, clusters clusterTable) (bool, error) {
	if c.Source != nil {
		return project.IsSourcePermitted(*c.Source), nil
	}
	if c.Resource != nil && !c.kindPermitted(project) {
		return false, nil
	}
	if c.Resource != nil && (c.Destination == nil || c.Resource.Namespace == "") {
		return true, nil
	}
	if c.Destination == nil {
		return false, errors.New("a check names a source, a destination or a resource")
	}
	return c.destinationPermitted(project, clusters)
}

func (c projectCheck) kindPermitted(project v1alpha1.AppProject) bool {
	kind := schema.GroupKind{Group: c.Resource.Group, Kind: c.Resource.Kind}
	return project.IsGroupKindNamePermitted(kind, c.Resource.Name, c.Resource.Namespaced)
}

// destinationPermitted puts a resource's own namespace in the place of the Application's.
func (c projectCheck) destinationPermitted(project v1alpha1.AppProject, clusters clusterTable) (bool, error) {
	cluster, err := argo.GetDestinationCluster(context.Background(), *c.Destination, clusters)
	if err != nil {
		return false, nil //nolint:nilerr // an unknown cluster is not permitted; validate-spec says why
	}
	namespace := c.Destination.Namespace
	if c.Resource != nil {
		namespace = c.Resource.Namespace
	}
	return project.IsDestinationPermitted(cluster, namespace, func(name string) ([]*v1alpha1.Cluster, error) {
		return clusters.GetProjectClusters(context.Background(), name)
	})
}

type projectParams struct {
	Project v1alpha1.AppProject `json:"project"`
}

type errorList struct {
	Errors []string `json:"errors"`
}

// validateProject reports what Argo CD itself would refuse in a project.
func validateProject(params projectParams) (errorList, error) {
	if err := params.Project.ValidateProject(); err != nil {
		return errorList{Errors: []string{err.Error()}}, nil
	}
	return errorList{Errors: []string{}}, nil
}

type specParams struct {
	Project     v1alpha1.AppProject  `json:"project"`
	Application v1alpha1.Application `json:"application"`
	Clusters    []clusterFixture     `json:"clusters"`
}

type condition struct {
	Type    string `json:"type"`
	Message string `json:"message"`
}

type conditionList struct {
	Conditions []condition `json:"conditions"`
}

// validateSpec gives the conditions that the controller would set before it renders anything.
func validateSpec(params specParams) (conditionList, error) {
	spec := params.Application.Spec
	found, err := argo.ValidatePermissions(context.Background(), &spec, &params.Project, newClusterTable(params.Clusters))
	if err != nil {
		return conditionList{}, err
	}
	result := conditionList{Conditions: make([]condition, len(found))}
	for i, one := range found {
		result.Conditions[i] = condition{Type: one.Type, Message: one.Message}
	}
	return result, nil
}
