{{/*
The components by the name of their objects: which values they take, and what the release's manifests lack.
Arguments: none. Returns YAML, one entry a component.
*/}}
{{- define "argo-cd.components" -}}
argocd-application-controller: {values: controller, metricsPort: 8082}
argocd-applicationset-controller: {values: applicationSet, metricsPort: 8080}
argocd-redis: {values: redis}
argocd-repo-server: {values: repoServer, metricsPort: 8084}
argocd-server: {values: server, metricsPort: 8083}
{{- end }}

{{/* The values of one component. Arguments: root, component (the name of its objects). Returns YAML. */}}
{{- define "argo-cd.valuesOf" -}}
{{- $component := get (include "argo-cd.components" . | fromYaml) .component | default dict -}}
{{- get .root.Values ($component.values | default "-") | default dict | toYaml -}}
{{- end }}

{{/* What every object of the release carries. Arguments: root, object. Changes the object. */}}
{{- define "argo-cd.finish" -}}
{{- $labels := .object.metadata.labels | default dict -}}
{{- $release := dict "app.kubernetes.io/managed-by" .root.Release.Service "app.kubernetes.io/instance" .root.Release.Name -}}
{{- $_ := set .object.metadata "labels" (merge $release $labels) -}}
{{- if not (hasPrefix "Cluster" .object.kind) -}}
{{- $_ := set .object.metadata "namespace" .root.Release.Namespace -}}
{{- end -}}
{{- range .object.subjects -}}
{{- $_ := set . "namespace" $.root.Release.Namespace -}}
{{- end -}}
{{- end }}

{{/* The image of Argo CD's own containers. Arguments: root. */}}
{{- define "argo-cd.image" -}}
{{ .root.Values.global.image.repository }}:{{ .root.Values.global.image.tag }}
{{- end }}
