package ruletests

import "testing"

// FuzzRun runs any file of tests over any rules: it ends, and says something
// when nothing was run.
func FuzzRun(f *testing.F) {
	f.Add("rule_files: [rules.yml]\ntests: [{name: a, input_series: [{series: demo_up, values: 1x5}], alert_rule_test: [{eval_time: 6m, alertname: DemoDown}]}]", rulesOfDemo)
	f.Add("tests: [null, {promql_expr_test: [null]}, {alert_rule_test: [null]}]", "groups: [null]")
	f.Add("x: &a [{<<: {name: b}}]\ntests: *a", "")
	f.Add("rule_files: [rules.yml]\ntests: &t\n  - &o {interval: 1s}\n  - *o", "groups: [{name: a, query_offset: 1m, rules: [{record: a, expr: b}]}]")
	f.Fuzz(func(t *testing.T, tests, rules string) {
		if n, failures := Run([]byte(tests), only("rules.yml", rules), false); n == 0 && len(failures) == 0 {
			t.Error("neither a test nor a failure")
		}
	})
}
