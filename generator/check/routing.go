package check

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"gen/generator/check/alertmanager"
	"gen/generator/check/expr"
	"gen/generator/plan"
	"gen/generator/report"
)

// routing is one configuration of an Alertmanager that was read.
type routing struct {
	subject
	*alertmanager.Config
	// matters are the labels that decide what becomes of an alert.
	matters []string
}

// meanRouting keeps a configuration until all rules are read.
func (c *checker) meanRouting(s subject, config *alertmanager.Config) {
	c.lock.Lock()
	defer c.lock.Unlock()
	c.routings = append(c.routings, routing{s, config, config.Matters()})
}

// routed checks what becomes of the alerts that the site can raise: those that
// are critical can be heard, and what the user expects is so.
func (c *checker) routed() {
	slices.SortFunc(c.routings, func(a, b routing) int { return strings.Compare(a.file.Path, b.file.Path) })
	all := targets(c.plan)
	c.overrides(all)
	for _, r := range c.routings {
		c.muted(r)
		c.inhibited(r, all)
		c.silences(r)
		c.heartbeats(r, all)
		for _, e := range c.plan.Expectations {
			c.expectation(r, e, all)
		}
	}
}

// muted checks that no critical alert ends at routes that are silent for ever.
func (c *checker) muted(r routing) {
	for _, alert := range c.raised {
		if alert.Fixed["severity"] != "critical" {
			continue
		}
		for _, corner := range r.Corners() {
			if !carried(alert, corner) {
				continue
			}
			labels := maps.Clone(corner)
			maps.Copy(labels, alert.Fixed)
			labels["alertname"] = alert.Name
			told := r.Reaches(labels)
			at := slices.IndexFunc(told, func(t alertmanager.Told) bool { _, muted := r.MutedAlways(t); return muted })
			if at < 0 || slices.ContainsFunc(told, func(t alertmanager.Told) bool { _, muted := r.MutedAlways(t); return !muted && t.Ways > 0 }) {
				continue
			}
			by, _ := r.MutedAlways(told[at])
			if pos := c.routePos(told[at], r.entry.Pos); c.first("muted", fmt.Sprint(pos)) {
				c.add("check/muted-for-ever", pos, fmt.Sprintf("nobody is ever told of %s: its rule is silent at all times, by %s", alert.Name, quotedAll(by)), "take times out of mute or active of the rule, or of the times that it names")
			}
		}
	}
}

// carried tells whether an alert can have all of these labels.
func carried(alert expr.Raised, labels map[string]string) bool {
	for name := range labels {
		_, fixed := alert.Fixed[name]
		if !fixed && !alert.Carries.Has(name) && name != "alertname" && name != "site" {
			return false
		}
	}
	return true
}

// inhibited checks that no critical alert is silenced by one that always
// fires, or by one with which it has nothing to do.
func (c *checker) inhibited(r routing, all []target) {
	samples := make([][]target, len(c.raised))
	few := perJob(all)
	for at, alert := range c.raised {
		samples[at] = c.occurrences(alert, few, r.matters)
	}
	for at, alert := range c.raised {
		if alert.Fixed["severity"] != "critical" {
			continue
		}
		for by, source := range c.raised {
			if at != by {
				c.silenced(r, alert, source, samples[at], samples[by])
			}
		}
	}
}

// silenced looks whether an alert stays silent because of another one.
func (c *checker) silenced(r routing, alert, source expr.Raised, own, firing []target) {
	for _, labels := range own {
		for _, other := range firing {
			pos := orElse(source.Pos, r.entry.Pos)
			carries := func(name string) bool { return labels[name] != "" || alert.Carries.Has(name) }
			switch {
			case source.Constant && r.Inhibited(labels, []map[string]string{other}):
				if c.first("silenced", source.Name) {
					c.add("check/inhibited-for-ever", pos, fmt.Sprintf("nobody is ever told of %s: %s, which always fires, keeps it silent", alert.Name, source.Name), "take inhibits out of "+source.Name)
				}
			case other["host"] == "" && source.Carries.Open: // nobody knows which targets it is about
			case r.InhibitedByNothing(labels, other, carries):
				if c.first("silenced", source.Name) {
					c.add("check/inhibits-all", pos, fmt.Sprintf("%s keeps %s silent, wherever it fires: no label has to be the same", source.Name, alert.Name), "name labels under inhibits that both alerts carry, such as host")
				}
			}
		}
	}
}

// silences checks that alerts which silence others by name can do so: a label
// that has to be the same and that one of the two lacks never is.
func (c *checker) silences(r routing) {
	for _, a := range c.plan.Alerts {
		for _, name := range a.Silences {
			source, one := c.raisedBy(a.Name)
			target, two := c.raisedBy(name)
			for _, label := range a.Inhibits {
				if one && two && carries(source, label) != carries(target, label) && c.first("silences", a.Name+name) {
					c.add("check/silences-nothing", orElse(source.Pos, r.entry.Pos), fmt.Sprintf("%s never silences %s: only one of the two has the label %s", a.Name, name, label), "name labels under inhibits that both alerts carry, such as host")
				}
			}
		}
	}
}

// raisedBy is what the alert of a name raises.
func (c *checker) raisedBy(name string) (expr.Raised, bool) {
	at := slices.IndexFunc(c.raised, func(r expr.Raised) bool { return r.Name == name })
	if at < 0 {
		return expr.Raised{}, false
	}
	return c.raised[at], true
}

// carries tells whether an alert can have a label.
func carries(alert expr.Raised, label string) bool {
	_, fixed := alert.Fixed[label]
	return fixed || alert.Carries.Has(label)
}

// perJob are two targets of each job, on different hosts if there are any.
func perJob(all []target) []target {
	var few []target
	met := map[string][]string{}
	for _, t := range all {
		if hosts := met[t["job"]]; len(hosts) < 2 && !slices.Contains(hosts, t["host"]) {
			met[t["job"]] = append(hosts, t["host"])
			few = append(few, t)
		}
	}
	return few
}

// routePos is where the user says the route by which a receiver is told.
func (c *checker) routePos(t alertmanager.Told, otherwise report.Pos) report.Pos {
	route, ok := c.route(t)
	if !ok {
		return otherwise
	}
	return orElse(route.Pos, otherwise)
}

// route is the route of the plan by which a receiver is told.
func (c *checker) route(t alertmanager.Told) (plan.Route, bool) {
	route := c.plan.Routes
	for _, at := range t.Route {
		if at >= len(route.Routes) {
			return plan.Route{}, false
		}
		route = route.Routes[at]
	}
	return route, true
}

func quotedAll(names []string) string {
	words := make([]string, len(names))
	for at, name := range names {
		words[at] = fmt.Sprintf("%q", name)
	}
	return strings.Join(words, ", ")
}
