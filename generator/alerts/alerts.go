// Package alerts tells which alerts of a site are in force where: with which
// severity, wait and limits, by whose word, and who is told of them.
package alerts

import (
	"fmt"
	"slices"

	"gen/generator/check/expr"
	"gen/generator/plan"
	"gen/generator/report"
	"gen/generator/topology"
)

// Document is what gen alerts prints as JSON. Lists are in the order of the
// plan, those that are always there empty and never null.
type Document struct {
	// Format counts up when a field changes its meaning.
	Format int    `json:"format"`
	Site   string `json:"site"`
	// Node is the only one that is asked for; empty for the whole site.
	Node   string  `json:"node,omitempty"`
	Alerts []Alert `json:"alerts"`
	// Disabled are alerts that the site has left out as a whole.
	Disabled []Disabled `json:"disabled"`
}

// Alert is an alert that can be raised.
type Alert struct {
	Name     string  `json:"name"`
	Service  string  `json:"service"`
	Severity Value   `json:"severity"`
	For      Value   `json:"for"`
	Limits   []Limit `json:"limits"`
	// Overrides are those that are about the node, or all of them.
	Overrides []Override `json:"overrides"`
	Told      []Told     `json:"told"`
	Expr      string     `json:"expr"`
	// heard is who is told, in a few words.
	heard string
}

// Value is a word with the place that says it, such as site.yaml:12; an empty
// place is the blueprint.
type Value struct {
	Value string `json:"value"`
	From  string `json:"from,omitempty"`
}

// Limit is a threshold as it is where no override is.
type Limit struct {
	Name string `json:"name"`
	Value
	Default string `json:"default"`
	About   string `json:"about"`
}

// Override is what is otherwise for some targets.
type Override struct {
	Match   map[string]string `json:"match"`
	Limits  map[string]string `json:"limits,omitempty"`
	Disable bool              `json:"disable,omitempty"`
	Why     string            `json:"why"`
	// Until is the last day; empty for no end.
	Until string `json:"until,omitempty"`
	// Targets are the hosts, or the instances, for which it is in force.
	Targets []string `json:"targets"`
	From    string   `json:"from"`
}

// Told is who is told of an alert.
type Told struct {
	Receivers []string `json:"receivers"`
	// When are conditions that only the alert's labels at that moment decide; Else
	// tells that those of the ones before do not hold.
	When []string `json:"when,omitempty"`
	Else bool     `json:"else,omitempty"`
	// Mute and Active are the names of times.
	Mute   []string `json:"mute,omitempty"`
	Active []string `json:"active,omitempty"`
}

// Disabled is an alert that is left out.
type Disabled struct {
	Name string `json:"name"`
	From string `json:"from"`
}

// Of tells the alerts of a site: those that can be raised on a node, or all for "".
func Of(site *topology.Site, p *plan.Plan, node string) Document {
	d := Document{Format: 1, Site: p.Site, Node: node, Alerts: []Alert{}, Disabled: []Disabled{}}
	all := p.Targets()
	targets := all
	if node != "" {
		targets = slices.DeleteFunc(slices.Clone(all), func(t plan.Target) bool { return t["host"] != node })
	}
	raised := raisedBy(p)
	for at, a := range p.Alerts {
		var there []plan.Target
		if there = about(raised[at], targets); node != "" && len(there) == 0 {
			continue
		}
		change, _ := site.Alerts.Get(a.Name)
		one := Alert{
			Name: a.Name, Service: a.Blueprint.Name, Expr: a.Expr, Limits: limits(a, change), Overrides: overrides(a, node, there),
			Severity: Value{a.Severity, place(change.Severity.Pos)}, For: Value{a.For, place(change.For.Pos)},
		}
		one.Told = told(p.Routes.Tells(known(p, a, raised[at], all, there, node)))
		one.heard = heard(one.Told)
		d.Alerts = append(d.Alerts, one)
	}
	for _, change := range site.Alerts {
		if change.Value.Disable.Value {
			d.Disabled = append(d.Disabled, Disabled{change.Key.Value, place(change.Value.Disable.Pos)})
		}
	}
	return d
}

