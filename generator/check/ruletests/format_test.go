package ruletests

import (
	"fmt"
	"strings"
	"testing"
)

const rulesOfShop = `
groups:
  - name: late
    rules:
      - {record: "shop:twice", expr: "shop:once * 2"}
  - name: early
    labels: {team: shop, tier: "{{ $labels.host }}-tier"}
    rules:
      - {record: "shop:once", expr: "shop_sales"}
  - name: alerts
    labels: {team: shop}
    rules:
      - alert: ShopDown
        expr: shop_up == 0
        for: 2m
        keep_firing_for: 2m
        labels: {where: "{{ $labels.host }} of {{ $externalLabels.site }}"}
        annotations: {summary: "{{ $value }} on {{ $labels.host }}, see {{ $externalURL }}, {{ query \"shop_up\" | first | value }}"}
      - {alert: ShopBroken, expr: shop_up == 0, annotations: {summary: "{{ template \"x\" }}"}}
`

// All of promtool's format is understood; a failure stands at its question.
func TestFormat(t *testing.T) {
	const down = `{series: 'shop_up{host="a"}', values: 1 0x10 1x10}`
	for name, c := range map[string]struct{ text, says string }{
		"alert with all that it carries": {`
  - interval: 1m
    input_series: [` + down + `]
    external_labels: {site: paris}
    external_url: https://prometheus.example.org/
    alert_rule_test:
      - eval_time: 5m
        alertname: ShopDown
        exp_alerts: [{exp_labels: {host: a, team: shop, where: a of paris}, exp_annotations: {summary: "0 on a, see https://prometheus.example.org/, 0"}}]`, ""},
		"between two evaluations counts the one before": {`
  - input_series: [` + down + `]
    alert_rule_test: [{eval_time: 170s, alertname: ShopDown}]`, ""},
		"kept firing": {`
  - input_series: [` + down + `]
    alert_rule_test: [{eval_time: 12m, alertname: ShopDown, exp_alerts: [{exp_labels: {host: a, team: shop, where: "a of "}, exp_annotations: {summary: "0 on a, see , 0"}}]}]`, ""},
		"not kept for ever": {`
  - input_series: [` + down + `]
    alert_rule_test: [{eval_time: 14m, alertname: ShopDown}]`, ""},
		"another label": {`
  - name: label
    input_series: [` + down + `]
    alert_rule_test: [{eval_time: 5m, alertname: ShopDown, exp_alerts: [{exp_labels: {host: b}}]}]`, `6:23 label at 5m ShopDown fires as {host="a", team="shop", where="a of "} with {summary="0 on a, see , 0"} instead of {host="b"}`},
		"nothing fires": {`
  - input_series: [` + down + `]
    alert_rule_test: [{eval_time: 1m, alertname: ShopDown, exp_alerts: [{}]}]`, "5:23 number 1 at 1m ShopDown fires as nothing instead of {}"},
		"alert that is not there": {`
  - input_series: [` + down + `]
    alert_rule_test: [{eval_time: 1m, alertname: ShopDwon, exp_alerts: [{}]}]`, "ShopDwon fires as nothing"},
		"alert without a name": {`
  - alert_rule_test: [{eval_time: 1m}]`, "alertname is missing"},
		"text that cannot be written": {`
  - input_series: [` + down + `]
    alert_rule_test: [{eval_time: 2m, alertname: ShopBroken, exp_alerts: [{exp_labels: {host: a, team: shop}, exp_annotations: {summary: x}}]}]`, "error expanding template"},
		"order of groups": {`
  - input_series: [{series: 'shop_sales{host="a"}', values: 0+1x9}]
    promql_expr_test: [{expr: "shop:twice", eval_time: 3m, exp_samples: [{labels: 'shop:twice{host="a",team="shop",tier="{{ $labels.host }}-tier"}', value: 6}]}]`, ""},
		"start": {`
  - start_timestamp: 2026-01-31T05:00:00Z
    promql_expr_test: [{expr: hour(), eval_time: 90m, exp_samples: [{value: 6}]}, {expr: year(), eval_time: 0s, exp_samples: [{value: 2026}]}]`, ""},
		"start in seconds": {`
  - start_timestamp: 3600
    promql_expr_test: [{expr: hour(), eval_time: 0s, exp_samples: [{value: 1}]}]`, ""},
		"start that is no time": {`
  - start_timestamp: today
    promql_expr_test: [{expr: hour()}]`, `4:1  "today" is no time`},
		"histogram": {`
  - input_series: [{series: shop_seconds, values: "{{schema:0 sum:5 count:4 buckets:[1 2 1]}}x5"}]
    promql_expr_test: [{expr: shop_seconds, eval_time: 2m, exp_samples: [{labels: shop_seconds, histogram: "{{schema:0 sum:5 count:4 buckets:[1 2 1]}}"}]}]`, ""},
		"another histogram": {`
  - input_series: [{series: shop_seconds, values: "{{schema:0 sum:5 count:4 buckets:[1 2 1]}}x5"}]
    promql_expr_test: [{expr: shop_seconds, eval_time: 2m, exp_samples: [{labels: shop_seconds, histogram: "{{schema:0 sum:6 count:4 buckets:[1 2 1]}}"}]}]`, "{{"},
		"value that is none": {`
  - input_series: [{series: shop_up, values: "1 zero"}]
    promql_expr_test: [{expr: shop_up}]`, "the series shop_up 1 zero"},
		"values without end": {`
  - input_series: [{series: shop_up, values: "1x5 2x90000000000"}]
    promql_expr_test: [{expr: shop_up}]`, "more than a million values"},
		"sample too many": {`
  - input_series: [{series: shop_up, values: "1x5"}]
    promql_expr_test: [{expr: shop_up, exp_samples: [{labels: shop_up, value: 1}, {labels: 'shop_up{a="b"}', value: 1}]}]`, "gives 1 series instead of 2"},
		"question that is no PromQL": {`
  - promql_expr_test: [{expr: "shop_up =="}]`, "unexpected end of input"},
		"key that is not there": {`
  - inputs: []`, `4:1  there is no key "inputs"`},
		"moments without end": {`
  - promql_expr_test: [{expr: shop_up, eval_time: 100y}]`, "more than 600000 times"},
		"interval of nothing": {`
  - interval: -1m
    promql_expr_test: [{expr: shop_up}]`, "duration"},
	} {
		t.Run(name, func(t *testing.T) {
			text := "rule_files: [shop.yml]\ngroup_eval_order: [early, late]\ntests:" + c.text + "\n"
			_, failures := Run([]byte(text), only("shop.yml", rulesOfShop), false)
			if c.says == "" && len(failures) > 0 {
				t.Fatalf("unexpected: %v", failures)
			}
			if c.says == "" {
				return
			}
			if len(failures) != 1 {
				t.Fatalf("%d failures: %v", len(failures), failures)
			}
			f := failures[0]
			if told := fmt.Sprintf("%d:%d %s %s", f.Line, f.Col, f.Test, f.Fact); !strings.Contains(told, c.says) {
				t.Errorf("%q does not say %q", told, c.says)
			}
		})
	}
}

