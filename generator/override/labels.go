package override

import (
	"fmt"
	"slices"
	"strings"

	"github.com/prometheus/prometheus/model/labels"
	"github.com/prometheus/prometheus/promql/parser"
	"github.com/prometheus/prometheus/promql/parser/posrange"
)

// keeps says what takes one of the labels away by which targets are told apart;
// empty if nothing does. Series are taken to have them: the proof, which knows
// all series, looks at that.
func (j *joiner) keeps(e parser.Expr) string {
	switch e := e.(type) {
	case *parser.ParenExpr:
		return j.keeps(e.Expr)
	case *parser.UnaryExpr:
		return j.keeps(e.Expr)
	case *parser.SubqueryExpr:
		return j.keeps(e.Expr)
	case *parser.StepInvariantExpr:
		return j.keeps(e.Expr)
	case *parser.MatrixSelector, *parser.VectorSelector:
		return ""
	case *parser.AggregateExpr:
		return j.aggregated(e)
	case *parser.Call:
		return j.called(e)
	case *parser.BinaryExpr:
		return j.combined(e)
	}
	return j.brief(e.PositionRange())
}

func (j *joiner) aggregated(e *parser.AggregateExpr) string {
	switch e.Op {
	case parser.TOPK, parser.BOTTOMK, parser.LIMITK, parser.LIMIT_RATIO:
		return j.keeps(e.Expr)
	}
	lost := func(label string) bool { return slices.Contains(e.Grouping, label) == e.Without }
	if slices.ContainsFunc(j.By, lost) {
		return j.brief(posrange.PositionRange{Start: e.PosRange.Start, End: e.Expr.PositionRange().Start - 1})
	}
	return j.keeps(e.Expr)
}

// called follows the series among the arguments of a function.
func (j *joiner) called(e *parser.Call) string {
	if e.Func.Name == "absent" || e.Func.Name == "absent_over_time" {
		if slices.ContainsFunc(j.By, func(label string) bool { return !fixes(e.Args[0], label) }) {
			return e.Func.Name
		}
		return ""
	}
	for _, arg := range e.Args {
		if t := arg.Type(); t == parser.ValueTypeVector || t == parser.ValueTypeMatrix {
			return j.keeps(arg)
		}
	}
	return j.brief(e.PosRange)
}

// fixes tells whether a selector asks for one value of a label.
func fixes(e parser.Expr, label string) bool {
	if m, ok := e.(*parser.MatrixSelector); ok {
		e = m.VectorSelector
	}
	s, ok := e.(*parser.VectorSelector)
	return ok && slices.ContainsFunc(s.LabelMatchers, func(m *labels.Matcher) bool { return m.Name == label && m.Type == labels.MatchEqual })
}

// combined follows the side of an operator whose labels its result has.
func (j *joiner) combined(e *parser.BinaryExpr) string {
	m := e.VectorMatching
	switch {
	case scalar(e.LHS):
		return j.keeps(e.RHS)
	case scalar(e.RHS) || e.Op == parser.LAND || e.Op == parser.LUNLESS:
		return j.keeps(e.LHS)
	case e.Op == parser.LOR:
		if by := j.keeps(e.LHS); by != "" {
			return by
		}
		return j.keeps(e.RHS)
	case m.Card == parser.CardOneToMany:
		return j.keeps(e.RHS)
	case m.Card == parser.CardManyToOne:
		return j.keeps(e.LHS)
	}
	if slices.ContainsFunc(j.By, func(label string) bool { return slices.Contains(m.MatchingLabels, label) != m.On }) {
		return fmt.Sprintf("the matching of %q", e.Op)
	}
	return j.keeps(e.LHS)
}

// longest is how much of an expression is repeated in a sentence.
const longest = 60

// brief is a part of the expression in one line.
func (j *joiner) brief(r posrange.PositionRange) string {
	if r.Start < 0 || int(r.End) > len(j.text) || r.Start >= r.End {
		return "the expression"
	}
	text := []rune(strings.Join(strings.Fields(strings.TrimRight(j.text[r.Start:r.End], " (")), " "))
	if len(text) > longest {
		return string(text[:longest]) + "…"
	}
	return string(text)
}
