{{/* Namespaces ask for it with a label, which only foundation sets; the Gateway's own may as well. */}}
{{- define "gateway.allowedRoutes" -}}
namespaces:
  from: Selector
  selector:
    matchExpressions:
      - key: argo-bootstrap.dev/gateway
        operator: In
        values: [shared]
{{- end }}
