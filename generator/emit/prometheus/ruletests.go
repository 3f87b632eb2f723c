package prometheus

import (
	"bytes"
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"gen/generator/blueprint"
	"gen/generator/emit"
	"gen/generator/plan"
	"gen/generator/render"
	"gen/generator/tree"
)

// testHead is what stands above the list "tests" of a file.
type testHead struct {
	RuleFiles []string `yaml:"rule_files,flow"`
	Interval  string   `yaml:"evaluation_interval"`
}

type test struct {
	Name     string     `yaml:"name"`
	Interval string     `yaml:"interval"`
	Series   []series   `yaml:"input_series"`
	Expect   []exprTest `yaml:"promql_expr_test"`

	lasts time.Duration
}

type series struct {
	Series string `yaml:"series"`
	Values string `yaml:"values"`
}

type exprTest struct {
	Expr    string   `yaml:"expr"`
	At      string   `yaml:"eval_time"`
	Samples []sample `yaml:"exp_samples"`
}

type sample struct {
	Labels string `yaml:"labels"`
	Value  int    `yaml:"value"`
}

// part are the tests of a service that have a file of their own.
type part struct {
	suffix string
	pace   time.Duration
	tests  []test
}

// byLength parts tests that last for hours from the others: promtool evaluates all
// rules of a file as often as the file says, which for a day of minutes takes seconds.
func byLength(tests []test) []part {
	parts := []part{{pace: every}, {suffix: ".long", pace: seldom}}
	for _, t := range tests {
		at := slices.IndexFunc(parts, func(p part) bool { return p.pace == pace(t.lasts) })
		parts[at].tests = append(parts[at].tests, t)
	}
	return parts
}

// RuleTests is the emit.Format "prometheus-rule-tests": a folder with tests of
// each service's alerts for `promtool test rules`, with labels of the site.
// Alerts that the site has changed are left out, see asShipped.
func RuleTests(p *plan.Plan, i *plan.Instance, f plan.File) ([]tree.File, error) {
	var files []tree.File
	for _, b := range p.Blueprints {
		tests, err := alertTests(p, i, b)
		if err != nil {
			return nil, err
		}
		for _, part := range byLength(tests) {
			if len(part.tests) == 0 {
				continue
			}
			one := f
			one.Path = f.Path + "/" + b.Name + part.suffix + ".yml"
			rules := i.ConfigDir() + "/" + rulesDir + "/" + b.Name + ".yml"
			head := testHead{[]string{emit.Relative(one.Path, rules)}, duration(part.pace)}
			content, err := testsText(head, part.tests, "Run with: promtool test rules "+b.Name+part.suffix+".yml")
			if err != nil {
				return nil, err
			}
			files = append(files, emit.For(i, one, content))
		}
	}
	return files, nil
}

// testsText is a file of tests. Each test is encoded by itself: the encoder keeps
// all of a document until its end, and these are thousands of lines.
func testsText(head testHead, tests []test, comment string) ([]byte, error) {
	text, err := emit.YAML(head, comment)
	if err != nil {
		return nil, err
	}
	text = append(text, "tests:\n"...)
	for _, t := range tests {
		item, err := emit.PlainYAML([]test{t})
		if err != nil {
			return nil, err
		}
		for line := range bytes.Lines(item) {
			if len(line) > 1 {
				text = append(text, "  "...)
			}
			text = append(text, line...)
		}
	}
	return text, nil
}

func alertTests(p *plan.Plan, i *plan.Instance, b *blueprint.Blueprint) ([]test, error) {
	labels, err := exampleTarget(i, b.Name)
	if err != nil {
		return nil, err
	}
	var tests []test
	for _, a := range p.Alerts {
		if a.Blueprint != b {
			continue
		}
		if asShipped(a) {
			tests = append(tests, shippedTests(a, labels)...)
		}
		more, err := overrideTests(a)
		if err != nil {
			return nil, err
		}
		tests = append(tests, more...)
	}
	return tests, nil
}

// shippedTests are those of the blueprint, and what follows from them; for an
// alert with overrides, about a target that has none.
func shippedTests(a *plan.Alert, target string) []test {
	if len(a.Overrides) > 0 {
		a, target = moved(a)
	}
	var tests []test
	fired := false
	for _, own := range a.Tests {
		one := alertTest(a, own, target)
		if own.Fires.Value && !fired {
			one.Expect = append(one.Expect, waits(a, own.At))
			fired = true
		}
		tests = append(tests, one)
	}
	return append(tests, derive(a, target)...)
}

// asShipped tells whether the site has left an alert's limits and duration
// alone. The series of its tests are made for these, and prove nothing of others.
func asShipped(a *plan.Alert) bool {
	at := slices.IndexFunc(a.Blueprint.Alerts, func(own blueprint.Alert) bool { return own.Name.Value == a.Name })
	if at < 0 {
		return false
	}
	own := a.Blueprint.Alerts[at]
	changed := func(l plan.Label) bool {
		shipped, _ := own.Limits.Get(l.Name)
		return shipped.Default.Value != l.Value
	}
	return a.For == cmp.Or(own.For.Text, "0s") && !slices.ContainsFunc(a.Limits, changed)
}

// alertTest asks for the series ALERTS instead of for the alert itself, as
// promtool would then compare every label and annotation.
func alertTest(a *plan.Alert, own blueprint.AlertTest, target string) test {
	t := test{Name: a.Name + ": " + own.About.Value, Interval: cmp.Or(own.Interval.Text, "1m"), lasts: own.At.Value}
	for _, s := range own.Series {
		t.Series = append(t.Series, series{strings.ReplaceAll(s.Key.Value, "$target", target), s.Value.Value})
	}
	t.Expect = []exprTest{firing(a, own.At.Text, own.Fires.Value)}
	return t
}

// firing asks whether an alert fires at a time.
func firing(a *plan.Alert, at string, fires bool) exprTest {
	value := 0
	if fires {
		value = 1
	}
	expr := fmt.Sprintf(`(count(ALERTS{alertname=%q,alertstate="firing"}) or vector(0)) > bool 0`, a.Name)
	return exprTest{Expr: expr, At: at, Samples: []sample{{"{}", value}}}
}

// exampleTarget are the labels of one real target of a service, or of the
// first target at all when the service has none of its own.
func exampleTarget(i *plan.Instance, job string) (string, error) {
	var any *plan.Link
	for _, l := range i.Out {
		if l.Purpose != blueprint.Scrape {
			continue
		}
		if any == nil || l.To.Metrics.Job == job {
			any = l
		}
		if l.To.Metrics.Job == job {
			break
		}
	}
	if any == nil {
		return "", nil
	}
	host, err := render.PromQL(any.To.Instance.Node.Name)
	return fmt.Sprintf(`job="%s",host=%s,instance="%s"`, any.To.Metrics.Job, host, instanceLabel(any.To)), err
}
