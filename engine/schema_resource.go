package main

import (
	"context"

	"k8s.io/apiextensions-apiserver/pkg/apis/apiextensions"
	structuralschema "k8s.io/apiextensions-apiserver/pkg/apiserver/schema"
	"k8s.io/apiextensions-apiserver/pkg/apiserver/schema/cel"
	"k8s.io/apiextensions-apiserver/pkg/apiserver/schema/defaulting"
	"k8s.io/apiextensions-apiserver/pkg/apiserver/schema/listtype"
	"k8s.io/apiextensions-apiserver/pkg/apiserver/schema/objectmeta"
	"k8s.io/apiextensions-apiserver/pkg/apiserver/schema/pruning"
	"k8s.io/apiextensions-apiserver/pkg/apiserver/validation"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/util/validation/field"
	celconfig "k8s.io/apiserver/pkg/apis/cel"
)

// resourceSchema checks the objects of one kind.
type resourceSchema struct {
	scope      string
	isCustom   bool
	structural *structuralschema.Structural
	validator  validation.SchemaValidator
	rules      *cel.Validator
	// strict, where set, does the whole check by decoding into a Go type.
	strict func(*unstructured.Unstructured) []schemaFinding
}

// newResourceSchema takes the shape (which fields there are) and the schema (what their values may be).
func newResourceSchema(shape, values *apiextensions.JSONSchemaProps) (*resourceSchema, error) {
	structural, err := structuralschema.NewStructural(shape)
	if err != nil {
		return nil, err
	}
	validator, _, err := validation.NewSchemaValidator(values)
	if err != nil {
		return nil, err
	}
	return &resourceSchema{structural: structural, validator: validator}, nil
}

// check follows the order of the API server: unknown fields, defaults, values, list keys, CEL rules.
func (r *resourceSchema) check(object *unstructured.Unstructured) []schemaFinding {
	if r.strict != nil {
		return r.strict(object)
	}
	content := object.DeepCopy().Object
	findings := unknownFields(r.prune(content))
	if r.isCustom {
		defaulting.Default(content, r.structural)
	}
	errs := validation.ValidateCustomResource(nil, content, r.validator)
	if r.isCustom {
		errs = append(errs, r.customErrors(content)...)
	}
	if len(errs) == 0 && r.rules != nil {
		errs = r.brokenRules(content)
	}
	for _, err := range errs {
		findings = append(findings, schemaFinding{Kind: "invalid-value", Field: err.Field, Message: err.ErrorBody()})
	}
	return findings
}

func (r *resourceSchema) prune(content map[string]any) []string {
	options := structuralschema.UnknownFieldPathOptions{TrackUnknownFieldPaths: true}
	unknown := pruning.PruneWithOptions(content, r.structural, r.isCustom, options)
	if !r.isCustom {
		return unknown
	}
	_, inMetadata := objectmeta.CoerceWithOptions(nil, content, r.structural, true, objectmeta.CoerceOptions{
		DropInvalidFields: true, ReturnUnknownFieldPaths: true,
	})
	return append(unknown, inMetadata...)
}

func (r *resourceSchema) customErrors(content map[string]any) field.ErrorList {
	errs := objectmeta.Validate(nil, content, r.structural, true)
	errs = append(errs, listtype.ValidateListSetsAndMaps(nil, r.structural, content)...)
	return errs
}

// brokenRules evaluates the CEL rules, which the API server does for objects that are sound otherwise.
func (r *resourceSchema) brokenRules(content map[string]any) field.ErrorList {
	broken, _ := r.rules.Validate(context.Background(), nil, r.structural, content, nil, celconfig.RuntimeCELCostBudget)
	return broken
}

func unknownFields(paths []string) []schemaFinding {
	findings := make([]schemaFinding, 0, len(paths))
	for _, path := range paths {
		findings = append(findings, schemaFinding{Kind: "unknown-field", Field: path, Message: "the schema has no such field"})
	}
	return findings
}
