package plan

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"gen/generator/blueprint"
	"gen/generator/override"
	"gen/generator/report"
)

// joinOverrides writes the expression of an alert that has overrides, and its
// texts where they name a limit.
func (p *planner) joinOverrides(a *Alert, own blueprint.Alert) {
	q := override.Question{Alert: a.Name, Expr: own.Expr.Value, By: a.By}
	for _, l := range a.Limits {
		q.Limits = append(q.Limits, override.Limit{Name: l.Name, Value: l.Value, Joined: a.overridden(l.Name) != nil})
	}
	q.Disabled = slices.ContainsFunc(a.Overrides, func(o Override) bool { return o.Disable })
	joined, refused := q.Join()
	if refused != nil {
		at := cmp.Or(a.overridden(refused.Limit), &a.Overrides[0])
		p.fail("plan/override-unfit", at.Pos, refused.Fact, refused.Hint)
		return
	}
	a.Expr, a.Apart = joined.Expr, joined.Keeps
	for _, l := range q.Limits {
		if l.Joined {
			text := l.Value + " (but for overrides)"
			if joined.Keeps {
				text = q.Text(l)
			}
			a.Summary = p.fillText(a, a.Summary, l.Name, text)
			a.Description = p.fillText(a, a.Description, l.Name, text)
		}
	}
}

// overridden is the first override that has a limit, or disables the alert for "".
func (a *Alert) overridden(limit string) *Override {
	at := slices.IndexFunc(a.Overrides, func(o Override) bool {
		return o.Disable && limit == "" || slices.ContainsFunc(o.Limits, func(l Label) bool { return l.Name == limit })
	})
	if at < 0 {
		return nil
	}
	return &a.Overrides[at]
}

// fillText puts a template in the place of a limit. Inside of a template's
// braces it cannot stand.
func (p *planner) fillText(a *Alert, text, limit, template string) string {
	before, after, found := strings.Cut(text, "${"+limit+"}")
	if !found {
		return text
	}
	if strings.LastIndex(before, "{{") > strings.LastIndex(before, "}}") {
		p.fail("plan/override-unfit", a.overridden(limit).Pos, fmt.Sprintf("a text of %s computes with the limit %s, as it is for all targets", a.Name, limit), "name the limit outside of {{ }} in its blueprint, or set it for all targets")
		return text
	}
	return before + template + p.fillText(a, after, limit, template)
}

// TellExpired adds the overrides that are over at a moment to r, and tells
// whether there are any: gen would go on writing what no longer counts.
func (p *Plan) TellExpired(now time.Time, r *report.Report) bool {
	found := false
	for _, a := range p.Alerts {
		for _, o := range a.Overrides {
			if !o.Ends.IsZero() && !now.Before(o.Ends) {
				found = true
				r.Add(report.Problem{
					ID: "plan/override-expired", Pos: o.Pos,
					Fact: fmt.Sprintf("the override of %s was to end on %s: %s", a.Name, o.Until, o.Why),
					Hint: "take it out, or give it a later day with until",
				})
			}
		}
	}
	return found
}

// Ends is the first moment at which an override is over; zero when none ever is.
func (p *Plan) Ends() time.Time {
	var ends []time.Time
	for _, a := range p.Alerts {
		for _, o := range a.Overrides {
			if !o.Ends.IsZero() {
				ends = append(ends, o.Ends)
			}
		}
	}
	if len(ends) == 0 {
		return time.Time{}
	}
	return slices.MinFunc(ends, time.Time.Compare)
}

// LimitsFor are the limits of an alert where the override is in force.
func (a *Alert) LimitsFor(o Override) []Label {
	all := slices.Clone(a.Limits)
	for at, l := range all {
		all[at].Value = cmp.Or(valueOf(o.Limits, l.Name), l.Value)
	}
	return all
}

// PlainFor is the expression as it would be if all targets had an override's limits.
func (a *Alert) PlainFor(o Override) string {
	for _, own := range a.Blueprint.Alerts {
		if own.Name.Value != a.Name {
			continue
		}
		values := map[string]string{}
		for _, l := range a.LimitsFor(o) {
			values[l.Name] = l.Value
		}
		return fillLimits(own.Expr.Value, values)
	}
	return a.Plain
}

func valueOf(labels []Label, name string) string {
	for _, l := range labels {
		if l.Name == name {
			return l.Value
		}
	}
	return ""
}
