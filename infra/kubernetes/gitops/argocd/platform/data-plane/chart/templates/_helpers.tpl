{{- define "data-plane.labels" -}}
app.kubernetes.io/part-of: platform
{{ include "data-plane.edgeSelector" . }}
{{- end }}

{{- define "data-plane.edgeSelector" -}}
app.kubernetes.io/name: edge
{{- end }}
