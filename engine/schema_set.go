package main

import (
	"encoding/json"
	"fmt"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime/schema"
)

const (
	scopeNamespaced = "namespaced"
	scopeCluster    = "cluster"
	scopeUnknown    = "unknown"
)

// schemaSet answers for one environment: what its API server serves and what the tree defines.
type schemaSet struct {
	builtIn *openAPI
	custom  map[schema.GroupVersionKind]*resourceSchema
}

func (s *schemaSet) check(object *unstructured.Unstructured) (string, []schemaFinding) {
	kind := object.GroupVersionKind()
	found, err := s.find(kind)
	if err != nil {
		return scopeUnknown, []schemaFinding{{Kind: "unreadable-schema", Message: err.Error()}}
	}
	if found == nil {
		return scopeUnknown, []schemaFinding{s.unknown(kind)}
	}
	return found.scope, found.check(object)
}

// find gives the schema of a kind; nil where nobody serves it.
func (s *schemaSet) find(kind schema.GroupVersionKind) (*resourceSchema, error) {
	if custom, ok := s.custom[kind]; ok {
		return custom, nil
	}
	made, err := s.builtIn.resource(kind)
	if err == nil && made == nil {
		return argocdResource(kind)
	}
	return made, err
}

// unknown tells an API that the server no longer serves from a kind that nobody defines.
func (s *schemaSet) unknown(kind schema.GroupVersionKind) schemaFinding {
	for custom := range s.custom {
		if custom.GroupKind() == kind.GroupKind() {
			return schemaFinding{Kind: "unserved-version", Field: "apiVersion",
				Message: fmt.Sprintf("the definition of %s does not serve version %s, it serves %s", kind.Kind, kind.Version, custom.Version)}
		}
	}
	if s.builtIn.servesGroup(kind.Group) {
		return schemaFinding{Kind: "removed-api", Field: "apiVersion",
			Message: fmt.Sprintf("the API server does not serve %s in %s", kind.Kind, kind.GroupVersion())}
	}
	return schemaFinding{Kind: "unknown-kind", Field: "apiVersion",
		Message: fmt.Sprintf("no CustomResourceDefinition defines %s in %s", kind.Kind, kind.GroupVersion())}
}

func (s *schemaSet) define(raw json.RawMessage) error {
	definition, err := readDefinition(raw)
	if err != nil {
		return err
	}
	for _, version := range definition.Spec.Versions {
		if !version.Served {
			continue
		}
		kind := schema.GroupVersionKind{Group: definition.Spec.Group, Version: version.Name, Kind: definition.Spec.Names.Kind}
		made, err := customResource(definition, version)
		if err != nil {
			return fmt.Errorf("version %s: %w", version.Name, err)
		}
		s.custom[kind] = made
	}
	return nil
}
