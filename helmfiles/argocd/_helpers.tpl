{{- /* The fields of a release that say which chart it installs. Arguments: repository (its name), chart (the source). */ -}}
{{- define "chart" }}
{{- if eq .chart.source "path" }}
    chart: ../../{{ .chart.path }}
{{- else if eq .chart.source "repository" }}
    chart: {{ .repository }}/{{ .chart.name }}
    version: {{ .chart.version }}
{{- else }}
    chart: {{ .chart.url }}
    version: {{ .chart.version }}
{{- end }}
{{- end }}

{{- /* The addresses that an environment's project may read, as YAML. Arguments: allowed (of the environment), project. */ -}}
{{- define "sourceRepos" }}
{{- $urls := list }}
{{- range list .allowed.gitRepositories .allowed.chartRepositories .allowed.ociRegistries }}
{{- range . }}
{{- if has $.project .projects }}
{{- $urls = append $urls .url }}
{{- end }}
{{- end }}
{{- end }}
{{- sortAlpha $urls | toJson }}
{{- end }}
