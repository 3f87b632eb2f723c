package render

import (
	"slices"
	"strings"
	"testing"
)

func TestReads(t *testing.T) {
	for text, want := range map[string]string{
		"nothing":                      "",
		"{{ .A }} {{ .A.B }} {{ .C }}": "A C",
		`{{ if .Is ">=1.0.0" }}{{ .A }}{{ else }}{{ .B }}{{ end }}`:       "A B Is",
		"{{ range .A }}{{ . }}{{ .B }}{{ $.C }}{{ end }}":                 "A C",
		"{{ range .A }}x{{ else }}{{ .B }}{{ end }}":                      "A B",
		"{{ with .A }}{{ .B }}{{ else with .C }}{{ .D }}{{ end }}":        "A C",
		`{{ (.Link "x").URL }}{{ printf "%s" (lower .B) }}`:               "B Link",
		"{{ $a := .A }}{{ $a.B }}":                                        "A",
		"{{ range $k, $v := .A }}{{ index $.B $k }}{{ end }}":             "A B",
		`{{ .A | printf "%s" | lower }}`:                                  "A",
		`{{ define "x" }}{{ .Z }}{{ $.Y }}{{ end }}{{ template "x" .A }}`: "A",
		"{{ . }}":                                               "all",
		"{{ printf `%v` $ }}":                                   "all",
		"{{ $all := . }}{{ $all.A }}":                           "all",
		"{{ with . }}{{ .A }}{{ end }}":                         "all",
		"{{ with $x := $ }}{{ .A }}{{ end }}":                   "all",
		"{{ range .A }}{{ printf `%v` $ }}{{ end }}":            "all",
		`{{ define "x" }}{{ .Z }}{{ end }}{{ template "x" . }}`: "all",
		`{{ block "x" . }}{{ .Z }}{{ end }}`:                    "all",
		`{{ index (list 1 .) 1 }}`:                              "all",
	} {
		parsed, err := Parse("x.tmpl", text)
		if err != nil {
			t.Errorf("%s: %v", text, err)
			continue
		}
		names, ok := parsed.Reads()
		got := strings.Join(names, " ")
		if !ok {
			got = "all"
		}
		if got != want || !slices.IsSorted(names) {
			t.Errorf("%s reads %q, want %q", text, got, want)
		}
	}
}
