package plan

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"gen/generator/blueprint"
	"gen/generator/report"
	"gen/generator/strictyaml"
	"gen/generator/topology"
)

// Override is what is otherwise for some targets of an alert.
type Override struct {
	// Match are the labels that the user named, in the user's order.
	Match []Label
	// Limits are sorted by name; none when the alert is disabled.
	Limits  []Label
	Disable bool
	Why     string
	// Until is the last day, empty for none; Ends the moment at which that is over.
	Until string
	Ends  time.Time
	// Targets are those that no earlier override is about, each with the labels
	// of Alert.By, sorted by these. Example is one of them with all its labels.
	Targets [][]Label
	Example Target
	Pos     report.Pos
}

// lastDay is how the last day of an override is written.
const lastDay = "2006-01-02"

// settleOverrides settles which targets the overrides of an alert are about,
// and writes the expression and the texts that know them.
func (p *planner) settleOverrides(a *Alert, own blueprint.Alert, list []topology.AlertOverride) {
	targets := p.plan.Targets()
	matched := make([][]Target, len(list))
	a.By = []string{"host"}
	for at, o := range list {
		matched[at] = p.matched(o, targets)
		if slices.ContainsFunc(o.Match, func(l strictyaml.Entry[strictyaml.Text]) bool { return ofTarget[l.Key.Value] }) ||
			slices.ContainsFunc(matched[at], func(t Target) bool { return t["host"] == "" }) {
			a.By = []string{"job", "instance"}
		}
	}
	taken := map[string]bool{}
	for at, o := range list {
		one, ok := p.override(own, o)
		if ok && len(matched[at]) > 0 {
			p.claim(a, &one, matched[at], taken)
			a.Overrides = append(a.Overrides, one)
		}
	}
	if len(a.Overrides) == len(list) { // else the user has to correct them first
		p.joinOverrides(a, own)
	}
}

// ofTarget are labels that differ between the targets of a node.
var ofTarget = map[string]bool{"job": true, "instance": true, "service": true, "prober": true}

// matched are the targets that an override names; none is a mistake.
func (p *planner) matched(o topology.AlertOverride, targets []Target) []Target {
	match := labelsOf(o.Match)
	if len(match) == 0 && !o.Pos.IsZero() {
		p.fail("plan/override-nobody", o.Pos, "the override matches by no label", "name a label of its targets, or change the alert itself for all of them")
		return nil
	}
	found := slices.DeleteFunc(slices.Clone(targets), func(t Target) bool { return !t.Has(match) })
	if len(found) > 0 {
		return found
	}
	for _, l := range o.Match {
		values := map[string]bool{}
		for _, t := range targets {
			if value, ok := t[l.Key.Value]; ok {
				values[value] = true
			}
		}
		switch {
		case len(values) == 0:
			p.fail("plan/override-nobody", l.Key.Pos, "no target of this site has a label "+quoted(l.Key.Value), meantOr("match by host, job, instance or a label of nodes", l.Key.Value, namesOf(targets)))
			return nil
		case !values[l.Value.Value]:
			p.fail("plan/override-nobody", l.Value.Pos, fmt.Sprintf("no target of this site has the %s %s", l.Key.Value, quoted(l.Value.Value)), meantOr("correct it, or take the override out", l.Value.Value, sortedKeys(values)))
			return nil
		}
	}
	p.fail("plan/override-nobody", o.Pos, "no target of this site has all the labels that the override matches", "match less, or take the override out")
	return nil
}

func namesOf(targets []Target) []string {
	names := map[string]bool{}
	for _, t := range targets {
		for name := range t {
			names[name] = true
		}
	}
	return sortedKeys(names)
}

// labelsOf are a user's labels in the user's order.
func labelsOf(m strictyaml.Map[strictyaml.Text]) []Label {
	var list []Label
	for _, l := range m {
		list = append(list, Label{l.Key.Value, l.Value.Value})
	}
	return list
}

// override reads what an override says; it is false when that cannot be so.
func (p *planner) override(own blueprint.Alert, o topology.AlertOverride) (Override, bool) {
	one := Override{Match: labelsOf(o.Match), Disable: o.Disable.Value, Why: strings.TrimSpace(o.Why.Value), Until: o.Until.Value, Pos: o.Pos}
	ok := true
	fail := func(id string, pos report.Pos, fact, hint string) {
		p.fail(id, pos, fact, hint)
		ok = false
	}
	switch {
	case one.Disable == (len(o.Limits) > 0):
		fail("plan/override-idle", o.Pos, "an override of "+own.Name.Value+" has either limits or disable: true", "write one of the two")
	case one.Why == "" && !o.Why.Pos.IsZero():
		fail("plan/override-why", o.Why.Pos, "an override of "+own.Name.Value+" gives no reason", "say why, for those who come after")
	}
	if one.Until != "" {
		last, err := time.Parse(lastDay, one.Until)
		if err != nil {
			fail("plan/override-date", o.Until.Pos, quoted(one.Until)+" is no day", "write it as 2030-06-30")
		}
		one.Ends = last.AddDate(0, 0, 1)
	}
	for _, l := range o.Limits {
		if ok = p.checkLimit(own, l) && ok; ok {
			one.Limits = append(one.Limits, Label{l.Key.Value, l.Value.Value})
		}
	}
	slices.SortFunc(one.Limits, func(a, b Label) int { return strings.Compare(a.Name, b.Name) })
	return one, ok
}

// claim gives an override those of its targets that no earlier one has.
func (p *planner) claim(a *Alert, o *Override, matched []Target, taken map[string]bool) {
	for _, t := range matched {
		var by []Label
		key := ""
		for _, name := range a.By {
			by = append(by, Label{name, t[name]})
			key += t[name] + "\x00"
		}
		if !taken[key] {
			taken[key] = true
			o.Targets = append(o.Targets, by)
			if o.Example == nil || t["job"] == a.Blueprint.Name && o.Example["job"] != t["job"] {
				o.Example = maps.Clone(t)
			}
		}
	}
	if len(o.Targets) == 0 {
		p.fail("plan/override-idle", o.Pos, "all targets that the override matches have an earlier one", "move it before that, or take it out")
	}
	slices.SortFunc(o.Targets, func(a, b []Label) int {
		return slices.CompareFunc(a, b, func(a, b Label) int { return strings.Compare(a.Value, b.Value) })
	})
}
