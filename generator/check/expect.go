package check

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"gen/generator/check/alertmanager"
	"gen/generator/check/expr"
	"gen/generator/plan"
	"gen/generator/report"
	"gen/generator/strictyaml"
)

// expectation checks one sentence of the user for every alert that it is
// about; the first that is not so is told.
func (c *checker) expectation(r routing, e plan.Expectation, all []target) {
	if !c.raises(strictyaml.Text{Value: e.Alert, Pos: e.Name}) || slices.ContainsFunc(e.While, func(name strictyaml.Text) bool { return !c.raises(name) }) {
		return
	}
	matters := append(slices.Clone(r.matters), "host", "instance")
	for _, l := range e.Labels {
		matters = append(matters, l.Name)
	}
	found, beside := false, c.beside(e, all, matters)
	held := map[string]bool{}
	for _, alert := range c.raised {
		if e.Alert != "" && alert.Name != e.Alert {
			continue
		}
		for _, own := range c.occurrences(alert, all, matters) {
			if !wanted(alert, own, e.Labels) {
				continue
			}
			found = true
			told, silent := r.Reaches(own), r.Inhibited(own, beside.firing(own))
			way := fmt.Sprint(silent)
			for _, t := range told {
				way += fmt.Sprint(t.Route)
			}
			if held[way] {
				continue // what goes the same way comes out the same
			}
			held[way] = true
			if fact := c.unfulfilled(r, e, own, told, silent); fact != "" {
				c.add("check/expectation", e.Pos, fact, "change the routes, or what is expected of them")
				return
			}
		}
	}
	if !found {
		c.neverRaised(e)
		return
	}
	c.count(&c.figures.Expectations, 1)
}

// raises tells whether the site has an alert of that name; none is any.
func (c *checker) raises(name strictyaml.Text) bool {
	var names []string
	for _, alert := range c.raised {
		names = append(names, alert.Name)
	}
	if name.Value == "" || slices.Contains(names, name.Value) {
		return true
	}
	hint := "correct the name; alerts.md of the output lists all of gen's own"
	if near, ok := report.Nearest(name.Value, names); ok {
		hint = fmt.Sprintf("did you mean %q?", near)
	}
	if c.first("raises", fmt.Sprint(name.Pos)) {
		c.add("check/expectation", name.Pos, fmt.Sprintf("this site never raises an alert %q", name.Value), hint)
	}
	return false
}

// wanted tells whether an alert has the labels that the user names. One whose
// value only the moment decides, such as a mount point, takes the user's.
func wanted(alert expr.Raised, own target, labels []plan.Label) bool {
	for _, l := range labels {
		value, known := own[l.Name]
		if known && value != l.Value || !known && !alert.Carries.Has(l.Name) {
			return false
		}
		own[l.Name] = l.Value
	}
	return true
}

// neverRaised tells of labels that no alert has, and what there is instead.
func (c *checker) neverRaised(e plan.Expectation) {
	var words []string
	for _, l := range e.Labels {
		words = append(words, fmt.Sprintf("%s=%q", l.Name, l.Value))
	}
	what, hint := "an alert", "correct the labels, or take the expectation out"
	if e.Alert != "" {
		what = e.Alert
	}
	for _, alert := range c.raised {
		if alert.Name != e.Alert {
			continue
		}
		for _, l := range e.Labels {
			if fixed, ok := alert.Fixed[l.Name]; ok && fixed != l.Value {
				hint = fmt.Sprintf("its %s is %q", l.Name, fixed)
			} else if why, lost := alert.Carries.Lost[l.Name]; !ok && lost {
				hint = fmt.Sprintf("it has no label %q, which %s takes away", l.Name, why)
			}
		}
	}
	c.add("check/expectation", e.Pos, fmt.Sprintf("this site never raises %s with %s", what, strings.Join(words, ", ")), hint)
}

// unfulfilled says what is not as the user expects of one alert; empty is nothing.
func (c *checker) unfulfilled(r routing, e plan.Expectation, own target, told []alertmanager.Told, silent bool) string {
	if silent {
		told = nil
	}
	if len(e.At) == 0 {
		return c.compare(e, own, told, silent, "", r.MutedAlways)
	}
	for _, at := range e.At {
		then := func(t alertmanager.Told) ([]string, bool) { return r.MutedAt(t, at) }
		if fact := c.compare(e, own, told, silent, " on "+at.Format("Monday, 2006-01-02 at 15:04 ")+zone(at), then); fact != "" {
			return fact
		}
	}
	return ""
}

// zone is the name of the time zone that the user has given.
func zone(at time.Time) string { return at.Location().String() }

// compare says who is told although nobody expects it, or the other way round.
func (c *checker) compare(e plan.Expectation, own target, told []alertmanager.Told, silent bool, when string, muted func(alertmanager.Told) ([]string, bool)) string {
	heard := map[string]alertmanager.Told{}
	var ways []string
	for _, t := range told {
		by, mute := muted(t)
		switch how := c.by(t); {
		case mute:
			ways = append(ways, how+" is silent then by "+quotedAll(by))
		case t.Ways == 0:
			ways = append(ways, how+" tells "+t.Receiver+", who is told in no way")
		default:
			ways = append(ways, how+" tells "+strings.ReplaceAll(t.Receiver, "+", " and "))
			for _, name := range strings.Split(t.Receiver, "+") {
				heard[name] = t
			}
		}
	}
	why := strings.Join(ways, "; ")
	if silent {
		why = "it stays silent while " + strings.Join(names(e.While), ", ") + " fires"
	}
	for _, name := range e.To {
		if _, ok := heard[name]; !ok {
			return fmt.Sprintf("%s is not told of %s%s: %s", name, c.called(own), when, why)
		}
	}
	for _, name := range e.NotTo {
		if t, ok := heard[name]; ok {
			return fmt.Sprintf("%s is told of %s%s, by %s", name, c.called(own), when, c.by(t))
		}
	}
	if e.Nobody && len(heard) > 0 {
		return fmt.Sprintf("somebody is told of %s%s: %s", c.called(own), when, why)
	}
	return ""
}

// by is how a sentence calls the route by which a receiver is told.
func (c *checker) by(t alertmanager.Told) string {
	if len(t.Route) == 0 {
		return "routes.default"
	}
	pos := c.routePos(t, report.Pos{})
	if pos.IsZero() {
		return "a rule"
	}
	return fmt.Sprintf("the rule at %s:%d", pos.File, pos.Line)
}

// called is how a sentence calls an alert: by its name and where it fires.
func (c *checker) called(own target) string {
	switch {
	case own["host"] != "":
		return own["alertname"] + " on " + own["host"]
	case own["instance"] != "":
		return own["alertname"] + " at " + own["instance"]
	}
	return own["alertname"]
}

func names(texts []strictyaml.Text) []string {
	var list []string
	for _, t := range texts {
		list = append(list, t.Value)
	}
	return list
}
