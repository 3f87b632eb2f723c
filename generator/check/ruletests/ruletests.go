// Package ruletests runs unit tests of rules, in promtool's file format, with
// Prometheus' own query engine over series that live in memory only. How an
// alert goes from pending to firing is told again in alert.go, since the package
// that knows it brings half of Alertmanager along; that both agree is shown by
// promtool, which passes the same files.
package ruletests

import (
	"context"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"time"

	"github.com/prometheus/prometheus/model/labels"
	"github.com/prometheus/prometheus/promql"
	"github.com/prometheus/prometheus/promql/parser"

	"gen/generator/check/words"
)

// Failure is a test that does not show what it says.
type Failure struct {
	// Test is its name, empty when the file as a whole cannot be run.
	Test string
	Fact string
	// Line and Col count from 1, and are 0 when the file as a whole is meant.
	Line, Col int
}

var (
	syntax = parser.NewParser(parser.Options{})
	silent = slog.New(slog.DiscardHandler)
)

// Run runs the tests of a file and counts them. When lean, rules that no
// question names are left out, and so are moments long before the questions,
// which is right for the tests that gen writes.
func Run(content []byte, rules Rules, lean bool) (int, []Failure) {
	f, wrong := parse(content)
	if wrong != nil {
		return 0, []Failure{*wrong}
	}
	all, err := f.load(rules)
	if err != nil {
		return 0, []Failure{{Fact: err.Error()}}
	}
	engine := f.engine()
	var failures []Failure
	for n := range f.Tests {
		r := run{test: &f.Tests[n], every: time.Duration(f.Interval), fuzzy: f.Fuzzy}
		own := all
		if lean {
			own = r.needed(all)
			r.from = r.begin(own)
		}
		r.play(engine, own)
		failures = append(failures, r.failures...)
	}
	return len(f.Tests), failures
}

// engine evaluates expressions for the tests of a file.
func (f *file) engine() *promql.Engine {
	return promql.NewEngine(promql.EngineOpts{
		Logger: silent, MaxSamples: 10_000_000, Timeout: time.Minute, EnableAtModifier: true, EnableNegativeOffset: true,
		NoStepSubqueryIntervalFn: func(int64) int64 { return time.Duration(f.Interval).Milliseconds() }, Parser: syntax,
	})
}

// run is one test at work.
type run struct {
	*test
	every time.Duration
	// from is the moment of the first evaluation.
	from     time.Duration
	fuzzy    bool
	rules    []*rule
	store    store
	env      environment
	failures []Failure
}

func (r *run) fail(at place, err error) {
	r.failures = append(r.failures, Failure{r.Name, words.Of(err), at.line, at.col})
}

// play evaluates the rules from the beginning to the last question, and asks.
func (r *run) play(engine *promql.Engine, rules []*rule) {
	if r.every <= 0 || r.Interval <= 0 {
		r.fail(r.at, fmt.Errorf("the interval has to be longer than nothing"))
		return
	}
	for _, in := range r.Series {
		if err := r.store.load(in.Series, in.Values, r.Start.since, time.Duration(r.Interval)); err != nil {
			r.fail(r.at, fmt.Errorf("the series %s %s: %w", in.Series, in.Values, err))
			return
		}
	}
	for _, own := range rules {
		fresh := &rule{Rule: own.Rule, offset: own.offset, active: map[uint64]*state{}}
		fresh.told = slices.ContainsFunc(r.Alerts, func(q alertTest) bool { return q.Alert == own.Alert })
		r.rules = append(r.rules, fresh)
	}
	r.env = environment{queriesOf(engine, &r.store), r.ExternalLabels, r.ExternalURL}
	slices.SortStableFunc(r.Alerts, func(a, b alertTest) int { return int(a.At - b.At) })
	if r.evaluate() {
		if err := r.store.until(r.Start.since + r.last()); err != nil {
			r.fail(r.at, err)
		}
		for _, q := range r.Expect {
			if err := r.ask(q); err != nil {
				r.fail(q.at, err)
			}
		}
	}
}

// last is the time of the last question.
func (r *run) last() time.Duration {
	last := time.Duration(0)
	for _, q := range r.Alerts {
		last = max(last, time.Duration(q.At))
	}
	for _, q := range r.Expect {
		last = max(last, time.Duration(q.At))
	}
	return last
}

// most is how many moments a test may have: a year of minutes.
const most = 600_000

