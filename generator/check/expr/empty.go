package expr

import (
	"slices"
	"strings"

	"github.com/prometheus/prometheus/promql/parser"
)

// mayBeEmpty tells that a query can find nothing while all that it asks for is
// there: it compares, leaves out, or asks for alerts that fire.
func mayBeEmpty(query string) bool {
	parsed, err := language.ParseExpr(Substitute(query))
	return err == nil && sometimesEmpty(parsed)
}

func sometimesEmpty(e parser.Expr) bool {
	switch e := e.(type) {
	case *parser.ParenExpr:
		return sometimesEmpty(e.Expr)
	case *parser.UnaryExpr:
		return sometimesEmpty(e.Expr)
	case *parser.AggregateExpr:
		return sometimesEmpty(e.Expr)
	case *parser.SubqueryExpr:
		return sometimesEmpty(e.Expr)
	case *parser.StepInvariantExpr:
		return sometimesEmpty(e.Expr)
	case *parser.VectorSelector:
		return strings.HasPrefix(e.Name, "ALERTS")
	case *parser.Call:
		return strings.HasPrefix(e.Func.Name, "absent") || slices.ContainsFunc(e.Args, sometimesEmpty)
	case *parser.BinaryExpr:
		return sometimesEmptyPair(e)
	}
	return false
}

func sometimesEmptyPair(e *parser.BinaryExpr) bool {
	left, right := sometimesEmpty(e.LHS), sometimesEmpty(e.RHS)
	switch {
	case e.Op == parser.LOR:
		return left && right
	case e.Op == parser.LAND, e.Op == parser.LUNLESS, e.Op.IsComparisonOperator() && !e.ReturnBool:
		return true
	}
	return left || right
}