// raisedBy are what the plan's alerts can be about, in their order. What is wrong
// with their expressions is for gen check to tell.
func raisedBy(p *plan.Plan) []expr.Raised {
	var rules []expr.Rule
	for _, a := range p.Alerts {
		rule := expr.Rule{Alert: true, Name: a.Name, Expr: a.Plain, Fixed: map[string]string{"severity": a.Severity}}
		for _, l := range a.Labels {
			rule.Labels, rule.Fixed[l.Name] = append(rule.Labels, l.Name), l.Value
		}
		rules = append(rules, rule)
	}
	return expr.Check(p, rules, nil, &report.Report{})
}

// about are the targets that an alert can be raised for. An alert that has a host
// at times and never a job is about no target, as one about an authority is.
func about(r expr.Raised, targets []plan.Target) []plan.Target {
	var list []plan.Target
	for _, t := range targets {
		own := r.Jobs == nil && (r.Carries.Always("host") || r.Carries.Has("job")) || slices.Contains(r.Jobs, t["job"])
		if own && !r.Constant && r.Carries.Has("host") && (t["host"] != "" || !r.Carries.Always("host")) {
			list = append(list, t)
		}
	}
	return list
}

// known are the labels of an alert that are certain beforehand: its own, those
// that all of its targets on the node have alike, and those that it never has,
// which are empty: what its expression takes away, and labels of other nodes.
func known(p *plan.Plan, a *plan.Alert, r expr.Raised, all, there []plan.Target, node string) map[string]string {
	labels := map[string]string{"site": p.Site}
	for _, name := range asked(p.Routes) {
		if !r.Carries.Has(name) {
			labels[name] = ""
		} else if value, alike := shared(there, name); node != "" && alike && (value != "" || slices.ContainsFunc(all, func(t plan.Target) bool { return t[name] != "" })) {
			labels[name] = value
		}
	}
	for _, l := range a.Labels {
		labels[l.Name] = l.Value
	}
	labels["site"], labels["alertname"], labels["severity"] = p.Site, a.Name, a.Severity
	return labels
}

// asked are the labels that routes ask for.
func asked(r plan.Route) []string {
	var names []string
	for _, l := range slices.Concat(r.Match, r.MatchRE) {
		names = append(names, l.Name)
	}
	for _, below := range r.Routes {
		names = append(names, asked(below)...)
	}
	return names
}

// shared is the value that all targets have of a label, or that none has it.
func shared(targets []plan.Target, name string) (string, bool) {
	if len(targets) == 0 {
		return "", false
	}
	for _, t := range targets {
		if t[name] != targets[0][name] {
			return "", false
		}
	}
	return targets[0][name], true
}

func limits(a *plan.Alert, change topology.AlertSetting) []Limit {
	all := []Limit{}
	for _, l := range a.Limits {
		one := Limit{Name: l.Name, Value: Value{Value: l.Value}, Default: l.Value}
		if own, ok := change.Limits.Get(l.Name); ok {
			one.From = place(own.Pos)
		}
		for _, shipped := range a.Blueprint.Alerts {
			if declared, ok := shipped.Limits.Get(l.Name); ok && shipped.Name.Value == a.Name {
				one.Default, one.About = declared.Default.Value, declared.About.Value
			}
		}
		all = append(all, one)
	}
	return all
}

// place is where a value stands, within a line.
func place(pos report.Pos) string {
	if pos.IsZero() {
		return ""
	}
	return fmt.Sprintf("%s:%d", pos.File, pos.Line)
}

func told(list []plan.Told) []Told {
	all := []Told{}
	for _, t := range list {
		all = append(all, Told{t.Receivers, t.When, t.Else, t.Mute, t.Active})
	}
	return all
}
