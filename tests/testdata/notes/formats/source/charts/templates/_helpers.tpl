{{/* The name. */}}
{{- define "harbour.name" -}}harbour{{- end -}}
