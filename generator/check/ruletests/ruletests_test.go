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
