package alertmanager

import (
	"slices"

	"github.com/prometheus/alertmanager/dispatch"
)

// Told is one receiver that an alert reaches.
type Told struct {
	Receiver string
	// Ways is in how many ways the receiver is told; with none, nobody is.
	Ways int
	// Resolved tells that one of the ways says when the alert is over.
	Resolved bool
	// Route is the place of the route: at each step down from the first one,
	// the index among those below. It is empty for the first.
	Route []int
	route *dispatch.Route
}

// Reaches says whom an alert with these labels reaches (dispatch/route.go).
func (c *Config) Reaches(labels map[string]string) []Told {
	var all []Told
	for _, route := range c.routes.Match(labelSet(labels)) {
		r := c.receivers[route.RouteOpts.Receiver]
		all = append(all, Told{route.RouteOpts.Receiver, len(r.ways), r.resolved(), path(c.routes, route), route})
	}
	return all
}

// path is the way from a route down to another one; it is nil when they are the same.
func path(from, to *dispatch.Route) []int {
	for at, below := range from.Routes {
		if below == to {
			return []int{at}
		}
		if rest := path(below, to); rest != nil {
			return append([]int{at}, rest...)
		}
	}
	return nil
}

// Matters are the names of the labels that decide what becomes of an alert, sorted.
func (c *Config) Matters() []string {
	names := []string{"alertname"}
	c.routes.Walk(func(r *dispatch.Route) {
		for _, m := range r.Matchers {
			names = append(names, m.Name)
		}
	})
	for _, r := range c.inhibit {
		for _, m := range slices.Concat(r.sources, r.targets) {
			names = append(names, m.Name)
		}
		names = append(names, r.Equal...)
	}
	slices.Sort(names)
	return slices.Compact(names)
}
