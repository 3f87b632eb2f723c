package check

import (
	"fmt"
	"path"
	"slices"

	"gen/generator/check/expr"
	"gen/generator/check/grafana"
	"gen/generator/check/prometheus"
	"gen/generator/dashboards"
	"gen/generator/strictyaml"
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
		c.query(s, dashboards.Query{Expr: strictyaml.Text{Value: own, Pos: c.queryPos(own, s.entry.Pos)}})
	}
}

// ownDashboard does the same for what a dashboard of the user asks for, at the
// place in that file. What Grafana does not know in it is the user's own.
func (c *checker) ownDashboard(s subject) {
	expressions, err := grafana.Expressions(s.file.Content)
	if err != nil {
		c.refuse(s, err.Error())
		return
	}
	var own []dashboards.Query
	for _, d := range c.plan.Dashboards {
		if d.File.Base() == path.Base(s.file.Path) {
			own = d.Queries
		}
	}
	for _, q := range own {
		if q.Variable || slices.Contains(expressions, q.Expr.Value) {
			c.query(s, q)
		}
	}
	for _, text := range expressions {
		if !slices.ContainsFunc(own, func(q dashboards.Query) bool { return q.Expr.Value == text }) {
			c.query(s, dashboards.Query{Expr: strictyaml.Text{Value: text, Pos: s.entry.Pos}})
		}
	}
}

// query checks one query of a panel.
func (c *checker) query(s subject, q dashboards.Query) {
	plain, pos := expr.Substitute(q.Expr.Value), q.Expr.Pos
	if err := prometheus.Expression(plain); err != nil {
		c.add("check/expression", pos, fmt.Sprintf("the query %q of %s cannot be read: %s", q.Expr.Value, s.file.Path, err), "correct the query of the panel")
		return
	}
	c.meanQuery(q)
	for _, i := range c.readers {
		if c.first("query", i.Blueprint.Name, i.Version.String(), plain) {
			c.functions(i, "a panel of "+s.file.Path, plain, pos)
		}
	}
}
