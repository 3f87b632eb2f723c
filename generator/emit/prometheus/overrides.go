package prometheus

import (
	"fmt"

	"gen/generator/override"
	"gen/generator/plan"
)

// overrides are the series that say what is otherwise for some targets of an
// alert. They stand in the alert's own group, before it, as a group is
// evaluated in its order: so they are there when the alert first is.
func overrides(a *plan.Alert) []rule {
	var list []rule
	for _, o := range a.Overrides {
		for _, by := range o.Targets {
			if o.Disable {
				list = append(list, recorded(override.DisabledSeries, a, o, "1", by))
			}
			for _, l := range o.Limits {
				list = append(list, recorded(override.LimitSeries, a, o, l.Value, by, plan.Label{Name: "limit", Value: l.Name}))
			}
		}
	}
	return list
}

// recorded is one such series. One that ends does so by itself, whether or not
// anybody builds.
func recorded(name string, a *plan.Alert, o plan.Override, value string, by []plan.Label, more ...plan.Label) rule {
	r := rule{every: a.Every, Record: name, Expr: "vector(" + value + ")", Labels: map[string]string{"alert": a.Name}}
	if !o.Ends.IsZero() {
		r.Expr += fmt.Sprintf(" and vector(time()) < %d", o.Ends.Unix())
	}
	for _, l := range append(more, by...) {
		r.Labels[l.Name] = l.Value
	}
	return r
}
