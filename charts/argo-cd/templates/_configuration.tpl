{{/*
The data of a ConfigMap, from the values. Arguments: root, name. Returns YAML, empty where the values say nothing.
An empty setting is left out, as the official chart does.
*/}}
{{- define "argo-cd.configuration" -}}
{{- $configs := .root.Values.configs -}}
{{- if eq .name "argocd-cm" -}}
{{- range $key, $value := $configs.cm -}}
{{- if ne (toString $value) "" }}
{{ $key }}: {{ toString $value | toYaml }}
{{- end -}}
{{- end -}}
{{- else if eq .name "argocd-cmd-params-cm" -}}
{{- range $key, $value := $configs.params }}
{{ $key }}: {{ toString $value | toYaml }}
{{- end -}}
{{- else if eq .name "argocd-rbac-cm" -}}
{{- toYaml $configs.rbac -}}
{{- else if eq .name "argocd-ssh-known-hosts-cm" -}}
{{- dict "ssh_known_hosts" $configs.ssh.knownHosts | toYaml -}}
{{- end -}}
{{- end }}

{{/*
A network policy: named as its component, and for the ApplicationSet controller without its webhook, which nothing calls.
Arguments: object. Changes the object.
*/}}
{{- define "argo-cd.networkPolicy" -}}
{{- $component := trimSuffix "-network-policy" .object.metadata.name -}}
{{- $_ := set .object.metadata "name" $component -}}
{{- if eq $component "argocd-applicationset-controller" -}}
{{- $metrics := list (dict "port" 8080) -}}
{{- $_ := set (first .object.spec.ingress) "ports" $metrics -}}
{{- else if eq $component "argocd-repo-server" -}}
{{- $allowed := list -}}
{{- range (first .object.spec.ingress).from -}}
{{- $name := get .podSelector.matchLabels "app.kubernetes.io/name" -}}
{{- if ne $name "argocd-notifications-controller" -}}
{{- $allowed = append $allowed . -}}
{{- end -}}
{{- end -}}
{{- $_ := set (first .object.spec.ingress) "from" $allowed -}}
{{- end -}}
{{- end }}
