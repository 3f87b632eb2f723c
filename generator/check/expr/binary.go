package expr

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/prometheus/prometheus/promql/parser"

	"gen/generator/check/metrics"
)

// binary is the result of an operator.
func (a *analysis) binary(e *parser.BinaryExpr) Result {
	left, right := a.expr(e.LHS), a.expr(e.RHS)
	switch {
	case left.Scalar && right.Scalar:
		return left
	case left.Scalar:
		return a.withScalar(e, right, flipped[e.Op])
	case right.Scalar:
		return a.withScalar(e, left, e.Op)
	case e.VectorMatching == nil:
		return open
	}
	known := a.matching(e, left.Labels, right.Labels)
	result := Result{Labels: joined(e, left.Labels, right.Labels), Unproven: cmp.Or(left.Unproven, right.Unproven)}
	if !known { // one mistake is told once
		result.Labels = result.Labels.Clone()
		result.Labels.Open = true
	}
	if e.Op == parser.LAND || e.Op == parser.LUNLESS {
		result.Counter = left.Counter
	}
	return result
}

// flipped are comparisons seen from the other side.
var flipped = map[parser.ItemType]parser.ItemType{parser.LSS: parser.GTR, parser.LTE: parser.GTE}

// withScalar is the result of a vector and a number. That a counter is small
// says that something has begun anew; that it is large says only how long that
// was ago.
func (a *analysis) withScalar(e *parser.BinaryExpr, vector Result, op parser.ItemType) Result {
	switch op {
	case parser.GTR, parser.GTE:
		if vector.Counter != "" {
			a.add("check/counter-without-rate", e.PositionRange().Start, fmt.Sprintf("the counter %s only grows, and is compared as it is", vector.Counter), fmt.Sprintf("compare increase(%s[5m]) or rate(%s[5m])", vector.Counter, vector.Counter))
		}
	case parser.MUL, parser.DIV:
		return vector
	}
	if e.ReturnBool || !e.Op.IsComparisonOperator() {
		vector.Counter = ""
	}
	return vector
}

// matching looks at how the two sides of an operator find each other. It is
// false when a label is not there.
func (a *analysis) matching(e *parser.BinaryExpr, left, right metrics.Labels) bool {
	m, known := e.VectorMatching, true
	at := e.LHS.PositionRange().End
	for _, label := range m.MatchingLabels {
		place := at + a.find(at, label)
		switch {
		case m.On:
			known = a.want(label, left, place, "on, for the left side,") && known
			known = a.want(label, right, place, "on, for the right side,") && known
		case !left.Has(label) && !right.Has(label):
			a.add("check/idle-label", place, fmt.Sprintf("ignoring names the label %q, which neither side has", label), nearest(label, left.Union(right).Sorted(), "the labels are: "))
		}
	}
	one, side := right, "group_left"
	if m.Card == parser.CardOneToMany {
		one, side = left, "group_right"
	}
	for _, label := range m.Include {
		behind := at + a.find(at, side)
		known = a.want(label, one, behind+a.find(behind, label), side) && known
	}
	if !m.On && e.Op != parser.LOR {
		known = a.meet(e, left, right) && known
	}
	return known
}

// meet tells of sides that never have the same labels: each label that is
// always on one side and never on the other keeps them apart. It is false then.
func (a *analysis) meet(e *parser.BinaryExpr, left, right metrics.Labels) bool {
	ignored := e.VectorMatching.MatchingLabels
	apart := func(from, other metrics.Labels) []string {
		return slices.DeleteFunc(from.Sorted(), func(label string) bool {
			return !from.Always(label) || other.Has(label) || slices.Contains(ignored, label) || label == nameLabel
		})
	}
	leftOnly, rightOnly := apart(left, right), apart(right, left)
	var sides []string
	if len(leftOnly) > 0 {
		sides = append(sides, "only the left side has "+strings.Join(leftOnly, ", "))
	}
	if len(rightOnly) > 0 {
		sides = append(sides, "only the right side has "+strings.Join(rightOnly, ", "))
	}
	if len(sides) > 0 {
		a.add("check/no-match", e.LHS.PositionRange().Start, fmt.Sprintf("the sides of %q never have equal labels: %s", e.Op, strings.Join(sides, "; ")),
			"write on (...) with the labels that both have, or sum both sides by these")
	}
	return len(sides) == 0
}

// joined are the labels of what an operator between vectors yields.
// Source: resultMetric in promql/engine.go@v3.15.0.
func joined(e *parser.BinaryExpr, left, right metrics.Labels) metrics.Labels {
	m := e.VectorMatching
	switch {
	case e.Op == parser.LOR:
		return left.Union(right)
	case e.Op.IsSetOperator():
		return left
	}
	many, one := left, right
	if m.Card == parser.CardOneToMany {
		many, one = right, left
	}
	if m.Card == parser.CardOneToOne {
		if m.On {
			return keepOnly(left, m.MatchingLabels, "on ("+strings.Join(m.MatchingLabels, ", ")+")")
		}
		return left.Without(func(label string) bool { return slices.Contains(m.MatchingLabels, label) }, "ignoring")
	}
	for _, label := range m.Include {
		many = many.With(label, one.Always(label))
	}
	return many
}