// A file as a whole can be wrong, too.
func TestFilesThatCannotBeRun(t *testing.T) {
	for text, says := range map[string]string{
		"":          "holds no test",
		"tests: []": "holds no test",
		"tests: {":  "node content",
		"[]":        "wanted",
		"rule_files: [other.yml]\ntests: [{name: a}]":             "there is no file of rules other.yml",
		"rule_files: ['*.yaml']\ntests: [{name: a}]":              "there is no file of rules *.yaml",
		"rule_files: ['[']\ntests: [{name: a}]":                   "there is no file of rules [",
		"rule_files: [shop.yml]\ntests: [{name: a}]\nfuzzy: true": `there is no key "fuzzy"`,
	} {
		n, failures := Run([]byte(text), only("shop.yml", rulesOfShop), false)
		if n != 0 || len(failures) != 1 || failures[0].Test != "" || !strings.Contains(failures[0].Fact, says) {
			t.Errorf("%q: %d tests and %+v, which should say %q", text, n, failures, says)
		}
	}
	_, failures := Run([]byte("rule_files: ['s*.yml']\ntests: [{name: a}]"), only("shop.yml", "groups: [{name: a, rules: [{alert: B}]}]"), false)
	if len(failures) != 1 || !strings.Contains(failures[0].Fact, "expr") {
		t.Errorf("rules that Prometheus refuses: %+v", failures)
	}
}

// Equal numbers are equal to the last bit, unless the file is fuzzy.
func TestFuzzyCompare(t *testing.T) {
	for fuzzy, want := range map[string]int{"": 1, "fuzzy_compare: true\n": 0} {
		text := fuzzy + "tests: [{input_series: [{series: a, values: 0.1}, {series: b, values: 0.2}], promql_expr_test: [{expr: a + b, exp_samples: [{labels: '{}', value: 0.3}]}]}]"
		if _, failures := Run([]byte(text), Rules{}, false); len(failures) != want {
			t.Errorf("%q: %v", fuzzy, failures)
		}
	}
}

// What lean leaves out changes no answer.
func TestLean(t *testing.T) {
	text := []byte(`
rule_files: [rules.yml]
tests:
  - input_series: [{series: 'demo_up{host="a"}', values: 1x600 0x10 1x100}]
    promql_expr_test:
      - {expr: 'count(ALERTS{alertname="Alone",alertstate="firing"}) or vector(0)', eval_time: 604m, exp_samples: [{labels: "{}", value: 0}]}
      - {expr: 'count(ALERTS{alertname="Alone",alertstate="firing"}) or vector(0)', eval_time: 606m, exp_samples: [{labels: "{}", value: 1}]}
      - {expr: 'count(ALERTS{alertname="Alone",alertstate="firing"}) or vector(0)', eval_time: 620m, exp_samples: [{labels: "{}", value: 0}]}
`)
	rules := only("rules.yml", "groups: [{name: a, rules: [{alert: Alone, expr: demo_up == 0, for: 5m}, {alert: Other, expr: demo_up == 1}]}]")
	for _, lean := range []bool{false, true} {
		if n, failures := Run(text, rules, lean); n != 1 || len(failures) > 0 {
			t.Errorf("lean %v: %d tests, %v", lean, n, failures)
		}
	}
}
