package alerts

import (
	"slices"

	"gen/generator/plan"
)

// overrides are those of an alert that are about a node, or all for "".
func overrides(a *plan.Alert, node string, there []plan.Target) []Override {
	all := []Override{}
	for _, o := range a.Overrides {
		one := Override{Match: byName(o.Match), Disable: o.Disable, Why: o.Why, Until: o.Until, From: place(o.Pos), Targets: []string{}}
		if len(o.Limits) > 0 {
			one.Limits = byName(o.Limits)
		}
		for _, by := range o.Targets {
			if node == "" || slices.ContainsFunc(there, func(t plan.Target) bool { return t.Has(by) }) {
				one.Targets = append(one.Targets, by[len(by)-1].Value)
			}
		}
		if len(one.Targets) > 0 {
			all = append(all, one)
		}
	}
	return all
}

func byName(labels []plan.Label) map[string]string {
	all := map[string]string{}
	for _, l := range labels {
		all[l.Name] = l.Value
	}
	return all
}
