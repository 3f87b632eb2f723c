// Package ruletests runs unit tests of rules, in promtool's file format, with
// Prometheus' own query engine over series that live in memory only. How an
// alert goes from pending to firing is told again in alert.go, since the package
// that knows it brings half of Alertmanager along; that both agree is shown by
// promtool, which passes the same files. Rules that a test cannot see are left
// out, as they cannot change its result.
package ruletests

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math"
	"slices"
	"strings"
	"time"

	"github.com/prometheus/common/model"
	"github.com/prometheus/prometheus/model/labels"
	"github.com/prometheus/prometheus/model/rulefmt"
	"github.com/prometheus/prometheus/promql"
	"github.com/prometheus/prometheus/promql/parser"
	"gopkg.in/yaml.v3"
)

// file is what gen writes of promtool's format (cmd/promtool/unittest.go).
type file struct {
	RuleFiles []string       `yaml:"rule_files"`
	Interval  model.Duration `yaml:"evaluation_interval"`
	Tests     []test         `yaml:"tests"`
}

type test struct {
	Name     string         `yaml:"name"`
	Interval model.Duration `yaml:"interval"`
	Series   []struct {
		Series string `yaml:"series"`
		Values string `yaml:"values"`
	} `yaml:"input_series"`
	Expect []expectation `yaml:"promql_expr_test"`
}

type expectation struct {
	Expr    string         `yaml:"expr"`
	At      model.Duration `yaml:"eval_time"`
	Samples []struct {
		Labels string  `yaml:"labels"`
		Value  float64 `yaml:"value"`
	} `yaml:"exp_samples"`
}

// Failure is a test that does not show what it says.
type Failure struct {
	// Test is its name, empty when the file as a whole cannot be run.
	Test string
	Fact string
}

var (
	syntax = parser.NewParser(parser.Options{})
	silent = slog.New(slog.DiscardHandler)
)

// Run runs the tests of a file; read returns a file of rules by its path as the
// tests name it.
func Run(content []byte, read func(path string) ([]byte, bool)) []Failure {
	var f file
	if err := yaml.Unmarshal(content, &f); err != nil {
		return []Failure{{Fact: err.Error()}}
	}
	var own []rulefmt.Rule
	for _, path := range f.RuleFiles {
		text, ok := read(path)
		if !ok {
			return []Failure{{Fact: "there is no file of rules " + path}}
		}
		groups, errs := rulefmt.Parse(text, false, model.LegacyValidation, syntax, silent)
		if len(errs) > 0 {
			return []Failure{{Fact: errors.Join(errs...).Error()}}
		}
		for _, g := range groups.Groups {
			own = append(own, g.Rules...)
		}
	}
	engine := promql.NewEngine(promql.EngineOpts{
		Logger: silent, MaxSamples: 10_000_000, Timeout: time.Minute, EnableAtModifier: true, EnableNegativeOffset: true,
		NoStepSubqueryIntervalFn: func(int64) int64 { return time.Duration(f.Interval).Milliseconds() }, Parser: syntax,
	})
	var failures []Failure
	for _, t := range f.Tests {
		if err := t.run(engine, own, time.Duration(f.Interval)); err != nil {
			failures = append(failures, Failure{t.Name, err.Error()})
		}
	}
	return failures
}

// run evaluates the rules from the beginning to the last question, and asks.
func (t test) run(engine *promql.Engine, all []rulefmt.Rule, every time.Duration) error {
	if every <= 0 || t.Interval <= 0 {
		return errors.New("the interval is missing")
	}
	s := &store{}
	for _, in := range t.Series {
		if err := s.load(in.Series, in.Values, time.Duration(t.Interval)); err != nil {
			return err
		}
	}
	var list []*rule
	for _, r := range needed(all, t.Expect) {
		list = append(list, &rule{Rule: r, active: map[uint64]*state{}})
	}
	query := queriesOf(engine, s)
	now := time.Duration(0)
	slices.SortStableFunc(t.Expect, func(a, b expectation) int { return int(a.At - b.At) })
	for _, e := range t.Expect {
		for ; now <= time.Duration(e.At); now += every {
			if err := evaluate(list, s, query, now); err != nil {
				return err
			}
		}
		if err := e.ask(query); err != nil {
			return err
		}
	}
	return nil
}

// evaluate adds what the rules give at a moment; what a rule no longer gives is stale.
func evaluate(list []*rule, s *store, query queries, now time.Duration) error {
	for _, r := range list {
		vector, err := r.eval(query, now)
		if err != nil {
			return fmt.Errorf("%s: %w", r.Alert+r.Record, err)
		}
		after := map[uint64]labels.Labels{}
		for _, sample := range vector {
			s.add(sample.Metric, now.Milliseconds(), sample.F)
			after[sample.Metric.Hash()] = sample.Metric
		}
		for hash, metric := range r.before {
			if _, still := after[hash]; !still {
				s.add(metric, now.Milliseconds(), stale)
			}
		}
		r.before = after
	}
	return nil
}

// needed are the rules whose results the questions can see.
func needed(all []rulefmt.Rule, questions []expectation) []rulefmt.Rule {
	var text strings.Builder
	for _, q := range questions {
		text.WriteString(q.Expr + "\n")
	}
	keep := make([]bool, len(all))
	for changed := true; changed; {
		changed = false
		for at, r := range all {
			if !keep[at] && strings.Contains(text.String(), r.Alert+r.Record) {
				keep[at], changed = true, true
				text.WriteString(r.Expr + "\n")
			}
		}
	}
	var list []rulefmt.Rule
	for at, r := range all {
		if keep[at] {
			list = append(list, r)
		}
	}
	return list
}

// ask compares what an expression gives with what was expected.
func (e expectation) ask(query queries) error {
	got, err := query(e.Expr, time.Duration(e.At))
	if err != nil {
		return err
	}
	want := map[string]float64{}
	for _, s := range e.Samples {
		metric, err := syntax.ParseMetric(s.Labels)
		if err != nil {
			return err
		}
		want[metric.String()] = s.Value
	}
	for _, s := range got {
		value, expected := want[s.Metric.String()]
		if !expected || math.Abs(value-s.F) > 1e-9 {
			return fmt.Errorf("at %s %s is %v for %s", e.At, e.Expr, s.F, s.Metric)
		}
	}
	if len(got) != len(want) {
		return fmt.Errorf("at %s %s gives %d series instead of %d", e.At, e.Expr, len(got), len(want))
	}
	return nil
}

// queries asks for an expression at a time after the beginning.
type queries func(expr string, at time.Duration) (promql.Vector, error)

func queriesOf(engine *promql.Engine, s *store) queries {
	return func(expr string, at time.Duration) (promql.Vector, error) {
		q, err := engine.NewInstantQuery(context.Background(), s, nil, expr, time.UnixMilli(at.Milliseconds()))
		if err != nil {
			return nil, err
		}
		defer q.Close()
		result := q.Exec(context.Background())
		if scalar, ok := result.Value.(promql.Scalar); ok && result.Err == nil {
			return promql.Vector{{T: scalar.T, F: scalar.V, Metric: labels.EmptyLabels()}}, nil
		}
		vector, err := result.Vector()
		return slices.Clone(vector), err
	}
}
