package check_test

import (
	"fmt"
	"os"
	"strings"
	"testing"
	"testing/fstest"

	"gopkg.in/yaml.v3"

	"gen/generator"
	"gen/generator/report"
)

// everything is a site with each service that exports something, and with
// rules that its user has found somewhere.
const everything = `version: 1
site: everything
nodes:
  mon: {address: 10.0.0.1, services: [prometheus, alertmanager, blackbox_exporter, grafana, node_exporter]}
  web: {address: 10.0.0.2, services: [nginx, nginx_exporter, apache, apache_exporter, docker, cadvisor, node_exporter]}
receivers:
  ops: {webhook: {url: "https://hooks.example.net/x"}}
routes: {default: ops}
rules: rules/*.yml
`

// Public sets of rules, brought as a user's own files: all that are dead here
// are told, each in its line, and none that is alive is.
func TestPublicRulesAsUsersBringThem(t *testing.T) {
	text, err := os.ReadFile("expr/testdata/public.yaml")
	if err != nil {
		t.Fatal(err)
	}
	var rules []struct{ Expr, Dead, Hint string }
	if err := yaml.Unmarshal(text, &rules); err != nil {
		t.Fatal(err)
	}
	files := fstest.MapFS{"site.yaml": {Data: []byte(everything)}}
	contents := map[bool]*strings.Builder{true: {}, false: {}}
	expected := map[string]string{} // the id by file and line
	for _, kind := range contents {
		kind.WriteString("groups:\n  - name: public\n    rules:\n")
	}
	for n, rule := range rules {
		file := contents[rule.Dead != ""]
		fmt.Fprintf(file, "      - {alert: Public%d, expr: '%s'}\n", n, strings.ReplaceAll(rule.Expr, "'", "''"))
		if rule.Dead != "" {
			expected[fmt.Sprintf("rules/dead.yml:%d", strings.Count(file.String(), "\n"))] = rule.Dead
		}
	}
	files["rules/dead.yml"] = &fstest.MapFile{Data: []byte(contents[true].String())}
	files["rules/live.yml"] = &fstest.MapFile{Data: []byte(contents[false].String())}
	var r report.Report
	if _, err := generator.Build(files, "site.yaml", &r); err != nil {
		t.Fatal(err)
	}
	found := map[string]bool{}
	for _, p := range r.Problems() {
		if p.Severity() == report.Warning {
			continue
		}
		place := fmt.Sprintf("%s:%d", p.Pos.File, p.Pos.Line)
		found[place+" "+p.ID] = true
		if expected[place] == "" {
			t.Errorf("%s is alive, but: %s: %s", place, p.ID, p.Fact)
		}
	}
	for place, id := range expected {
		if !found[place+" "+id] {
			t.Errorf("%s is dead by %s, which nobody says", place, id)
		}
	}
}
