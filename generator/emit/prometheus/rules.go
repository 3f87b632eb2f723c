package prometheus

import (
	"bytes"
	"fmt"
	"maps"
	"slices"
	"strings"

	"gen/generator/blueprint"
	"gen/generator/emit"
	"gen/generator/plan"
	"gen/generator/tree"
)

type ruleFile struct {
	Groups []group `yaml:"groups"`
}

type group struct {
	Name     string `yaml:"name"`
	Interval string `yaml:"interval,omitempty"`
	Rules    []rule `yaml:"rules"`
}

type rule struct {
	every       string
	Record      string            `yaml:"record,omitempty"`
	Alert       string            `yaml:"alert,omitempty"`
	Expr        string            `yaml:"expr"`
	For         string            `yaml:"for,omitempty"`
	Labels      map[string]string `yaml:"labels,omitempty"`
	Annotations *annotations      `yaml:"annotations,omitempty"`
}

type annotations struct {
	Summary     string `yaml:"summary"`
	Description string `yaml:"description"`
	Runbook     string `yaml:"runbook"`
	// Panel is where people see what the alert is about.
	Panel string `yaml:"panel,omitempty"`
}

// Rules is the emit.Format "prometheus-rules": a folder with one file per
// service, one that lists what is expected to exist, and the user's own.
func Rules(p *plan.Plan, i *plan.Instance, f plan.File) ([]tree.File, error) {
	var files []tree.File
	add := func(name string, content []byte) {
		one := f
		one.Path = f.Path + "/" + name + ".yml"
		files = append(files, emit.For(i, one, content))
	}
	for _, b := range p.Blueprints {
		list := rules(p, b)
		if len(list) == 0 {
			continue
		}
		content, err := emit.YAML(ruleFile{groups(b.Name, list)})
		if err != nil {
			return nil, err
		}
		add(b.Name, content)
	}
	content, err := expected(p, i)
	if err != nil {
		return nil, err
	}
	add("expected", content)
	if content, err = expectedContainers(p); err != nil {
		return nil, err
	}
	if content != nil {
		add("expected-containers", content)
	}
	for _, own := range p.Rules {
		add(ownDir+"/"+strings.TrimSuffix(own.Base(), ".yml"), own.Text)
	}
	return files, nil
}

// groups are rules by how often they are evaluated, the usual ones first.
func groups(name string, all []rule) []group {
	byInterval := map[string][]rule{}
	for _, r := range all {
		byInterval[r.every] = append(byInterval[r.every], r)
	}
	var list []group
	for _, every := range slices.Sorted(maps.Keys(byInterval)) {
		g := group{Name: name, Interval: every, Rules: byInterval[every]}
		if every != "" {
			g.Name += " every " + every
		}
		list = append(list, g)
	}
	return list
}

// rules are a service's recording rules and the alerts in force.
func rules(p *plan.Plan, b *blueprint.Blueprint) []rule {
	var list []rule
	for _, r := range b.Records {
		one := rule{every: r.Every.Text, Record: r.Name.Value, Expr: r.Expr.Value, Labels: map[string]string{}}
		for _, l := range r.Labels {
			one.Labels[l.Key.Value] = l.Value.Value
		}
		list = append(list, one)
	}
	for _, a := range p.Alerts {
		if a.Blueprint == b {
			list = append(append(list, overrides(a)...), alertRule(p, a))
		}
	}
	return list
}

func alertRule(p *plan.Plan, a *plan.Alert) rule {
	r := rule{
		every: a.Every, Alert: a.Name, Expr: a.Expr, For: a.For, Labels: map[string]string{"severity": a.Severity},
		Annotations: &annotations{a.Summary, a.Description, p.RunbookURL(a), p.PanelURL(a.Name)},
	}
	for _, l := range a.Labels {
		r.Labels[l.Name] = l.Value
	}
	return r
}

// expected writes one constant series per target that should exist, so that an
// alert can tell when Prometheus has lost one.
func expected(p *plan.Plan, i *plan.Instance) ([]byte, error) {
	var all []string
	byJob := targets(p, i)
	for _, job := range slices.Sorted(maps.Keys(byJob)) {
		for _, t := range byJob[job] {
			labels, err := flowLabels(expectedLabels(job, t))
			if err != nil {
				return nil, err
			}
			all = append(all, labels)
		}
	}
	return constants("expected", "One series per target that the site has; TargetMissing compares them with what is scraped.", plan.ExpectedSeries, all), nil
}

// constants are rules that record 1 for each of a list of labels, which are
// YAML. They are evaluated once a minute, as there are as many as targets.
func constants(name, about, series string, labels []string) []byte {
	var out bytes.Buffer
	fmt.Fprintf(&out, "# %s\n# %s\n", emit.Notice, about)
	fmt.Fprintf(&out, "groups:\n  - name: %s\n    interval: 1m\n    rules:\n", name)
	for _, one := range labels {
		fmt.Fprintf(&out, "      - {record: %s, expr: vector(1), labels: {%s}}\n", series, one)
	}
	return out.Bytes()
}

// expectedLabels identify a target: what a node's user adds does not matter.
func expectedLabels(job string, t target) []plan.Label {
	labels := []plan.Label{{Name: "job", Value: job}}
	for _, l := range t.labels {
		if l.Name == "host" || l.Name == "instance" {
			labels = append(labels, l)
		}
	}
	if len(labels) == 1 {
		labels = append(labels, plan.Label{Name: "instance", Value: t.address})
	}
	return labels
}
