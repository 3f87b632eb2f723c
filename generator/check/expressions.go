package check

import (
	"cmp"
	"slices"
	"strings"

	"gen/generator/check/expr"
	"gen/generator/check/prometheus"
	"gen/generator/dashboards"
	"gen/generator/report"
	"gen/generator/strictyaml"
)

// meanRule keeps a rule until all are read: what one records, others ask for.
func (c *checker) meanRule(r prometheus.Rule, pos report.Pos, said []strictyaml.Text) {
	c.lock.Lock()
	defer c.lock.Unlock()
	c.rulesRead = append(c.rulesRead, expr.Rule{Alert: r.Alert, Name: r.Name, Expr: r.Expr, Labels: r.Labels, Fixed: r.Fixed, Texts: r.Templates, Pos: pos, Said: said})
}

// meanQuery keeps a query of a panel.
func (c *checker) meanQuery(q dashboards.Query) {
	c.lock.Lock()
	defer c.lock.Unlock()
	c.queriesRead = append(c.queriesRead, q)
}

// expressions checks that each expression can be true: with series that the
// site has, and labels that these carry.
func (c *checker) expressions() {
	byName := func(a, b expr.Rule) int {
		return cmp.Or(cmp.Compare(a.Name, b.Name), cmp.Compare(a.Expr, b.Expr), slices.Compare(a.Labels, b.Labels), strings.Compare(strings.Join(a.Texts, "\x00"), strings.Join(b.Texts, "\x00")))
	}
	slices.SortFunc(c.rulesRead, byName)
	byText := func(a, b dashboards.Query) int {
		return cmp.Or(cmp.Compare(a.Expr.Value, b.Expr.Value), cmp.Compare(a.Legend.Value, b.Legend.Value), a.Expr.Pos.Compare(b.Expr.Pos))
	}
	slices.SortFunc(c.queriesRead, byText)
	same := func(a, b expr.Rule) bool { return byName(a, b) == 0 }
	rules := slices.CompactFunc(c.rulesRead, same)
	queries := slices.CompactFunc(c.queriesRead, func(a, b dashboards.Query) bool {
		return a.Expr.Value == b.Expr.Value && a.Legend.Value == b.Legend.Value
	})
	c.figures.Rules, c.figures.Queries = len(rules), len(queries)
	c.raised = expr.Check(c.plan, rules, queries, c.report)
}
