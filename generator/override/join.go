package override

import (
	"fmt"
	"slices"
	"strings"

	"github.com/prometheus/common/model"
	"github.com/prometheus/prometheus/model/labels"
	"github.com/prometheus/prometheus/promql/parser"
)

// joiner is an expression that is being joined.
type joiner struct {
	Question
	// text is the expression with a 1 for each joined limit, at are their places.
	text string
	at   map[int]string
	// numbers are the nodes of these limits.
	numbers map[*parser.NumberLiteral]string
	// joined are those that have been replaced.
	joined  map[*parser.NumberLiteral]bool
	refused *Refused
}

// own finds the nodes of joined limits. The parser makes one node of a sign and
// its number.
func (j *joiner) own(parsed parser.Expr) {
	j.numbers, j.joined = map[*parser.NumberLiteral]string{}, map[*parser.NumberLiteral]bool{}
	parser.Inspect(parsed, func(node parser.Node, _ []parser.Node) error {
		if n, ok := node.(*parser.NumberLiteral); ok {
			for at, name := range j.at {
				if int(n.PosRange.Start) <= at && at < int(n.PosRange.End) {
					j.numbers[n] = name
				}
			}
		}
		return nil
	})
}

// expr returns an expression in which every comparison or sum of series with a
// joined limit is one for the targets without an override, or one for those with.
func (j *joiner) expr(e parser.Expr) parser.Expr {
	switch e := e.(type) {
	case *parser.ParenExpr:
		return &parser.ParenExpr{Expr: j.expr(e.Expr)}
	case *parser.UnaryExpr:
		return &parser.UnaryExpr{Op: e.Op, Expr: j.inner(e.Expr)}
	case *parser.AggregateExpr:
		own := *e
		own.Expr = j.expr(e.Expr)
		return &own
	case *parser.SubqueryExpr:
		own := *e
		own.Expr = j.inner(e.Expr)
		return &own
	case *parser.Call:
		own := *e
		own.Args = nil
		for _, arg := range e.Args {
			own.Args = append(own.Args, j.expr(arg))
		}
		return &own
	case *parser.BinaryExpr:
		return j.binary(e)
	}
	return e
}

// inner is expr for a part of another expression, in braces where it has grown.
func (j *joiner) inner(e parser.Expr) parser.Expr {
	joined := j.expr(e)
	if b, ok := joined.(*parser.BinaryExpr); ok && b.Op == parser.LOR && !isOr(e) {
		return &parser.ParenExpr{Expr: joined}
	}
	return joined
}

func isOr(e parser.Expr) bool {
	b, ok := e.(*parser.BinaryExpr)
	return ok && b.Op == parser.LOR
}

func (j *joiner) binary(e *parser.BinaryExpr) parser.Expr {
	own := *e
	left, right := j.limitsOf(e.LHS), j.limitsOf(e.RHS)
	own.LHS, own.RHS = j.inner(e.LHS), j.inner(e.RHS)
	switch {
	case scalar(e.LHS) == scalar(e.RHS):
		return &own
	case len(right) > 0 && scalar(e.RHS):
		return j.split(&own, e.LHS, right)
	case len(left) > 0 && scalar(e.LHS):
		return j.split(&own, e.RHS, left)
	}
	return &own
}

func scalar(e parser.Expr) bool { return e.Type() == parser.ValueTypeScalar }

// limitsOf are the joined limits that a number is computed from by arithmetic
// alone, so that a series can take their place.
func (j *joiner) limitsOf(e parser.Expr) []*parser.NumberLiteral {
	switch e := e.(type) {
	case *parser.NumberLiteral:
		if _, ok := j.numbers[e]; ok {
			return []*parser.NumberLiteral{e}
		}
	case *parser.ParenExpr:
		return j.limitsOf(e.Expr)
	case *parser.UnaryExpr:
		return j.limitsOf(e.Expr)
	case *parser.BinaryExpr:
		if scalar(e) {
			return append(j.limitsOf(e.LHS), j.limitsOf(e.RHS)...)
		}
	}
	return nil
}

// split is an operator between series, which known still has as they were, and
// a number from limits: the number where there is no override, or its series.
func (j *joiner) split(e *parser.BinaryExpr, known parser.Expr, from []*parser.NumberLiteral) parser.Expr {
	name := j.numbers[from[0]]
	for _, n := range from {
		if j.joined[n] = true; n != from[0] {
			j.refuse(name, fmt.Sprintf("%s computes one number of several limits, or of one several times", j.Alert), "write the limits apart in its blueprint, or set the limit for all targets")
			return e
		}
	}
	if by := j.keeps(known); by != "" {
		j.refuse(name, fmt.Sprintf("%s has no %s where it compares the limit %s: %s takes that away", j.Alert, quotedList(j.By), name, by), "keep the label in its blueprint, match by other labels, or set the limit for all targets")
		return e
	}
	plain := *e
	plain.LHS, plain.RHS = j.numbered(e.LHS), j.numbered(e.RHS)
	matching := &parser.VectorMatching{Card: parser.CardManyToMany, On: true, MatchingLabels: j.By}
	elsewhere := &parser.BinaryExpr{Op: parser.LUNLESS, LHS: &plain, RHS: j.series(LimitSeries, name), VectorMatching: matching}
	return &parser.BinaryExpr{Op: parser.LOR, LHS: elsewhere, RHS: j.withSeries(e), VectorMatching: &parser.VectorMatching{Card: parser.CardManyToMany}}
}

