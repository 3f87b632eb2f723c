package check

import (
	"fmt"
	"regexp"

	"gen/generator/check/grafana"
	"gen/generator/check/prometheus"
)

// variables are how Grafana's variables stand in expressions: durations, and others.
var (
	durations = regexp.MustCompile(`\$\{?__(rate_interval|interval|range)\}?`)
	variables = regexp.MustCompile(`\$\{\w+(:\w+)?\}|\$\w+|\[\[\w+\]\]`)
)

// dashboard checks that Grafana knows all of a dashboard, and that Prometheus
// can compute what its panels ask for.
func (c *checker) dashboard(s subject) {
	expressions, err := grafana.Dashboard(s.file.Content)
	if err != nil {
		c.add("check/dashboard", s.entry.Pos, fmt.Sprintf("%s would not read %s: %s", s.Blueprint.Name, s.file.Path, err), "correct the dashboard of the blueprint, or report it if it is gen's own work")
		return
	}
	for _, own := range expressions {
		expr := variables.ReplaceAllString(durations.ReplaceAllString(own, "5m"), "x")
		pos := c.queryPos(own, s.entry.Pos)
		if err := prometheus.Expression(expr); err != nil {
			c.add("check/expression", pos, fmt.Sprintf("the query %q of %s cannot be read: %s", own, s.file.Path, err), "correct the query of the panel")
			continue
		}
		c.meanQuery(own, pos)
		for _, i := range c.plan.Instances() {
			if i.Writes("prometheus") && c.first("query", i.Blueprint.Name, i.Version.String(), expr) {
				c.functions(i, "a panel of "+s.file.Path, expr, pos)
			}
		}
	}
}
