package main

import (
	"encoding/json"
	"errors"
	"fmt"

	"k8s.io/apiextensions-apiserver/pkg/apis/apiextensions"
	apiextensionsv1 "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1"
	"k8s.io/apiextensions-apiserver/pkg/apiserver/schema/cel"
	celconfig "k8s.io/apiserver/pkg/apis/cel"
)

func readDefinition(raw json.RawMessage) (*apiextensionsv1.CustomResourceDefinition, error) {
	definition := &apiextensionsv1.CustomResourceDefinition{}
	if err := json.Unmarshal(raw, definition); err != nil {
		return nil, err
	}
	if definition.APIVersion != apiextensionsv1.SchemeGroupVersion.String() {
		return nil, fmt.Errorf("apiVersion is %q", definition.APIVersion)
	}
	return definition, nil
}

// customResource makes the schema of one served version, its CEL rules included.
func customResource(definition *apiextensionsv1.CustomResourceDefinition, version apiextensionsv1.CustomResourceDefinitionVersion) (*resourceSchema, error) {
	if version.Schema == nil || version.Schema.OpenAPIV3Schema == nil {
		return nil, errors.New("it has no schema")
	}
	internal := &apiextensions.JSONSchemaProps{}
	if err := apiextensionsv1.Convert_v1_JSONSchemaProps_To_apiextensions_JSONSchemaProps(version.Schema.OpenAPIV3Schema, internal, nil); err != nil {
		return nil, err
	}
	made, err := newResourceSchema(internal, internal)
	if err != nil {
		return nil, err
	}
	made.isCustom = true
	made.scope = scopeCluster
	if definition.Spec.Scope == apiextensionsv1.NamespaceScoped {
		made.scope = scopeNamespaced
	}
	made.rules = cel.NewValidator(made.structural, true, celconfig.PerCallLimit)
	return made, nil
}
