package main

import (
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"gopkg.in/yaml.v3"

	"gen/generator/check/alertmanager"
	"gen/generator/check/ruletests"
)

// picture is one entry of samples.yaml: some messages that follow each other.
type picture struct {
	// Name begins with the service that is shown.
	Name   string
	Groups []struct{ Alerts []told }
}

// told is an alert, or several that differ in {n}.
type told struct {
	Alert           string
	Labels          map[string]string
	Value           float64
	Minutes, Lasted int
	Times           int
}

// rule is what a rule file says of an alert.
type rule struct {
	Alert, Expr         string
	Labels, Annotations map[string]string
}

// began is when the first alert of every picture begins.
var began = time.Date(2026, 3, 14, 2, 41, 0, 0, time.UTC)

// readSamples reads samples.yaml.
func readSamples(root string) ([]picture, error) {
	text, err := os.ReadFile(filepath.Join(root, samples))
	if err != nil {
		return nil, err
	}
	var list []picture
	return list, yaml.Unmarshal(text, &list)
}

// readRules reads the alerts of the golden tree, by name.
func readRules(root string) (map[string]rule, error) {
	files, err := filepath.Glob(filepath.Join(root, golden, "prometheus/rules/*.yml"))
	rules := map[string]rule{}
	for _, name := range files {
		text, err := os.ReadFile(name)
		if err != nil {
			return nil, err
		}
		var file struct{ Groups []struct{ Rules []rule } }
		if err := yaml.Unmarshal(text, &file); err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		for _, g := range file.Groups {
			for _, r := range g.Rules {
				rules[r.Alert] = r
			}
		}
	}
	return rules, err
}

// sampleOf makes the alerts of a group as Prometheus would raise them.
func sampleOf(group []told, rules map[string]rule) (alertmanager.Sample, error) {
	var sample alertmanager.Sample
	for _, t := range group {
		r, ok := rules[t.Alert]
		if !ok {
			return nil, fmt.Errorf("there is no alert %s", t.Alert)
		}
		for n := range max(1, t.Times) {
			sample = append(sample, raised(t, r, n+1))
		}
	}
	return sample, nil
}

// raised is the alert with the number n.
func raised(t told, r rule, n int) alertmanager.SampleAlert {
	all := map[string]string{"alertname": r.Alert}
	for name, value := range t.Labels {
		all[name] = strings.ReplaceAll(value, "{n}", strconv.Itoa(n))
	}
	said := map[string]string{}
	for name, text := range r.Annotations {
		said[name] = ruletests.Expand(text, all, t.Value)
	}
	for name, value := range r.Labels {
		all[name] = value
	}
	return alertmanager.SampleAlert{
		Labels: all, Annotations: said, Over: t.Lasted > 0,
		Began: began.Add(time.Duration(t.Minutes) * time.Minute), Lasted: time.Duration(t.Lasted) * time.Minute,
		Query: "https://prometheus.example.net/graph?g0.expr=" + url.QueryEscape(r.Expr) + "&g0.tab=1",
	}
}
