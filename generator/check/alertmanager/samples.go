package alertmanager

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/prometheus/alertmanager/alert"
	"github.com/prometheus/alertmanager/template"
	"github.com/prometheus/common/model"
)

// Sample is a group of alerts about which a message is written.
type Sample []SampleAlert

// SampleAlert is one alert of a sample. Without a beginning it has one in the
// past, and lasted an hour if it is over.
type SampleAlert struct {
	Labels, Annotations map[string]string
	Over                bool
	Began               time.Time
	Lasted              time.Duration
	// Query is the page of Prometheus about it.
	Query string
}

// hostile is what a label can hold at worst: markup of every service, mentions,
// templates, text that runs the other way, line breaks, and more than a message takes.
var hostile = "<b>&\"'`*_~|>#[x](y) @everyone <!channel> <@1> {{ .Labels }} $& %s \\\n\t\u202eüß漢🙂" + strings.Repeat(" 0123456789", 40)

// Samples are groups of alerts that ask the most of a message: one alert, one
// that is over and says little, forty hostile ones, and storms over many hosts
// whose links are as long as each service just takes, or of no use.
func Samples(labels, annotations map[string]string) []Sample {
	bad := map[string]string{"alertname": hostile, "severity": hostile, "host": hostile, "instance": hostile, "site": hostile}
	said := map[string]string{"summary": hostile, "description": hostile, "runbook": "javascript:alert(1)", "panel": "https://[x](y)" + hostile}
	crowd := make(Sample, 0, 40)
	for n := range 40 {
		crowd = append(crowd, SampleAlert{Labels: bad, Annotations: said, Over: n >= 25})
	}
	all := []Sample{{{Labels: labels, Annotations: annotations}}, {{Labels: map[string]string{"alertname": "A"}, Over: true}}, crowd}
	for _, longest := range [][2]int{{200, 140}, {400, 300}} {
		all = append(all, storm(longest[0], longest[1]))
	}
	return all
}

// storm is sixty alerts about forty hosts, with links of so many characters.
func storm(panel, runbook int) Sample {
	link := func(length int) string {
		text := "https://192.0.2.1/d/a?b=c"
		return text + strings.Repeat("x", length-len(text))
	}
	severities := []string{"info", "warning", "critical"}
	list := make(Sample, 0, 60)
	for n := range 60 {
		list = append(list, SampleAlert{
			Labels: map[string]string{
				"alertname": strings.Repeat("Long", 20), "severity": severities[n%3], "site": strings.Repeat("site", 15),
				"host": fmt.Sprintf("%02d", n%40) + strings.Repeat(".host", 10), "instance": fmt.Sprintf("[2001:db8::%d]:9100", n), "path": "/srv/a b+c&d=e/ü",
			},
			Annotations: map[string]string{"summary": strings.Repeat("& ", 200), "description": strings.Repeat("_", 400), "panel": link(panel), "runbook": link(runbook)},
			Over:        n >= 50,
		})
	}
	return list
}

// began is a moment in the past, the same in every run.
var began = time.Date(2001, 2, 3, 4, 5, 6, 0, time.UTC)

// data is what templates see of a sample, grouped by alertname and host.
func (s Sample) data(engine *template.Template, receiver string) *template.Data {
	alerts := make([]*alert.Alert, len(s))
	common := map[string]string{}
	for _, label := range []string{"alertname", "host"} {
		if value := s[0].Labels[label]; value != "" && !slices.ContainsFunc(s, func(a SampleAlert) bool { return a.Labels[label] != value }) {
			common[label] = value
		}
	}
	for at, own := range s {
		a := &alert.Alert{Alert: model.Alert{
			Labels: labelSet(own.Labels), Annotations: labelSet(own.Annotations), StartsAt: own.Began,
			GeneratorURL: cmp.Or(own.Query, "https://192.0.2.1:9090/graph?g0.expr=up+%3D%3D+0&g0.tab=1"),
		}}
		if own.Began.IsZero() {
			a.StartsAt = began
		}
		if a.UpdatedAt = a.StartsAt; own.Over {
			a.EndsAt = a.StartsAt.Add(cmp.Or(own.Lasted, time.Hour))
		}
		alerts[at] = a
	}
	return engine.Data(receiver, labelSet(common), nil, "unknown", alerts...)
}

func sortedKeys[K cmp.Ordered, V any](m map[K]V) []K { return slices.Sorted(maps.Keys(m)) }
