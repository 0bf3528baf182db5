package main

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"

	"k8s.io/apiextensions-apiserver/pkg/apis/apiextensions"
	apiextensionsv1 "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1"
)

const (
	quantityComponent = "io.k8s.apimachinery.pkg.api.resource.Quantity"
	quantityPattern   = `^[+-]?([0-9]+|[0-9]+\.[0-9]*|\.[0-9]+)([KMGTPE]i|[numkMGTPE]|[eE][+-]?[0-9]+)?$`
)

// compile turns a component of the OpenAPI document into a structural schema, references resolved.
func (d *openAPIDocument) compile(name string) (*resourceSchema, error) {
	shape, err := asProps(inliner{document: d}.component(name, nil))
	if err != nil {
		return nil, err
	}
	values, err := asProps(inliner{document: d, quantities: true}.component(name, nil))
	if err != nil {
		return nil, err
	}
	return newResourceSchema(shape, values)
}

func asProps(schema map[string]any) (*apiextensions.JSONSchemaProps, error) {
	text, err := json.Marshal(schema)
	if err != nil {
		return nil, err
	}
	versioned := &apiextensionsv1.JSONSchemaProps{}
	if err := json.Unmarshal(text, versioned); err != nil {
		return nil, err
	}
	internal := &apiextensions.JSONSchemaProps{}
	return internal, apiextensionsv1.Convert_v1_JSONSchemaProps_To_apiextensions_JSONSchemaProps(versioned, internal, nil)
}

// inliner writes a component out in full. With quantities it adds what a structural schema may not say.
type inliner struct {
	document   *openAPIDocument
	quantities bool
}

var anything = map[string]any{"x-kubernetes-preserve-unknown-fields": true, "nullable": true}

func (i inliner) component(name string, open []string) map[string]any {
	if slices.Contains(open, name) {
		return anything
	}
	if name == quantityComponent {
		return i.quantity()
	}
	return i.schema(i.document.Components.Schemas[name], append(slices.Clone(open), name))
}

func (i inliner) quantity() map[string]any {
	schema := maps.Clone(anything)
	if i.quantities {
		schema["pattern"] = quantityPattern // which holds for text only, so that numbers pass
	}
	return schema
}

// schema rewrites one node. The API server takes null for "not set" in its own kinds, so all are nullable.
func (i inliner) schema(node map[string]any, open []string) map[string]any {
	if name, ok := reference(node); ok {
		return i.component(name, open)
	}
	if node["format"] == "int-or-string" {
		return map[string]any{"x-kubernetes-int-or-string": true, "nullable": true}
	}
	if node["type"] == nil || isOpenObject(node) {
		return anything
	}
	made := map[string]any{"type": node["type"], "nullable": true}
	for _, kept := range []string{"format", "enum", "required", "pattern", "minimum", "maximum"} {
		if value, ok := node[kept]; ok {
			made[kept] = value
		}
	}
	i.children(node, made, open)
	return made
}

func (i inliner) children(node, made map[string]any, open []string) {
	if properties, ok := node["properties"].(map[string]any); ok {
		rewritten := map[string]any{}
		for name, property := range properties {
			if child, ok := property.(map[string]any); ok {
				rewritten[name] = i.schema(child, open)
			}
		}
		made["properties"] = rewritten
	}
	for _, key := range []string{"items", "additionalProperties"} {
		if child, ok := node[key].(map[string]any); ok {
			made[key] = i.schema(child, open)
		}
	}
}

// reference gives the component that a node stands for: by itself, or as the only member of allOf.
func reference(node map[string]any) (string, bool) {
	target, ok := node["$ref"].(string)
	if all, isList := node["allOf"].([]any); !ok && isList && len(all) == 1 {
		only, _ := all[0].(map[string]any)
		target, ok = only["$ref"].(string)
	}
	return strings.TrimPrefix(target, "#/components/schemas/"), ok
}

func isOpenObject(node map[string]any) bool {
	return node["type"] == "object" && node["properties"] == nil && node["additionalProperties"] == nil
}
