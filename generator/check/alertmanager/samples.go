package alertmanager

import (
	"cmp"
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

// SampleAlert is one alert of a sample.
type SampleAlert struct {
	Labels, Annotations map[string]string
	Over                bool
}

// hostile is what a label can hold at worst: markup of every service, templates,
// line breaks, and more than a message takes.
var hostile = "<b>&\"'`*_~|>#[x](y) {{ .Labels }} $& %s \\\n\tüß漢🙂" + strings.Repeat(" 0123456789", 40)

// Samples are groups of alerts that ask the most of a message: one alert, one
// that is over and says little, and ninety hostile ones.
func Samples(labels, annotations map[string]string) []Sample {
	bad := map[string]string{"alertname": hostile, "severity": hostile, "host": hostile, "instance": hostile, "site": hostile}
	said := map[string]string{"summary": hostile, "description": hostile, "runbook": hostile}
	crowd := make(Sample, 0, 90)
	for n := range 90 {
		crowd = append(crowd, SampleAlert{bad, said, n >= 60})
	}
	return []Sample{{{labels, annotations, false}}, {{map[string]string{"alertname": "A"}, nil, true}}, crowd}
}

// began is a moment in the past, the same in every run.
var began = time.Date(2001, 2, 3, 4, 5, 6, 0, time.UTC)

// data is what templates see of a sample.
func (s Sample) data(engine *template.Template) *template.Data {
	alerts := make([]*alert.Alert, len(s))
	for at, own := range s {
		a := &alert.Alert{Alert: model.Alert{
			Labels: labelSet(own.Labels), Annotations: labelSet(own.Annotations), StartsAt: began,
			GeneratorURL: "https://192.0.2.1:9090/graph?g0.expr=up",
		}, UpdatedAt: began}
		if own.Over {
			a.EndsAt = began.Add(time.Hour)
		}
		alerts[at] = a
	}
	return engine.Data("sample", labelSet(map[string]string{"alertname": s[0].Labels["alertname"]}), nil, "unknown", alerts...)
}

func sortedKeys[K cmp.Ordered, V any](m map[K]V) []K { return slices.Sorted(maps.Keys(m)) }
