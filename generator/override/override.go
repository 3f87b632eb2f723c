// Package override writes the expression of an alert of which some targets have
// limits of their own. The numbers of these are series that rules record, one
// for each such target; the expression joins them by the labels that tell
// targets apart, and asks for the plain number everywhere else. So an alert
// costs more only where an override is, and one whose series ends is as it
// would be without it.
package override

import (
	"fmt"
	"strings"

	"github.com/prometheus/prometheus/promql/parser"
)

// Names of the series.
const (
	// LimitSeries has the number of a limit, with the labels alert and limit and
	// those of the target.
	LimitSeries = "gen:alert_limit"
	// DisabledSeries is there for a target where an alert is never raised, with
	// the label alert and those of the target.
	DisabledSeries = "gen:alert_disabled"
)

// Question is an alert that has overrides.
type Question struct {
	Alert string
	// Expr is PromQL in which ${name} stands for a limit.
	Expr   string
	Limits []Limit
	// Disabled tells that some targets never raise the alert.
	Disabled bool
	// By are the labels by which targets are told apart.
	By []string
}

// Limit is a limit of an alert.
type Limit struct {
	// Value is a number in PromQL: that of all targets without an override.
	Name, Value string
	// Joined tells that some targets have another number.
	Joined bool
}

// Joined is an expression that asks for the series of overrides.
type Joined struct {
	Expr string
	// Keeps tells that what it yields has the labels by which targets are told apart.
	Keeps bool
}

// Refused says why overrides cannot be joined.
type Refused struct {
	// Limit is the one that is meant; empty when alerts cannot be disabled.
	Limit string
	// Fact and Hint are those of a problem.
	Fact, Hint string
}

// Join returns the expression of an alert.
func (q Question) Join() (Joined, *Refused) {
	text, at := q.fill()
	parsed, err := language.ParseExpr(text)
	if err != nil {
		return Joined{}, &Refused{Fact: "the expression of " + q.Alert + " is not PromQL", Hint: "correct it in its blueprint"}
	}
	j := &joiner{Question: q, text: text, at: at}
	j.own(parsed)
	joined := j.expr(parsed)
	if j.refused == nil {
		j.unjoined()
	}
	if q.Disabled {
		joined = j.unlessDisabled(joined, parsed)
	}
	if j.refused != nil {
		return Joined{}, j.refused
	}
	return Joined{Expr: joined.String(), Keeps: j.keeps(parsed) == ""}, nil
}

// fill replaces limits by numbers: joined ones by a 1 whose place is noted.
func (q Question) fill() (string, map[int]string) {
	var text strings.Builder
	at := map[int]string{}
	rest := q.Expr
	for {
		from, to, name := q.next(rest)
		if from < 0 {
			return text.String() + rest, at
		}
		text.WriteString(rest[:from])
		if l := q.limit(name); l.Joined {
			at[text.Len()] = name
			text.WriteString("1")
		} else {
			text.WriteString(l.Value)
		}
		rest = rest[to:]
	}
}

// next is the first limit of a text.
func (q Question) next(text string) (from, to int, name string) {
	from = -1
	for _, l := range q.Limits {
		word := "${" + l.Name + "}"
		if at := strings.Index(text, word); at >= 0 && (from < 0 || at < from) {
			from, to, name = at, at+len(word), l.Name
		}
	}
	return from, to, name
}

func (q Question) limit(name string) Limit {
	for _, l := range q.Limits {
		if l.Name == name {
			return l
		}
	}
	return Limit{}
}

// language reads what any version of Prometheus takes: whether the site's does
// is a question of its own.
var language = parser.NewParser(parser.Options{EnableExperimentalFunctions: true, ExperimentalDurationExpr: true, EnableExtendedRangeSelectors: true})

// Text is what stands in a Prometheus template for a limit that some targets
// have otherwise: a question for the target's own, or the number of all others.
func (q Question) Text(l Limit) string {
	var matchers, values strings.Builder
	for _, label := range q.By {
		fmt.Fprintf(&matchers, ",%s=%%q", label)
		fmt.Fprintf(&values, " $labels.%s", label)
	}
	return fmt.Sprintf("{{ with printf `%s{alert=%q,limit=%q%s}`%s | query }}{{ . | first | value }}{{ else }}%s{{ end }}",
		LimitSeries, q.Alert, l.Name, matchers.String(), values.String(), l.Value)
}
