package plan

import (
	"slices"
	"strings"
)

// ExpectedContainerSeries is 1 for every container that gen starts, with its
// host and name; the emitter of rules writes it where an alert asks for it.
const ExpectedContainerSeries = "gen:expected_container"

// Container is the name of the instance's container, as Docker Compose makes it
// from project, service and number (pkg/compose/convergence.go@v2.29.7).
func (i *Instance) Container() string { return i.site.Site + "-" + i.Unit + "-1" }

// WatchesContainers tells whether an alert in force compares the containers
// that run with those that the site has.
func (p *Plan) WatchesContainers() bool {
	return slices.ContainsFunc(p.Alerts, func(a *Alert) bool { return strings.Contains(a.Expr, ExpectedContainerSeries) })
}
