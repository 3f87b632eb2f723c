package check

import (
	"fmt"
	"maps"
	"slices"

	"gen/generator/check/alertmanager"
	"gen/generator/check/expr"
	"gen/generator/plan"
	"gen/generator/topology"
)

// heartbeats checks that the sign of life goes out at all times, and to nobody
// who would have to read it: what waits for it outside shouts when it stays away.
func (c *checker) heartbeats(r routing, all []target) {
	for _, alert := range c.raised {
		if !isHeartbeat(alert.Fixed) {
			continue
		}
		labels := map[string]string{"alertname": alert.Name, "site": c.plan.Site}
		maps.Copy(labels, alert.Fixed)
		for _, told := range r.Reaches(labels) {
			c.beats(r, alert, told)
		}
		for _, source := range c.raised {
			if source.Name != alert.Name && c.keepsSilent(r, source, labels, all) && c.first("heartbeat", source.Name) {
				c.add("check/heartbeat", orElse(source.Pos, r.entry.Pos), fmt.Sprintf("%s keeps the heartbeat %s silent while it fires", source.Name, alert.Name), "name labels under inhibits that the heartbeat does not have, such as host")
			}
		}
	}
}

// beats looks at one receiver of the heartbeat.
func (c *checker) beats(r routing, alert expr.Raised, told alertmanager.Told) {
	route, ok := c.route(told)
	if !ok {
		return
	}
	pos := orElse(route.Pos, r.entry.Pos)
	if times := slices.Concat(route.Mute, route.Active); len(times) > 0 && c.first("heartbeat", "times", fmt.Sprint(pos)) {
		c.add("check/heartbeat", pos, fmt.Sprintf("the heartbeat %s does not beat at all times: its rule is bound to %s", alert.Name, quotedAll(times)), "take mute and active out of the rule, or name the heartbeat in a rule before it")
	}
	for _, name := range plan.Parts(told.Receiver) {
		if c.people(name) && toldOfOthers(c.plan.Routes, name, alert) && c.first("heartbeat", "people", name) {
			c.add("check/heartbeat", pos, fmt.Sprintf("%s gets the heartbeat %s again and again, among the alerts that people read", name, alert.Name), "send it to something that waits for it: heartbeat: {url_from: {secret: NAME}}")
		}
	}
}

// people tells whether a receiver is told in a way that people read.
func (c *checker) people(name string) bool {
	return slices.ContainsFunc(c.plan.Receivers, func(r *plan.Receiver) bool {
		return r.Name == name && slices.ContainsFunc(r.Integrations, func(i plan.Integration) bool { return i.Kind != "webhook" })
	})
}

// toldOfOthers tells whether a rule that is not about the heartbeat alone names
// the receiver.
func toldOfOthers(route plan.Route, name string, alert expr.Raised) bool {
	own := slices.ContainsFunc(route.Match, func(l plan.Label) bool {
		return l == plan.Label{Name: "alertname", Value: alert.Name} || l == plan.Label{Name: topology.PurposeLabel, Value: topology.HeartbeatValue}
	})
	if !own && slices.Contains(plan.Parts(route.Receiver), name) {
		return true
	}
	return slices.ContainsFunc(route.Routes, func(below plan.Route) bool { return toldOfOthers(below, name, alert) })
}

// keepsSilent tells whether any occurrence of an alert inhibits one with these labels.
func (c *checker) keepsSilent(r routing, source expr.Raised, labels map[string]string, all []target) bool {
	return slices.ContainsFunc(c.occurrences(source, perJob(all), r.matters), func(t target) bool {
		return r.Inhibited(labels, []map[string]string{t})
	})
}

func isHeartbeat(labels map[string]string) bool {
	return labels[topology.PurposeLabel] == topology.HeartbeatValue
}
