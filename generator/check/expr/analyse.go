// Package expr follows the labels of series through PromQL: it finds names of
// metrics and labels that are not there, joins whose sides never meet, and
// functions over the wrong type of metric.
//
// It says nothing of what it cannot know: series that nobody has described are
// open, and whatever comes out of them is.
package expr

import (
	"slices"

	"github.com/prometheus/prometheus/model/labels"
	"github.com/prometheus/prometheus/promql/parser"
	"github.com/prometheus/prometheus/promql/parser/posrange"

	"gen/generator/check/metrics"
)

// Finding is one thing that is wrong with an expression, or unwise.
type Finding struct {
	// ID is that of the problem, such as check/unknown-metric.
	ID string
	// At is the place in the expression, in bytes.
	At int
	// Fact and Hint are those of the problem.
	Fact, Hint string
}

// Source is what can be known about series.
type Source interface {
	// Select returns the series of a name among the jobs that match; it is false, with a hint,
	// when there can be none.
	Select(name string, match func(job string) bool) (metrics.Found, string, bool)
	// Jobs are the jobs that match.
	Jobs(match func(job string) bool) []string
}

// Result is what an expression yields.
type Result struct {
	// Scalar tells that there are no series at all.
	Scalar bool
	Labels metrics.Labels
	// Counter is the name of the counter whose plain value this is; empty for everything else.
	Counter string
	// Unproven names a service that may export what nobody has written down.
	Unproven string
}

// open is the result of what is not understood.
var open = Result{Labels: metrics.Labels{Open: true}}

// language reads every expression that some version of Prometheus takes; whether the site's does is
// not the question here.
var language = parser.NewParser(parser.Options{EnableExperimentalFunctions: true, ExperimentalDurationExpr: true, EnableExtendedRangeSelectors: true})

// Analyse follows an expression. Text that is no PromQL has no findings: others tell that.
func Analyse(text string, source Source) (Result, []Finding) {
	parsed, err := language.ParseExpr(text)
	if err != nil {
		return open, nil
	}
	a := &analysis{source: source, text: text}
	result := a.expr(parsed)
	return result, a.findings
}

type analysis struct {
	source   Source
	text     string
	findings []Finding
}

func (a *analysis) add(id string, at posrange.Pos, fact, hint string) {
	a.findings = append(a.findings, Finding{id, int(at), fact, hint})
}

// expr is the result of any part of an expression.
func (a *analysis) expr(e parser.Expr) Result {
	switch e := e.(type) {
	case *parser.NumberLiteral, *parser.StringLiteral, *parser.DurationExpr:
		return Result{Scalar: true}
	case *parser.ParenExpr:
		return a.expr(e.Expr)
	case *parser.StepInvariantExpr:
		return a.expr(e.Expr)
	case *parser.UnaryExpr:
		return a.expr(e.Expr)
	case *parser.MatrixSelector:
		return a.expr(e.VectorSelector)
	case *parser.SubqueryExpr:
		return a.expr(e.Expr)
	case *parser.VectorSelector:
		return a.selector(e)
	case *parser.AggregateExpr:
		return a.aggregate(e)
	case *parser.BinaryExpr:
		return a.binary(e)
	case *parser.Call:
		return a.call(e)
	}
	return open
}

// selector is the result of name{matchers}.
func (a *analysis) selector(s *parser.VectorSelector) Result {
	name, at := s.Name, s.PosRange.Start
	for _, m := range s.LabelMatchers {
		if m.Name == nameLabel && m.Type == labels.MatchEqual {
			name = m.Value
		}
	}
	match := a.jobMatcher(s)
	if len(a.source.Jobs(match)) == 0 && len(a.source.Jobs(anyJob)) > 0 && name != "" && !recorded(a.source, name) {
		a.unknownJob(s, at)
		return open
	}
	if name == "" || placeholderName(name) {
		return open
	}
	found, hint, ok := a.source.Select(name, match)
	if !ok {
		a.add("check/unknown-metric", at, "nothing in this site exports "+quote(name), hint)
		return open
	}
	result := Result{Labels: a.matchers(s, name, found.Labels), Unproven: found.Unproven}
	if found.Type == metrics.Counter {
		result.Counter = name
	}
	return result
}

func anyJob(string) bool { return true }

// recorded tells whether a name is known without any target of a job, as
// recording rules and Prometheus' own series are.
func recorded(source Source, name string) bool {
	_, _, ok := source.Select(name, func(string) bool { return false })
	return ok
}

// jobMatcher tells which jobs a selector asks for. A variable of a dashboard
// may be any.
func (a *analysis) jobMatcher(s *parser.VectorSelector) func(string) bool {
	return func(job string) bool {
		return !slices.ContainsFunc(s.LabelMatchers, func(m *labels.Matcher) bool {
			return m.Name == "job" && !variable(m.Value) && !m.Matches(job)
		})
	}
}

func (a *analysis) unknownJob(s *parser.VectorSelector, at posrange.Pos) {
	for _, m := range s.LabelMatchers {
		if m.Name == "job" {
			a.add("check/unknown-job", at+a.find(at, "job"), "no job of this site is "+m.String(), nearest(m.Value, a.source.Jobs(anyJob), "the jobs are: "))
		}
	}
}
