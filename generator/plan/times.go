package plan

import (
	"cmp"
	"fmt"
	"slices"

	"gen/generator/report"
	"gen/generator/strictyaml"
	"gen/generator/topology"
)

// Times are spans of time under one name.
type Times struct {
	Name string
	// Spans are together what is meant: a moment is in one of them.
	Spans []topology.TimeSpan
	Pos   report.Pos
}

// settleTimes lists the spans of time, each of which a rule must name.
func (p *planner) settleTimes() {
	used := map[string]bool{}
	for _, rule := range p.site.Routes.Rules {
		for _, name := range slices.Concat(rule.Mute, rule.Active) {
			used[name.Value] = true
		}
	}
	for _, own := range p.site.Times {
		name := own.Key
		p.plan.Times = append(p.plan.Times, Times{name.Value, own.Value, name.Pos})
		if len(own.Value) == 0 {
			p.fail("plan/bad-times", name.Pos, fmt.Sprintf("%q are no times at all", name.Value), "list at least one span, such as [{weekdays: [saturday, sunday]}]")
		}
		if !used[name.Value] {
			p.fail("plan/unused-times", name.Pos, fmt.Sprintf("no rule is about the times %q", name.Value), "name them under mute or active of a rule, or take them out")
		}
	}
	slices.SortFunc(p.plan.Times, func(a, b Times) int { return cmp.Compare(a.Name, b.Name) })
}

// timesNamed are the names that a rule gives, of times that there are.
func (p *planner) timesNamed(names []strictyaml.Text) []string {
	for _, name := range names {
		if _, ok := p.site.Times.Get(name.Value); !ok {
			p.fail("plan/unknown-times", name.Pos, "there are no times "+quoted(name.Value), meantOr("add them under times", name.Value, keys(p.site.Times)))
		}
	}
	return texts(names)
}
