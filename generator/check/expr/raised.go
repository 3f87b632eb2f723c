package expr

import (
	"slices"

	"github.com/prometheus/prometheus/promql/parser"

	"gen/generator/check/metrics"
)

// Raised is what is known of the alerts that a rule raises.
type Raised struct {
	Rule
	// Carries are the labels that they have beside those of the rule.
	Carries metrics.Labels
	// Jobs are those whose targets they can be about; any is nil.
	Jobs []string
	// Constant tells that the expression asks for no series at all, as that of a heartbeat does.
	Constant bool
}

// raised is what a rule raises, by the result of its expression. It is about
// the targets of the first series that the expression asks for: comparisons,
// and, unless and joins keep the labels of their left side.
func (c *checker) raised(rule Rule, result Result) Raised {
	one := Raised{Rule: rule, Carries: result.Labels}
	parsed, err := language.ParseExpr(rule.Expr)
	if err != nil {
		return one
	}
	first := firstSelector(parsed)
	if first == nil {
		one.Constant = true
		return one
	}
	a := &analysis{source: c.site}
	one.Jobs = c.site.Exporters(first.Name, a.jobMatcher(first))
	return one
}

// firstSelector is the leftmost one of an expression.
func firstSelector(parsed parser.Expr) *parser.VectorSelector {
	var first *parser.VectorSelector
	parser.Inspect(parsed, func(node parser.Node, _ []parser.Node) error {
		if s, ok := node.(*parser.VectorSelector); ok && (first == nil || s.PosRange.Start < first.PosRange.Start) {
			first = s
		}
		return nil
	})
	return first
}

// Exporters are the jobs whose targets have series of a name; any is nil.
func (s *site) Exporters(name string, match func(job string) bool) []string {
	if _, own := gensOwn[name]; s.records[name] == nil && !own {
		if jobs := s.World.Exporters(name, match); len(jobs) > 0 {
			return jobs
		}
	}
	if jobs := s.Jobs(match); len(jobs) > 0 && !slices.Equal(jobs, s.Jobs(anyJob)) {
		return jobs
	}
	return nil
}
