package main

import (
	"encoding/json"
	"maps"
	"slices"

	"k8s.io/apimachinery/pkg/runtime/schema"
)

type versionList struct {
	APIVersions []string `json:"apiVersions"`
}

// versions lists what the API server serves, and what the definitions add, in the form in which charts see
// it: apps/v1 and apps/v1/Deployment.
func (s *schemaStore) versions(params schemaLoadParams) (versionList, error) {
	builtIn, err := s.open(params.OpenAPIDir)
	if err != nil {
		return versionList{}, err
	}
	kinds, err := builtIn.kinds()
	if err != nil {
		return versionList{}, err
	}
	for _, raw := range params.Definitions {
		if definition, err := readDefinition(raw); err == nil {
			for _, version := range definition.Spec.Versions {
				kinds = append(kinds, schema.GroupVersionKind{Group: definition.Spec.Group, Version: version.Name, Kind: definition.Spec.Names.Kind})
			}
		}
	}
	found := map[string]bool{}
	for _, kind := range kinds {
		found[kind.GroupVersion().String()] = true
		found[kind.GroupVersion().String()+"/"+kind.Kind] = true
	}
	return versionList{APIVersions: slices.Sorted(maps.Keys(found))}, nil
}

// kinds gives every kind of which objects can be created.
func (o *openAPI) kinds() ([]schema.GroupVersionKind, error) {
	o.mutex.Lock()
	defer o.mutex.Unlock()
	var found []schema.GroupVersionKind
	for version := range o.files {
		document, err := o.document(version)
		if err != nil {
			return nil, err
		}
		for _, operations := range document.Paths {
			post := operation{}
			if raw, ok := operations["post"]; ok && json.Unmarshal(raw, &post) == nil && post.Kind.GroupVersion() == version {
				found = append(found, post.Kind)
			}
		}
	}
	return found, nil
}
