package main

import (
	"encoding/json"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime/schema"
	strictjson "sigs.k8s.io/json"

	"github.com/argoproj/argo-cd/v3/pkg/apis/application/v1alpha1"
)

// argocdResource checks Argo CD's own kinds by decoding them into its types: they are installed by the
// release, before any tree, so that no tree brings their definitions.
func argocdResource(kind schema.GroupVersionKind) (*resourceSchema, error) {
	if kind.GroupVersion() != v1alpha1.SchemeGroupVersion {
		return nil, nil
	}
	blank := map[string]func() any{
		"Application":    func() any { return &v1alpha1.Application{} },
		"ApplicationSet": func() any { return &v1alpha1.ApplicationSet{} },
		"AppProject":     func() any { return &v1alpha1.AppProject{} },
	}[kind.Kind]
	if blank == nil {
		return nil, nil
	}
	return &resourceSchema{scope: scopeNamespaced, strict: func(object *unstructured.Unstructured) []schemaFinding {
		return decodeStrictly(object, blank())
	}}, nil
}

func decodeStrictly(object *unstructured.Unstructured, into any) []schemaFinding {
	text, err := json.Marshal(object.Object)
	if err != nil {
		return []schemaFinding{{Kind: "invalid-object", Message: err.Error()}}
	}
	unknown, err := strictjson.UnmarshalStrict(text, into)
	if err != nil {
		return []schemaFinding{{Kind: "invalid-value", Message: err.Error()}}
	}
	findings := make([]schemaFinding, 0, len(unknown))
	for _, one := range unknown {
		findings = append(findings, schemaFinding{Kind: "unknown-field", Message: one.Error()})
	}
	return findings
}
