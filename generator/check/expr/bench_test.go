package expr_test

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"gen/generator"
	"gen/generator/check/expr"
	"gen/generator/dashboards"
	"gen/generator/plan"
	"gen/generator/report"
)

// rulesOf are the alerts of a plan as Prometheus would read them, and the
// queries of its dashboards.
func rulesOf(p *plan.Plan) (rules []expr.Rule, queries []dashboards.Query) {
	for _, a := range p.Alerts {
		rules = append(rules, expr.Rule{Alert: true, Name: a.Name, Expr: a.Expr, Texts: []string{a.Summary, a.Description}})
	}
	for _, b := range p.Blueprints {
		for _, d := range b.Dashboards {
			for _, row := range d.Rows {
				for _, panel := range row.Panels {
					for _, q := range panel.Queries {
						queries = append(queries, dashboards.Query{Expr: q.Expr})
					}
				}
			}
		}
	}
	return rules, queries
}

// BenchmarkCheck is the check of all expressions of the site that gen was
// first asked for.
func BenchmarkCheck(b *testing.B) {
	var r report.Report
	p := generator.Resolve(os.DirFS("../../../examples/secure-web"), "site.yaml", &r).Plan
	bench(b, p)
}

// BenchmarkCheckNodes is that of sites which differ in the number of nodes.
func BenchmarkCheckNodes(b *testing.B) {
	for _, count := range []int{3, 300, 3000} {
		var nodes strings.Builder
		for n := range count {
			fmt.Fprintf(&nodes, "  n%d: {address: 10.1.%d.%d, services: [node_exporter, nginx, nginx_exporter]}\n", n, n/250, n%250+1)
		}
		site := strings.Replace(everything, "nodes:\n", "nodes:\n"+nodes.String(), 1)
		b.Run(fmt.Sprint(count), func(b *testing.B) { bench(b, resolve(b, site)) })
	}
}

func bench(b *testing.B, p *plan.Plan) {
	b.ReportAllocs()
	rules, queries := rulesOf(p)
	for b.Loop() {
		var r report.Report
		if expr.Check(p, rules, queries, &r); r.Failed() {
			b.Fatal(r.Problems())
		}
	}
}