// withSeries is an operator with the series of a limit in place of its number.
// A comparison yields the value of its left side, so that stays the alert's.
func (j *joiner) withSeries(e *parser.BinaryExpr) parser.Expr {
	own := *e
	own.VectorMatching = &parser.VectorMatching{Card: parser.CardManyToOne, On: true, MatchingLabels: j.By}
	flipped, turns := turned[e.Op]
	switch {
	case !scalar(e.LHS):
		own.RHS = j.replaced(e.RHS)
	case turns:
		own.Op, own.LHS, own.RHS = flipped, e.RHS, j.replaced(e.LHS)
	default:
		own.LHS, own.VectorMatching.Card = j.replaced(e.LHS), parser.CardOneToMany
	}
	return &own
}

// turned are the operators that mean the same seen from the other side.
var turned = map[parser.ItemType]parser.ItemType{
	parser.LSS: parser.GTR, parser.LTE: parser.GTE, parser.GTR: parser.LSS, parser.GTE: parser.LTE,
	parser.EQLC: parser.EQLC, parser.NEQ: parser.NEQ, parser.ADD: parser.ADD, parser.MUL: parser.MUL,
}

// replaced is a number with the series of its limit in it.
func (j *joiner) replaced(e parser.Expr) parser.Expr {
	of := func(n *parser.NumberLiteral) parser.Expr {
		series := j.series(LimitSeries, j.numbers[n])
		if n.Val < 0 {
			return &parser.UnaryExpr{Op: parser.SUB, Expr: series}
		}
		return series
	}
	if n, ok := e.(*parser.NumberLiteral); ok {
		return of(n)
	}
	return &parser.ParenExpr{Expr: j.rewrite(e, of)}
}

// numbered is an expression with the numbers of its limits instead of a 1.
func (j *joiner) numbered(e parser.Expr) parser.Expr {
	if !scalar(e) {
		return e
	}
	return j.rewrite(e, func(n *parser.NumberLiteral) parser.Expr {
		number, err := language.ParseExpr(j.limit(j.numbers[n]).Value)
		if err != nil {
			return n // the plan has read it as a number
		}
		if n.Val < 0 {
			return &parser.UnaryExpr{Op: parser.SUB, Expr: &parser.ParenExpr{Expr: number}}
		}
		return number
	})
}

// rewrite replaces the joined limits within a number.
func (j *joiner) rewrite(e parser.Expr, by func(*parser.NumberLiteral) parser.Expr) parser.Expr {
	switch e := e.(type) {
	case *parser.NumberLiteral:
		if _, ok := j.numbers[e]; ok {
			return by(e)
		}
	case *parser.ParenExpr:
		return &parser.ParenExpr{Expr: j.rewrite(e.Expr, by)}
	case *parser.UnaryExpr:
		return &parser.UnaryExpr{Op: e.Op, Expr: j.rewrite(e.Expr, by)}
	case *parser.BinaryExpr:
		own := *e
		own.LHS, own.RHS = j.rewrite(e.LHS, by), j.rewrite(e.RHS, by)
		return &own
	}
	return e
}

// series selects what a rule records for the alert.
func (j *joiner) series(name, limit string) parser.Expr {
	matchers := []*labels.Matcher{labels.MustNewMatcher(labels.MatchEqual, model.MetricNameLabel, name), labels.MustNewMatcher(labels.MatchEqual, "alert", j.Alert)}
	if limit != "" {
		matchers = append(matchers, labels.MustNewMatcher(labels.MatchEqual, "limit", limit))
	}
	return &parser.VectorSelector{Name: name, LabelMatchers: matchers}
}

// unlessDisabled leaves out the targets where the alert is never raised.
func (j *joiner) unlessDisabled(e, known parser.Expr) parser.Expr {
	if by := j.keeps(known); by != "" {
		j.refuse("", fmt.Sprintf("%s is not raised for single targets: %s takes %s away", j.Alert, by, quotedList(j.By)), "match by other labels, or disable the alert as a whole")
		return e
	}
	if isOr(e) {
		e = &parser.ParenExpr{Expr: e}
	}
	matching := &parser.VectorMatching{Card: parser.CardManyToMany, On: true, MatchingLabels: j.By}
	return &parser.BinaryExpr{Op: parser.LUNLESS, LHS: e, RHS: j.series(DisabledSeries, ""), VectorMatching: matching}
}

// unjoined refuses limits that stand where no series can.
func (j *joiner) unjoined() {
	reached := map[string]int{}
	for n := range j.joined {
		reached[j.numbers[n]]++
	}
	var left []string
	for _, name := range j.at {
		if reached[name]--; reached[name] < 0 {
			left = append(left, name)
		}
	}
	if len(left) > 0 {
		name := slices.Min(left)
		j.refuse(name, fmt.Sprintf("%s uses the limit %s where PromQL takes one number for all targets", j.Alert, name), "set the limit for all targets, or compare it in its blueprint")
	}
}

func (j *joiner) refuse(limit, fact, hint string) {
	if j.refused == nil {
		j.refused = &Refused{limit, fact, hint}
	}
}

func quotedList(names []string) string { return `"` + strings.Join(names, `" and "`) + `"` }
