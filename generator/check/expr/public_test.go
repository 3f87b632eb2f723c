package expr_test

import (
	"os"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"gopkg.in/yaml.v3"

	"gen/generator"
	"gen/generator/check/expr"
	"gen/generator/plan"
	"gen/generator/report"
)

// everything is a site with each service that exports something.
const everything = `version: 1
site: everything
nodes:
  mon: {address: 10.0.0.1, services: [prometheus, alertmanager, blackbox_exporter, grafana, node_exporter]}
  web: {address: 10.0.0.2, services: [nginx, nginx_exporter, apache, apache_exporter, docker, cadvisor, node_exporter]}
receivers:
  ops: {webhook: {url: "https://hooks.example.net/x"}}
routes: {default: ops}
`

// resolve is the plan of a site.
func resolve(t testing.TB, site string) *plan.Plan {
	t.Helper()
	var r report.Report
	resolved := generator.Resolve(fstest.MapFS{"site.yaml": {Data: []byte(site)}}, "site.yaml", &r)
	if resolved.Plan == nil {
		t.Fatal(r.Problems())
	}
	return resolved.Plan
}

// Of the rules that people copy from public sets those are told that cannot be
// true here, and no others.
func TestPublicRules(t *testing.T) {
	text, err := os.ReadFile("testdata/public.yaml")
	if err != nil {
		t.Fatal(err)
	}
	var rules []struct{ Expr, Dead, Hint string }
	if err := yaml.Unmarshal(text, &rules); err != nil {
		t.Fatal(err)
	}
	p := resolve(t, everything)
	for _, rule := range rules {
		var r report.Report
		expr.Check(p, []expr.Rule{{Alert: true, Name: "Public", Expr: rule.Expr}}, nil, &r)
		problems := slices.DeleteFunc(r.Problems(), func(p report.Problem) bool { return p.Severity() == report.Warning })
		switch {
		case rule.Dead == "" && len(problems) > 0:
			t.Errorf("%s\nis alive, but: %+v", rule.Expr, problems)
		case rule.Dead != "" && !slices.ContainsFunc(problems, func(p report.Problem) bool {
			return p.ID == rule.Dead && strings.Contains(p.Hint, rule.Hint)
		}):
			t.Errorf("%s\nis dead by %s %s, but: %+v", rule.Expr, rule.Dead, rule.Hint, problems)
		}
	}
}
