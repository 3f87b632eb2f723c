package ruletests_test

import (
	"maps"
	"os"
	"path"
	"slices"
	"strconv"
	"strings"
	"testing"

	"gopkg.in/yaml.v3"

	"gen/generator"
	"gen/generator/blueprint"
	"gen/generator/check/ruletests"
	"gen/generator/plan"
	"gen/generator/report"
)

// sites have every alert of gen's own between them.
var sites = []string{"secure-web-newest", "compose", "fleet"}

// Every limit and every wait of every alert is held by a test just above and
// one just below: moved by a tenth, a test no longer holds. An alert that never
// ends breaks a test, too.
func TestAlertsArePinned(t *testing.T) {
	seen := map[string]bool{}
	for _, name := range sites {
		site := build(t, name)
		for _, a := range site.Plan.Alerts {
			if seen[a.Name] {
				continue
			}
			seen[a.Name] = true
			t.Run(a.Name, func(t *testing.T) {
				t.Parallel()
				m := mutantsOf(t, site, a)
				m.moveLimits(t)
				m.moveWait(t)
				m.neverEnd(t)
			})
		}
	}
}

func build(t *testing.T, example string) *generator.Site {
	t.Helper()
	var r report.Report
	site, err := generator.Build(os.DirFS("../../../examples/"+example), "site.yaml", &r)
	if err != nil || site.Tree == nil {
		t.Fatal(err, r.Problems())
	}
	return site
}

// mutants are an alert and its tests, which run over changed rules.
type mutants struct {
	alert *plan.Alert
	own   blueprint.Alert
	// tests are those that the blueprint says, ends those that end alerts; each is a
	// file of its own. name is that of the rules.
	tests, ends []map[string]any
	rules       map[string]any
	name        string
}

func mutantsOf(t *testing.T, site *generator.Site, a *plan.Alert) mutants {
	t.Helper()
	m := mutants{alert: a}
	for _, own := range a.Blueprint.Alerts {
		if own.Name.Value == a.Name {
			m.own = own
		}
	}
	for f := range site.Tree.All() {
		switch {
		case strings.HasSuffix(f.Path, "/prometheus/rules/"+a.Blueprint.Name+".yml"):
			m.name = f.Path
			decode(t, f.Content, &m.rules)
		case strings.Contains(f.Path, "/prometheus/rule-tests/"+a.Blueprint.Name+"."):
			var file map[string]any
			decode(t, f.Content, &file)
			m.add(file)
		}
	}
	if len(m.tests) == 0 || m.rules == nil {
		t.Fatal("there are no tests of it")
	}
	return m
}

// add gathers the tests of the alert in a file.
func (m *mutants) add(file map[string]any) {
	for _, one := range file["tests"].([]any) {
		about, own := strings.CutPrefix(one.(map[string]any)["name"].(string), m.alert.Name+": ")
		alone := maps.Clone(file)
		alone["tests"] = []any{one}
		switch {
		case own && strings.HasPrefix(about, "is over when "):
			m.ends = append(m.ends, alone)
		case own && about != "a single missed scrape changes nothing":
			m.tests = append(m.tests, alone)
		}
	}
}

func decode(t *testing.T, content []byte, into any) {
	t.Helper()
	if err := yaml.Unmarshal(content, into); err != nil {
		t.Fatal(err)
	}
}

// hold tells whether tests hold with another value for a key of the rule.
func (m mutants) hold(tests []map[string]any, key, value string) bool {
	var groups []any
	for _, g := range m.rules["groups"].([]any) {
		var rules []any
		for _, r := range g.(map[string]any)["rules"].([]any) {
			copied := maps.Clone(r.(map[string]any))
			if copied["alert"] == m.alert.Name {
				copied[key] = value
			}
			rules = append(rules, copied)
		}
		groups = append(groups, map[string]any{"name": g.(map[string]any)["name"], "rules": rules})
	}
	rules, _ := yaml.Marshal(map[string]any{"groups": groups})
	return !slices.ContainsFunc(tests, func(file map[string]any) bool {
		text, _ := yaml.Marshal(file)
		_, failures := ruletests.Run(text, ruletests.Rules{
			Folder: path.Join(path.Dir(path.Dir(m.name)), "rule-tests"),
			Files:  func() []string { return nil },
			Read:   func(name string) ([]byte, bool) { return rules, name == m.name },
		}, true)
		return len(failures) > 0
	})
}

// moveLimits moves every limit by a tenth; whole numbers of events by one.
func (m mutants) moveLimits(t *testing.T) {
	for _, l := range m.own.Limits {
		value, err := strconv.ParseFloat(l.Value.Default.Value, 64)
		if err != nil {
			t.Fatal(err)
		}
		by := value / 10
		switch {
		case strings.Contains(m.own.Expr.Value, "changes("), strings.Contains(m.own.Expr.Value, "resets("):
			by = 1
		case value == 0:
			by = 0.1
		}
		for _, moved := range []float64{value - by, value + by} {
			if m.hold(m.tests, "expr", m.filled(l.Key.Value, strconv.FormatFloat(moved, 'g', -1, 64))) {
				t.Errorf("no test notices that %s is %v instead of %v", l.Key.Value, moved, value)
			}
		}
	}
}

// filled is the expression with its limits, of which one is another.
func (m mutants) filled(name, value string) string {
	text := strings.ReplaceAll(m.own.Expr.Value, "${"+name+"}", value)
	for _, l := range m.alert.Limits {
		text = strings.ReplaceAll(text, "${"+l.Name+"}", l.Value)
	}
	return text
}

// firing are the tests that look how long the alert was pending: one of them.
func (m mutants) firing() []map[string]any {
	return slices.DeleteFunc(slices.Clone(m.tests), func(file map[string]any) bool {
		one := file["tests"].([]any)[0].(map[string]any)
		return len(one["promql_expr_test"].([]any)) < 2
	})
}

// moveWait lets the alert fire at once, and much later.
func (m mutants) moveWait(t *testing.T) {
	first := m.firing()[:1]
	if m.alert.For != "0s" && m.hold(first, "for", "0s") {
		t.Error("no test notices that it does not wait")
	}
	if m.hold(first, "for", "2d") {
		t.Error("no test notices that it waits for days")
	}
}

// neverEnd lets the alert fire for ever, as a heartbeat does.
func (m mutants) neverEnd(t *testing.T) {
	if len(m.ends) > 0 && m.hold(m.ends, "keep_firing_for", "30d") {
		t.Error("no test shows that it ends")
	}
}
