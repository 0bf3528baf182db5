{{- define "hello.selector" -}}
app.kubernetes.io/name: hello
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{- define "hello.labels" -}}
app.kubernetes.io/part-of: apps
{{ include "hello.selector" . }}
{{- end }}
