package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"

	"k8s.io/apimachinery/pkg/runtime/schema"
)

// openAPI reads the API server's OpenAPI v3 documents, each when one of its kinds is first asked for.
type openAPI struct {
	files  map[schema.GroupVersion]string
	groups map[string]bool
	mutex  sync.Mutex
	parsed map[schema.GroupVersion]*openAPIDocument
	// compiled keeps what was asked for; nil stands for a kind that is not served.
	compiled map[schema.GroupVersionKind]*resourceSchema
}

type openAPIDocument struct {
	Paths      map[string]map[string]json.RawMessage `json:"paths"`
	Components struct {
		Schemas map[string]map[string]any `json:"schemas"`
	} `json:"components"`
}

// newOpenAPI lists the documents of a directory, named as the Kubernetes project records them:
// apis__<group>__<version>_openapi.json, and api__v1_openapi.json for the core group.
func newOpenAPI(dir string) (*openAPI, error) {
	names, err := filepath.Glob(filepath.Join(dir, "api*__*_openapi.json"))
	if err != nil {
		return nil, err
	}
	if len(names) == 0 {
		return nil, fmt.Errorf("no OpenAPI documents in %s", dir)
	}
	made := &openAPI{
		files:    map[schema.GroupVersion]string{},
		groups:   map[string]bool{},
		parsed:   map[schema.GroupVersion]*openAPIDocument{},
		compiled: map[schema.GroupVersionKind]*resourceSchema{},
	}
	for _, name := range names {
		parts := strings.Split(strings.TrimSuffix(filepath.Base(name), "_openapi.json"), "__")
		version := schema.GroupVersion{Version: parts[len(parts)-1]}
		if len(parts) == 3 {
			version.Group = parts[1]
		} else if parts[0] != "api" {
			continue
		}
		made.files[version] = name
		made.groups[version.Group] = true
	}
	return made, nil
}

// servesGroup tells the API server's own groups; those it has dropped altogether end in .k8s.io too,
// but so do some that are defined by CustomResourceDefinitions.
func (o *openAPI) servesGroup(group string) bool {
	return o.groups[group] || group == "extensions"
}

func (o *openAPI) document(version schema.GroupVersion) (*openAPIDocument, error) {
	if found, ok := o.parsed[version]; ok {
		return found, nil
	}
	name, ok := o.files[version]
	if !ok {
		return nil, nil
	}
	text, err := os.ReadFile(name)
	if err != nil {
		return nil, err
	}
	found := &openAPIDocument{}
	if err := json.Unmarshal(text, found); err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	o.parsed[version] = found
	return found, nil
}

// resource gives the schema of a built-in kind, made when it is first asked for; nil where the API server
// has no such kind.
func (o *openAPI) resource(kind schema.GroupVersionKind) (*resourceSchema, error) {
	o.mutex.Lock()
	defer o.mutex.Unlock()
	if made, ok := o.compiled[kind]; ok {
		return made, nil
	}
	made, err := o.compile(kind)
	if err == nil {
		o.compiled[kind] = made
	}
	return made, err
}

func (o *openAPI) compile(kind schema.GroupVersionKind) (*resourceSchema, error) {
	document, err := o.document(kind.GroupVersion())
	if err != nil || document == nil {
		return nil, err
	}
	scope := document.scope(kind)
	name := document.componentOf(kind)
	if scope == "" || name == "" {
		return nil, nil
	}
	made, err := document.compile(name)
	if err == nil {
		made.scope = scope
	}
	return made, err
}

// operation is what the paths say of the kind they serve.
type operation struct {
	Action string                  `json:"x-kubernetes-action"`
	Kind   schema.GroupVersionKind `json:"x-kubernetes-group-version-kind"`
}

// scope looks for the path at which objects of the kind are created.
func (d *openAPIDocument) scope(kind schema.GroupVersionKind) string {
	for path, operations := range d.Paths {
		post := operation{}
		raw, ok := operations["post"]
		if !ok || json.Unmarshal(raw, &post) != nil || post.Action != "post" || post.Kind != kind {
			continue
		}
		if strings.HasSuffix(path, "}/"+lastSegment(path)) && strings.Contains(path, "/{name}/") {
			continue
		}
		if strings.Contains(path, "/namespaces/{namespace}/") {
			return scopeNamespaced
		}
		return scopeCluster
	}
	return ""
}

func lastSegment(path string) string {
	return path[strings.LastIndex(path, "/")+1:]
}

func (d *openAPIDocument) componentOf(kind schema.GroupVersionKind) string {
	for name, component := range d.Components.Schemas {
		kinds, _ := component["x-kubernetes-group-version-kind"].([]any)
		for _, one := range kinds {
			named, _ := one.(map[string]any)
			if len(kinds) == 1 && named["group"] == kind.Group && named["version"] == kind.Version && named["kind"] == kind.Kind {
				return name
			}
		}
	}
	return ""
}
