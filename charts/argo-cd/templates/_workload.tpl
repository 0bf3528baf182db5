{{/* Adjusts a Deployment or StatefulSet to its component's values. Arguments: root, object. Changes the object. */}}
{{- define "argo-cd.workload" -}}
{{- $values := include "argo-cd.valuesOf" (dict "root" .root "component" .object.metadata.name) | fromYaml -}}
{{- $pod := .object.spec.template.spec -}}
{{- $container := first $pod.containers -}}
{{- with $values.replicas -}}
{{- $_ := set $.object.spec "replicas" . -}}
{{- end -}}
{{- with $values.resources -}}
{{- range concat $pod.containers ($pod.initContainers | default list) -}}
{{- $_ := set . "resources" $values.resources -}}
{{- end -}}
{{- end -}}
{{- if hasKey $values "automountServiceAccountToken" -}}
{{- $_ := set $pod "automountServiceAccountToken" $values.automountServiceAccountToken -}}
{{- end -}}
{{- range concat $pod.containers ($pod.initContainers | default list) -}}
{{- $_ := set . "imagePullPolicy" "IfNotPresent" -}}
{{- if hasPrefix "quay.io/argoproj/argocd:" .image -}}
{{- $_ := set . "image" (include "argo-cd.image" $) -}}
{{- end -}}
{{- end -}}
{{- range $container.env -}}
{{- if eq .name "ARGOCD_CONTROLLER_REPLICAS" -}}
{{- $_ := set . "value" ($.object.spec.replicas | toString) -}}
{{- end -}}
{{- end -}}
{{- with $values.extraContainers -}}
{{- $_ := set $pod "containers" (concat $pod.containers .) -}}
{{- end -}}
{{- with $values.volumes -}}
{{- $_ := set $pod "volumes" (concat $pod.volumes .) -}}
{{- end -}}
{{- include "argo-cd.checksums" . -}}
{{- end }}

{{/*
Restarts a component's pods when what they read at their start changes. Arguments: root, object. Changes the object.
*/}}
{{- define "argo-cd.checksums" -}}
{{- $configs := .root.Values.configs -}}
{{- $sums := dict "checksum/cm" (toYaml $configs.cm | sha256sum) "checksum/cmd-params" (toYaml $configs.params | sha256sum) -}}
{{- $_ := set .object.spec.template.metadata "annotations" $sums -}}
{{- end }}

{{/*
Redis: the image, and no init container, since the hook Job makes the password before anything starts.
Arguments: root, object. Changes the object.
*/}}
{{- define "argo-cd.redis" -}}
{{- $pod := .object.spec.template.spec -}}
{{- $image := .root.Values.redis.image -}}
{{- $_ := unset $pod "initContainers" -}}
{{- $_ := set (first $pod.containers) "image" (printf "%s:%s" $image.repository $image.tag) -}}
{{- end }}