// evaluate goes from moment to moment, and asks for alerts on the way. It is
// false when a rule cannot be computed.
func (r *run) evaluate() bool {
	last, asked := r.last(), 0
	if (last-r.from)/r.every > most {
		r.fail(r.at, fmt.Errorf("the rules would be evaluated more than %d times", most))
		return false
	}
	for now := r.from; now <= last; now += r.every {
		if err := r.store.until(r.Start.since + now); err != nil {
			r.fail(r.at, err)
			return false
		}
		for _, one := range r.rules {
			if err := r.step(one, r.Start.since+now); err != nil {
				r.fail(r.at, fmt.Errorf("%s: %w", one.Alert+one.Record, err))
				return false
			}
		}
		for ; asked < len(r.Alerts) && time.Duration(r.Alerts[asked].At) < now+r.every; asked++ {
			if err := r.askAlerts(r.Alerts[asked]); err != nil {
				r.fail(r.Alerts[asked].at, err)
			}
		}
	}
	return true
}

// step adds what a rule gives at a moment; what it no longer gives is stale.
func (r *run) step(one *rule, now time.Duration) error {
	vector, err := one.eval(r.env, now)
	if err != nil {
		return err
	}
	after := map[uint64]labels.Labels{}
	for _, s := range vector {
		if _, twice := after[s.Metric.Hash()]; twice {
			return fmt.Errorf("it gives %s twice", s.Metric)
		}
		if err := r.store.of(s.Metric).add(sample{now.Milliseconds(), s.F, s.H}); err != nil {
			return err
		}
		after[s.Metric.Hash()] = s.Metric
	}
	for hash, metric := range one.before {
		if _, still := after[hash]; !still {
			// Where a test gives a value at this moment, that stays, as in Prometheus.
			_ = r.store.of(metric).add(sample{now.Milliseconds(), stale, nil})
		}
	}
	one.before = after
	return nil
}

// begin is the moment from which on rules have to be evaluated: what was before
// their for and keep_firing_for changes no answer, unless others ask for what
// they give.
func (r *run) begin(rules []*rule) time.Duration {
	first, span := r.last(), time.Duration(0)
	for _, q := range r.Alerts {
		first = min(first, time.Duration(q.At))
	}
	for _, q := range r.Expect {
		first = min(first, time.Duration(q.At))
	}
	var recorded []string
	for _, one := range rules {
		recorded = append(recorded, one.Record)
		if r.gives(one.Record) {
			return 0 // whether it is recorded as well
		}
	}
	for _, one := range rules {
		if strings.Contains(one.Expr, "ALERTS") || looksBack(one.Expr, recorded) {
			return 0
		}
		span = max(span, time.Duration(one.For)+time.Duration(one.KeepFiringFor))
	}
	back := first - span - 10*r.every
	return max(0, back-back%r.every)
}

// looksBack tells whether an expression asks for what a recorded series was
// before the last minutes.
func looksBack(expr string, recorded []string) bool {
	root, err := syntax.ParseExpr(expr)
	if err != nil {
		return true
	}
	found := false
	parser.Inspect(root, func(node parser.Node, path []parser.Node) error {
		series, ok := node.(*parser.VectorSelector)
		if ok && slices.Contains(recorded, series.Name) {
			now := series.OriginalOffset == 0 && series.OriginalOffsetExpr == nil && series.Timestamp == nil && series.StartOrEnd == 0
			found = found || !now || slices.ContainsFunc(path, spans)
		}
		return nil
	})
	return found
}

// spans tells whether a part of an expression is about more than one moment.
func spans(node parser.Node) bool {
	switch node.(type) {
	case *parser.MatrixSelector, *parser.SubqueryExpr:
		return true
	}
	return false
}

// gives tells whether a test gives a series that rules record.
func (r *run) gives(record string) bool {
	return record != "" && slices.ContainsFunc(r.Series, func(in input) bool {
		return in.Series == record || strings.HasPrefix(in.Series, record+"{")
	})
}

// needed are the rules whose results the questions can see, and those that record what
// the test gives. One that is about alerts, whichever they are called, sees all of them.
func (r *run) needed(all []*rule) []*rule {
	var text strings.Builder
	for _, q := range r.Expect {
		text.WriteString(q.Expr + "\n")
	}
	for _, q := range r.Alerts {
		text.WriteString(q.Alert + "\n")
	}
	keep, about := make([]bool, len(all)), false
	for changed := true; changed; {
		changed = false
		for at, one := range all {
			if !keep[at] && (r.gives(one.Record) || about && one.Alert != "" || strings.Contains(text.String(), one.Alert+one.Record)) {
				keep[at], changed = true, true
				about = about || strings.Contains(one.Expr, "ALERTS")
				text.WriteString(one.Expr + "\n")
			}
		}
	}
	var list []*rule
	for at, one := range all {
		if keep[at] {
			list = append(list, one)
		}
	}
	return list
}

// queries asks for an expression at a time after 1970.
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
