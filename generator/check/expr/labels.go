package expr

import (
	"fmt"
	"slices"

	"github.com/prometheus/prometheus/model/labels"
	"github.com/prometheus/prometheus/promql/parser"
	"github.com/prometheus/prometheus/promql/parser/posrange"

	"gen/generator/check/metrics"
)

// nameLabel is the label in which PromQL keeps the name of a metric.
const nameLabel = "__name__"

// matchers is what is left of the labels of a metric behind its matchers.
func (a *analysis) matchers(s *parser.VectorSelector, name string, have metrics.Labels) metrics.Labels {
	for _, m := range s.LabelMatchers {
		if m.Name == nameLabel {
			continue
		}
		if !have.Has(m.Name) {
			a.absentMatcher(s, name, have, m)
			continue
		}
		switch empty := m.Matches(""); {
		case variable(m.Value):
		case m.Type == labels.MatchEqual && empty:
			have = have.Without(func(name string) bool { return name == m.Name }, m.String())
		case !empty:
			have = have.With(m.Name, true)
		}
	}
	return have
}

// absentMatcher tells of a matcher over a label that no series has: it lets
// nothing through, or everything.
func (a *analysis) absentMatcher(s *parser.VectorSelector, name string, have metrics.Labels, m *labels.Matcher) {
	at := s.PosRange.Start
	at += a.find(at, m.Name)
	hint := nearest(m.Name, have.Sorted(), "its labels are: ")
	if m.Matches("") && !variable(m.Value) {
		a.add("check/idle-label", at, fmt.Sprintf("%s has no label %q, so that %s changes nothing", name, m.Name, m), hint)
		return
	}
	a.add("check/unknown-label", at, fmt.Sprintf("%s has no label %q, so that %s finds nothing", name, m.Name, m), hint)
}

// want tells of a label that a vector cannot have; use is what needs it. It is
// false when it had to.
func (a *analysis) want(label string, have metrics.Labels, at posrange.Pos, use string) bool {
	if have.Has(label) || label == nameLabel || placeholderName(label) {
		return true
	}
	if why, lost := have.Lost[label]; lost {
		a.add("check/lost-label", at, fmt.Sprintf("%s wants the label %q, which %s has taken away", use, label, why), "keep the label there, or leave it out here")
		return false
	}
	a.add("check/unknown-label", at, fmt.Sprintf("%s wants the label %q, which no series has", use, label), nearest(label, have.Sorted(), "the labels are: "))
	return false
}

// aggregate is the result of sum by (...) (...) and its like.
func (a *analysis) aggregate(e *parser.AggregateExpr) Result {
	inner := a.expr(e.Expr)
	if e.Param != nil {
		a.expr(e.Param)
	}
	at, own := e.PosRange.Start, inner.Labels
	why := a.brief(posrange.PositionRange{Start: at, End: max(e.Expr.PositionRange().Start-1, at)})
	known := true
	for _, label := range e.Grouping {
		switch place := at + a.find(at, label); {
		case !e.Without:
			known = a.want(label, own, place, e.Op.String()+" by") && known
		case !own.Has(label) && label != nameLabel:
			a.add("check/idle-label", place, fmt.Sprintf("%s without names the label %q, which no series has", e.Op, label), nearest(label, own.Sorted(), "the labels are: "))
		}
	}
	result := Result{Labels: own, Unproven: inner.Unproven}
	switch e.Op {
	case parser.SUM, parser.MIN, parser.MAX, parser.AVG, parser.QUANTILE:
		result.Counter = inner.Counter
	case parser.TOPK, parser.BOTTOMK, parser.LIMITK, parser.LIMIT_RATIO:
		return inner
	}
	listed := func(label string) bool { return slices.Contains(e.Grouping, label) }
	if e.Without {
		result.Labels = own.Without(listed, why)
	} else {
		result.Labels = keepOnly(own, e.Grouping, why)
	}
	if !known { // one mistake is told once
		result.Labels.Open = true
	}
	if word, ok := e.Param.(*parser.StringLiteral); ok && e.Op == parser.COUNT_VALUES {
		result.Labels = result.Labels.With(word.Val, true)
	}
	return result
}

// keepOnly are the labels of a vector that has lost all but some.
func keepOnly(have metrics.Labels, keep []string, why string) metrics.Labels {
	kept := have.Without(func(label string) bool { return !slices.Contains(keep, label) }, why)
	if have.Open {
		for _, label := range keep {
			if _, known := kept.Names[label]; !known {
				kept.Names[label] = false
			}
		}
	}
	kept.Open = false
	return kept
}
