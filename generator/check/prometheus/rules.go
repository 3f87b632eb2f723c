package prometheus

import (
	"errors"
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/prometheus/common/model"
	"github.com/prometheus/prometheus/model/rulefmt"
	"github.com/prometheus/prometheus/promql/parser"

	"gen/generator/check/words"
)

// Fault is one thing that is wrong with a file of rules.
type Fault struct {
	// Rule is the name of the alert or the recorded series; empty when the file as a whole is wrong.
	Rule string
	// Expression tells that the rule's expression is what is wrong.
	Expression bool
	// Fact is a sentence in the words of people.
	Fact string
	// Line and Col count from 1, and are 0 when Prometheus does not tell them.
	Line, Col int
}

// Rule is one rule that Prometheus accepts.
type Rule struct {
	Name, Expr string
	// Alert tells that it is no recording rule.
	Alert bool
	// Labels are the names of those that it adds, sorted.
	Labels []string
	// Fixed are the labels whose values are no templates.
	Fixed map[string]string
	// Templates are the texts of labels and annotations, in the order of their names.
	Templates []string
}

// expressions parses PromQL as a Prometheus without feature flags does.
var expressions = parser.NewParser(parser.Options{})

// Rules reads a file of rules (model/rulefmt), with the templates of its
// labels and annotations. There are no rules when there are faults.
func Rules(content []byte) ([]Rule, []Fault) {
	groups, errs := rulefmt.Parse(content, false, model.LegacyValidation, expressions, silent)
	var faults []Fault
	for _, err := range errs {
		faults = append(faults, faultOf(err))
	}
	if len(faults) > 0 {
		return nil, faults
	}
	var rules []Rule
	for _, g := range groups.Groups {
		for _, r := range g.Rules {
			rules = append(rules, ruleOf(g, r))
		}
	}
	return rules, nil
}

// ruleOf is a rule with the labels of its group.
func ruleOf(g rulefmt.RuleGroup, r rulefmt.Rule) Rule {
	all := maps.Clone(g.Labels)
	if all == nil {
		all = map[string]string{}
	}
	maps.Copy(all, r.Labels)
	one := Rule{Name: r.Alert + r.Record, Expr: r.Expr, Alert: r.Alert != "", Labels: slices.Sorted(maps.Keys(all)), Fixed: all}
	for _, texts := range []map[string]string{all, r.Annotations} {
		for _, name := range slices.Sorted(maps.Keys(texts)) {
			one.Templates = append(one.Templates, texts[name])
		}
	}
	maps.DeleteFunc(all, func(_, value string) bool { return strings.Contains(value, "{{") })
	return one
}

// place is how rulefmt's and the parser's texts begin.
var place = regexp.MustCompile(`^((\d+:\d+|line \d+): )+`)

func faultOf(err error) Fault {
	var wrong *rulefmt.Error
	if !errors.As(err, &wrong) {
		text := place.ReplaceAllString(words.Of(err), "")
		text = strings.NewReplacer("groupname: ", "the name of group ", "Groupname must not be empty", "a group has no name").Replace(text)
		line, col := words.Place(err)
		return Fault{Fact: text, Line: line, Col: col}
	}
	f := Fault{Rule: wrong.RuleName}
	var parse parser.ParseErrors
	if errors.As(err, &parse) {
		f.Expression, f.Fact = true, reason(parse)
		f.Line, f.Col = words.Place(err)
		return f
	}
	f.Line, f.Col = words.Place(err)
	f.Fact = place.ReplaceAllString(words.Of(&wrong.Err), "")
	f.Fact = templateName.ReplaceAllString(f.Fact, "")
	f.Expression = strings.Contains(f.Fact, "'expr'")
	return f
}

// templateName is how the text of a template's error begins in Prometheus.
var templateName = regexp.MustCompile(`error (parsing|executing) template \S+: template: \S+?:\d+(:\d+)?: |template: \S+?:\d+(:\d+)?: `)

// Expression tells what is wrong with a PromQL expression; nil is nothing.
func Expression(text string) error {
	_, err := expressions.ParseExpr(text)
	var parse parser.ParseErrors
	if errors.As(err, &parse) {
		return errors.New(reason(parse))
	}
	return plain(err)
}

// reason is the first thing that the parser stumbled over, with its place.
func reason(errs parser.ParseErrors) string {
	first := errs[0]
	line, column, _ := strings.Cut(first.PositionRange.StartPosInput(first.Query, 0), ":")
	text := words.Of(first.Err)
	if line == "1" {
		return "at character " + column + ": " + text
	}
	return "at line " + line + ", character " + column + ": " + text
}

// Functions lists the functions that an expression calls and the aggregations
// that it makes, each once; both are nil for an expression that is wrong.
func Functions(text string) (functions, aggregators []string) {
	expr, err := expressions.ParseExpr(text)
	if err != nil {
		return nil, nil
	}
	parser.Inspect(expr, func(node parser.Node, _ []parser.Node) error {
		switch n := node.(type) {
		case *parser.Call:
			functions = append(functions, n.Func.Name)
		case *parser.AggregateExpr:
			aggregators = append(aggregators, n.Op.String())
		}
		return nil
	})
	slices.Sort(functions)
	slices.Sort(aggregators)
	return slices.Compact(functions), slices.Compact(aggregators)
}

// TemplateFunctions lists the functions that a rule's template calls, each once.
func TemplateFunctions(text string) []string {
	return words.Functions("{{$labels := .}}{{$externalLabels := .}}{{$externalURL := .}}{{$value := .}}", text)
}
