package ruletests

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const trees = "../../../golden/trees"

// The tests that gen writes hold for the rules that it writes.
func TestGoldenTreesHold(t *testing.T) {
	files, err := filepath.Glob(trees + "/*/tree/*/etc/prometheus/rule-tests/*.yml")
	if err != nil || len(files) == 0 {
		t.Fatalf("no tests of rules in %s: %v", trees, err)
	}
	for _, file := range files {
		content, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		n, failures := Run(content, reader(file), true)
		if n == 0 {
			t.Errorf("%s holds no test", file)
		}
		for _, f := range failures {
			t.Errorf("%s: %s: %s", file, f.Test, f.Fact)
		}
	}
}

// reader finds rules on disk.
func reader(file string) Rules {
	return Rules{
		Folder: filepath.Dir(file),
		Files:  func() []string { return nil },
		Read: func(name string) ([]byte, bool) {
			text, err := os.ReadFile(name)
			return text, err == nil
		},
	}
}

// only is one file of rules.
func only(name, content string) Rules {
	return Rules{
		Files: func() []string { return []string{name} },
		Read:  func(asked string) ([]byte, bool) { return []byte(content), asked == name },
	}
}

const rulesOfDemo = `
groups:
  - name: demo
    rules:
      - {record: "demo:down", expr: demo_up == 0}
      - {alert: DemoDown, expr: "demo:down", for: 5m, labels: {severity: critical}}
`

// A test that does not hold is told, whatever it is that does not.
func TestFailures(t *testing.T) {
	for name, c := range map[string]struct{ values, at, value, says string }{
		"holds when it fires":           {"0x10", "6m", "1", ""},
		"holds before for is over":      {"0x10", "4m", "0", ""},
		"holds when it has ended":       {"0x6 1x5", "8m", "0", ""},
		"says what is the case instead": {"0x10", "6m", "0", "is 1 for {}"},
		"series that is none":           {"0x", "6m", "0", "parse error"},
	} {
		t.Run(name, func(t *testing.T) {
			content := strings.NewReplacer("VALUES", c.values, "AT", c.at, "VALUE", c.value).Replace(`
rule_files: [rules.yml]
evaluation_interval: 1m
tests:
  - name: demo
    interval: 1m
    input_series: [{series: 'demo_up{host="a"}', values: "VALUES"}]
    promql_expr_test:
      - expr: (count(ALERTS{alertname="DemoDown",alertstate="firing"}) or vector(0)) > bool 0
        eval_time: AT
        exp_samples: [{labels: "{}", value: VALUE}]
`)
			_, failures := Run([]byte(content), only("rules.yml", rulesOfDemo), false)
			switch {
			case c.says == "" && len(failures) > 0:
				t.Errorf("unexpected: %v", failures)
			case c.says != "" && (len(failures) != 1 || !strings.Contains(failures[0].Fact, c.says)):
				t.Errorf("%v does not say %q", failures, c.says)
			}
		})
	}
}

// What promtool cannot evaluate does not hold here either (tsdb/head_append.go and
// rules/group.go@v3.15.0): a series has one value at a time, and a rule gives each once.
func TestMistakesOfTests(t *testing.T) {
	const up, sum = `{series: 'demo_up{host="a"}', values: "0x10"}`, `{series: 'demo:down{host="a"}', values: "VALUESx10"}`
	const pair = `{series: 'demo_up{host="a",job="b"}', values: "0x10"}, {series: 'demo_up{host="a",job="c"}', values: "0x10"}`
	const alike = `{alert: DemoDown, expr: demo_up == 0, labels: {job: demo}}`
	for name, c := range map[string]struct{ rule, series, says string }{
		"a recorded series alone":              {`{record: "demo:down", expr: demo_up == 0}`, strings.Replace(sum, "VALUES", "5", 1), ""},
		"what it is recorded from alone":       {`{record: "demo:down", expr: demo_up == 0}`, up, ""},
		"both, which agree":                    {`{record: "demo:down", expr: demo_up == 0}`, up + "," + strings.Replace(sum, "VALUES", "0", 1), ""},
		"both, which do not":                   {`{record: "demo:down", expr: demo_up == 0}`, up + "," + strings.Replace(sum, "VALUES", "5", 1), "cannot be 0 too"},
		"both, late":                           {`{record: "demo:down", expr: demo_up offset 4m}`, up + "," + strings.Replace(sum, "VALUES", "5", 1), "at 4m0s"},
		"the last of two alike counts":         {`{record: "demo:down", expr: demo_up == 0}`, `{series: 'demo_up{host="a"}', values: "5x10"},` + up, ""},
		"two series that a record makes one":   {`{record: "demo:down", expr: demo_up == 0, labels: {job: demo}}`, pair, "twice"},
		"two series that an alert makes one":   {alike, pair, "twice"},
		"two series that an alert keeps apart": {`{alert: DemoDown, expr: demo_up == 0}`, pair, ""},
	} {
		t.Run(name, func(t *testing.T) {
			rules := "groups: [{name: demo, rules: [" + c.rule + "]}]"
			for _, lean := range []bool{false, true} {
				content := "rule_files: [rules.yml]\ntests: [{interval: 1m, input_series: [" + c.series +
					`], promql_expr_test: [{expr: 'count(demo:down or ALERTS{alertname="DemoDown"}) > 9', eval_time: 8m}]}]`
				_, failures := Run([]byte(content), only("rules.yml", rules), lean)
				switch {
				case c.says == "" && len(failures) > 0:
					t.Errorf("lean %v: unexpected: %v", lean, failures)
				case c.says != "" && (len(failures) != 1 || !strings.Contains(failures[0].Fact, c.says)):
					t.Errorf("lean %v: %v does not say %q", lean, failures, c.says)
				}
			}
		})
	}
}
