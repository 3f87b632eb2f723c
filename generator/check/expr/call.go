package expr

import (
	"fmt"

	"github.com/prometheus/prometheus/model/labels"
	"github.com/prometheus/prometheus/promql/parser"

	"gen/generator/check/metrics"
)

// Functions by what they want of a metric's type.
var (
	ofCounters = map[string]bool{"rate": true, "irate": true, "increase": true, "resets": true}
	ofGauges   = map[string]bool{"delta": true, "idelta": true, "deriv": true, "predict_linear": true, "holt_winters": true, "double_exponential_smoothing": true}
	// unchanged return the values that they are given.
	unchanged = map[string]bool{"sort": true, "sort_desc": true, "sort_by_label": true, "sort_by_label_desc": true, "last_over_time": true, "max_over_time": true, "min_over_time": true, "label_replace": true, "label_join": true, "clamp_min": true}
)

// call is the result of a function.
func (a *analysis) call(c *parser.Call) Result {
	name := c.Func.Name
	var results []Result
	for _, arg := range c.Args {
		results = append(results, a.expr(arg))
	}
	switch name {
	case "absent", "absent_over_time":
		return absent(c)
	case "label_replace", "label_join":
		return a.relabel(c, results)
	case "histogram_quantile", "histogram_quantiles", "histogram_fraction":
		return a.histogram(c, results)
	case "info":
		return open
	case "vector":
		return Result{Labels: metrics.Labels{Names: map[string]bool{}}}
	}
	if c.Func.ReturnType == parser.ValueTypeScalar {
		return Result{Scalar: true}
	}
	a.wrongType(c, results)
	for _, r := range results {
		if !r.Scalar {
			if !unchanged[name] {
				r.Counter = ""
			}
			return r
		}
	}
	return Result{Labels: metrics.Labels{Names: map[string]bool{}}} // time functions without an argument
}

// wrongType tells of functions that make no sense of a metric.
func (a *analysis) wrongType(c *parser.Call, results []Result) {
	for i, arg := range c.Args {
		m, ok := arg.(*parser.MatrixSelector)
		if !ok {
			continue
		}
		s, ok := m.VectorSelector.(*parser.VectorSelector)
		if !ok || s.Name == "" {
			continue
		}
		found, _, _ := a.source.Select(s.Name, a.jobMatcher(s))
		switch {
		case ofCounters[c.Func.Name] && found.Type == metrics.Gauge:
			a.add("check/rate-of-gauge", c.PosRange.Start, fmt.Sprintf("%s is a gauge, and %s is for counters: it takes each fall for a restart", s.Name, c.Func.Name), "write delta or deriv, or compare the value itself")
		case ofGauges[c.Func.Name] && results[i].Counter != "":
			a.add("check/delta-of-counter", c.PosRange.Start, fmt.Sprintf("%s is a counter, and %s is for gauges: it takes a restart for a fall", s.Name, c.Func.Name), "write increase or rate")
		}
	}
}

// absent has the labels that its matchers say, see createLabelsForAbsentFunction
// in promql/functions.go@v3.15.0.
func absent(c *parser.Call) Result {
	have := metrics.Labels{Names: map[string]bool{}}
	arg := c.Args[0]
	if m, ok := arg.(*parser.MatrixSelector); ok {
		arg = m.VectorSelector
	}
	s, ok := arg.(*parser.VectorSelector)
	if !ok {
		return Result{Labels: have}
	}
	seen := map[string]int{}
	for _, m := range s.LabelMatchers {
		if m.Name == nameLabel {
			continue
		}
		seen[m.Name]++
		if m.Type == labels.MatchEqual && seen[m.Name] == 1 {
			have.Names[m.Name] = true
		} else {
			delete(have.Names, m.Name)
		}
	}
	return Result{Labels: have}
}

// relabel is the result of label_replace and label_join.
func (a *analysis) relabel(c *parser.Call, results []Result) Result {
	first, sources := 3, c.Args[3:]
	if c.Func.Name == "label_replace" {
		sources = c.Args[3:4]
	}
	for at, arg := range sources {
		if word, ok := arg.(*parser.StringLiteral); ok && word.Val != "" {
			a.want(word.Val, results[0].Labels, c.Args[first+at].PositionRange().Start, c.Func.Name)
		}
	}
	if word, ok := c.Args[1].(*parser.StringLiteral); ok {
		results[0].Labels = results[0].Labels.With(word.Val, false)
	}
	return results[0]
}

// histogram is the result of what reads buckets, which are told apart by le.
func (a *analysis) histogram(c *parser.Call, results []Result) Result {
	for i, r := range results {
		if r.Scalar || i == 0 && c.Func.Name == "histogram_quantiles" && len(results) == 0 {
			continue
		}
		a.want("le", r.Labels, c.PosRange.Start, c.Func.Name)
		r.Counter = ""
		r.Labels = r.Labels.Without(func(label string) bool { return label == "le" }, c.Func.Name)
		if word, ok := c.Args[min(1, len(c.Args)-1)].(*parser.StringLiteral); ok && c.Func.Name == "histogram_quantiles" {
			r.Labels = r.Labels.With(word.Val, true)
		}
		return r
	}
	return open
}
