package check

import (
	"fmt"
	"slices"
	"strings"

	"gen/generator/blueprint"
	"gen/generator/check/prometheus"
	"gen/generator/override"
	"gen/generator/plan"
	"gen/generator/report"
	"gen/generator/strictyaml"
	"gen/generator/topology"
)

// ownFolder is where the user's own rules lie below those of gen.
const ownFolder = "/own/"

// ownRules is the user's file that a file of rules was made from.
func (c *checker) ownRules(s subject) (topology.File, bool) {
	name, ok := strings.CutPrefix(s.file.Path, s.Node.Name+s.entry.Path+ownFolder)
	if !ok || s.entry.Format != "prometheus-rules" {
		return topology.File{}, false
	}
	at := slices.IndexFunc(c.plan.Rules, func(f topology.File) bool { return f.Base() == name })
	if at < 0 {
		return topology.File{}, false
	}
	return c.plan.Rules[at], true
}

// usersRules checks a file of rules that the user brings, as gen's own are
// checked; problems stand at the place in that file.
func (c *checker) usersRules(s subject, own topology.File) {
	at := func(line, col int) report.Pos {
		return report.Pos{File: own.Shown, Line: max(line, 1), Col: max(col, 1)}
	}
	if c.tellSyntax(own) {
		return
	}
	rules, faults := prometheus.Rules(s.file.Content)
	places := prometheus.Places(s.file.Content)
	for _, f := range faults {
		id, fact := "check/rule", fmt.Sprintf("%s would refuse this file: %s", s.Blueprint.Name, f.Fact)
		if f.Rule != "" {
			fact = fmt.Sprintf("%s would refuse the rule %s: %s", s.Blueprint.Name, f.Rule, f.Fact)
		}
		if f.Expression {
			id = "check/expression"
		}
		c.add(id, orElse(placeOf(f, places, at), at(f.Line, f.Col)), fact, "correct the rule")
	}
	switch n := prometheus.Documents(s.file.Content); {
	case n > 1 && len(faults) == 0:
		c.add("check/rule", at(1, 1), fmt.Sprintf("the file holds %d documents, and %s reads the first one only", n, s.Blueprint.Name), "join the lists of groups, without --- between them")
	case len(rules)+len(faults) == 0:
		c.add("check/rule", at(1, 1), "the file holds no rule", "write one, or take the file out of rules in the site")
	}
	for n, r := range rules {
		place := prometheus.Place{}
		if n < len(places) {
			place = places[n]
		}
		c.usersRule(s, r, place, at)
	}
}

// tellSyntax tells what is no YAML at all better than Prometheus' reader can.
func (c *checker) tellSyntax(own topology.File) bool {
	var found report.Report
	strictyaml.Parse(own.Shown, own.Text, &found)
	told := false
	for _, p := range found.Problems() {
		if p.ID == "yaml/syntax" {
			c.add(p.ID, p.Pos, p.Fact, p.Hint)
			told = true
		}
	}
	return told
}

// placeOf is where the rule of a fault stands, if Prometheus does not say it.
func placeOf(f prometheus.Fault, places []prometheus.Place, at func(line, col int) report.Pos) report.Pos {
	for _, p := range places {
		if f.Line == 0 && f.Rule != "" && p.Name.Text == f.Rule {
			return at(p.Name.Line, p.Name.Col)
		}
	}
	return zero
}

// usersRule checks one rule of the user.
func (c *checker) usersRule(s subject, r prometheus.Rule, place prometheus.Place, at func(line, col int) report.Pos) {
	name, expr := at(place.Name.Line, place.Name.Col), at(place.Expr.Line, place.Expr.Col)
	said := []strictyaml.Text{{Value: place.Expr.Text, Pos: expr}}
	for _, text := range place.Texts {
		said = append(said, strictyaml.Text{Value: text.Text, Pos: at(text.Line, text.Col)})
	}
	if whose, taken := c.taken(r); taken {
		hint := "choose another name"
		if r.Alert {
			hint += ", or leave the other one out: alerts: {" + r.Name + ": {disable: true}}"
		}
		c.add("check/duplicate-rule", name, fmt.Sprintf("%s has a rule of the name %s already", whose, r.Name), hint)
	}
	c.functions(s.Instance, r.Name, r.Expr, expr)
	c.texts(s, r, name)
	c.severity(r, said, name)
	c.meanRule(r, expr, said)
}

// taken tells who has a rule of the same name and kind.
func (c *checker) taken(r prometheus.Rule) (string, bool) {
	if slices.Contains([]string{plan.ExpectedSeries, plan.ExpectedContainerSeries, plan.BuiltSeries, plan.IssuedSeries, override.LimitSeries, override.DisabledSeries}, r.Name) {
		return "gen", true
	}
	for _, a := range c.plan.Alerts {
		if r.Alert && a.Name == r.Name {
			return a.Blueprint.Name, true
		}
	}
	for _, b := range c.plan.Blueprints {
		if !r.Alert && slices.ContainsFunc(b.Records, func(own blueprint.Record) bool { return own.Name.Value == r.Name }) {
			return b.Name, true
		}
	}
	return "", false
}

// severities are those of gen's own alerts.
var severities = []string{"critical", "warning", "info"}

// severity warns of a value that no route asks for, and nobody knows.
func (c *checker) severity(r prometheus.Rule, said []strictyaml.Text, pos report.Pos) {
	value, set := r.Fixed["severity"]
	if !r.Alert || !set || slices.Contains(severities, value) || asksFor(c.plan.Routes, value) {
		return
	}
	for _, text := range said[1:] {
		if text.Value == value {
			pos = text.Pos
		}
	}
	hint := "write one of: " + strings.Join(severities, ", ") + "; or a route that matches it"
	if near, ok := report.Nearest(value, severities); ok {
		hint = fmt.Sprintf("did you mean %q?", near)
	}
	c.add("check/unknown-severity", pos, fmt.Sprintf("no route and no alert of gen's knows the severity %q", value), hint)
}

// asksFor tells whether a route matches a severity by name. One with a regular
// expression may mean any.
func asksFor(route plan.Route, severity string) bool {
	named := func(l plan.Label) bool { return l.Name == "severity" && l.Value == severity }
	pattern := func(l plan.Label) bool { return l.Name == "severity" }
	return slices.ContainsFunc(route.Match, named) || slices.ContainsFunc(route.MatchRE, pattern) ||
		slices.ContainsFunc(route.Routes, func(inner plan.Route) bool { return asksFor(inner, severity) })
}

// alerts are those of the plan and of the user's own rules. What cannot be
// read has no alerts; its own reader tells that.
func (c *checker) alerts() []*plan.Alert {
	all := slices.Clone(c.plan.Alerts)
	for _, f := range c.plan.Rules {
		rules, _ := prometheus.Rules(f.Text)
		for _, r := range rules {
			if !r.Alert {
				continue
			}
			one := &plan.Alert{Blueprint: &blueprint.Blueprint{}, Name: r.Name, Expr: r.Expr, Severity: r.Fixed["severity"]}
			for _, name := range r.Labels {
				if value, fixed := r.Fixed[name]; fixed && name != "severity" {
					one.Labels = append(one.Labels, plan.Label{Name: name, Value: value})
				}
			}
			all = append(all, one)
		}
	}
	return all
}
