package main

import (
	"encoding/json"
	"fmt"
	"strconv"
	"sync"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime/schema"
)

// schemaStore keeps the loaded sets of schemas, one for each environment, for the life of the process.
type schemaStore struct {
	mutex sync.Mutex
	sets  map[string]*schemaSet
	// builtIn holds the API servers' own kinds by directory, which all sets over it share.
	builtIn map[string]*openAPI
}

func newSchemaStore() *schemaStore {
	return &schemaStore{sets: map[string]*schemaSet{}, builtIn: map[string]*openAPI{}}
}

type schemaLoadParams struct {
	// OpenAPIDir holds the API server's documents, one a group and version.
	OpenAPIDir string `json:"openapiDir"`
	// Definitions are the CustomResourceDefinitions that the tree brings.
	Definitions []json.RawMessage `json:"definitions"`
}

type schemaLoadResult struct {
	Set      string          `json:"set"`
	Findings []schemaFinding `json:"findings"`
}

// schemaFinding says what a schema refuses. Index counts the objects (or definitions) of the request.
type schemaFinding struct {
	Index int    `json:"index"`
	Kind  string `json:"kind"`
	// Field is a path such as spec.ports[0].port; empty where the whole object is meant.
	Field   string `json:"field"`
	Message string `json:"message"`
}

// load makes a set of schemas; definitions that are not usable are findings, not errors.
func (s *schemaStore) load(params schemaLoadParams) (schemaLoadResult, error) {
	builtIn, err := s.open(params.OpenAPIDir)
	if err != nil {
		return schemaLoadResult{}, err
	}
	set := &schemaSet{builtIn: builtIn, custom: map[schema.GroupVersionKind]*resourceSchema{}}
	result := schemaLoadResult{Findings: []schemaFinding{}}
	for i, raw := range params.Definitions {
		if err := set.define(raw); err != nil {
			result.Findings = append(result.Findings, schemaFinding{Index: i, Kind: "invalid-definition", Message: err.Error()})
		}
	}
	s.mutex.Lock()
	defer s.mutex.Unlock()
	result.Set = strconv.Itoa(len(s.sets) + 1)
	s.sets[result.Set] = set
	return result, nil
}

func (s *schemaStore) open(directory string) (*openAPI, error) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	if known, ok := s.builtIn[directory]; ok {
		return known, nil
	}
	opened, err := newOpenAPI(directory)
	if err == nil {
		s.builtIn[directory] = opened
	}
	return opened, err
}

type schemaCheckParams struct {
	Set     string            `json:"set"`
	Objects []json.RawMessage `json:"objects"`
}

type schemaCheckResult struct {
	Findings []schemaFinding `json:"findings"`
	// Scopes says of each object whether its kind is "namespaced", "cluster" or "unknown".
	Scopes []string `json:"scopes"`
}

// check puts each object to the schema of its kind, as the API server does when it is created.
func (s *schemaStore) check(params schemaCheckParams) (schemaCheckResult, error) {
	s.mutex.Lock()
	set, known := s.sets[params.Set]
	s.mutex.Unlock()
	if !known {
		return schemaCheckResult{}, fmt.Errorf("no set of schemas %q is loaded", params.Set)
	}
	result := schemaCheckResult{Findings: []schemaFinding{}, Scopes: make([]string, len(params.Objects))}
	for i, raw := range params.Objects {
		object := &unstructured.Unstructured{}
		if err := object.UnmarshalJSON(raw); err != nil {
			result.Scopes[i] = scopeUnknown
			result.Findings = append(result.Findings, schemaFinding{Index: i, Kind: "invalid-object", Message: err.Error()})
			continue
		}
		scope, found := set.check(object)
		result.Scopes[i] = scope
		for _, one := range found {
			one.Index = i
			result.Findings = append(result.Findings, one)
		}
	}
	return result, nil
}
