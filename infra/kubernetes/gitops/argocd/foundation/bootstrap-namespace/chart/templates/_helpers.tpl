{{- define "bootstrap-namespace.labels" -}}
app.kubernetes.io/name: {{ .Chart.Name }}
app.kubernetes.io/part-of: foundation
{{- end }}

{{/* The level is enforced; whatever the next stricter one would refuse is only warned of and logged. */}}
{{- define "bootstrap-namespace.podSecurity" -}}
pod-security.kubernetes.io/enforce: {{ .namespace.podSecurity }}
pod-security.kubernetes.io/enforce-version: {{ .root.Values.podSecurityVersion }}
pod-security.kubernetes.io/audit: restricted
pod-security.kubernetes.io/audit-version: latest
pod-security.kubernetes.io/warn: restricted
pod-security.kubernetes.io/warn-version: latest
{{- end }}
