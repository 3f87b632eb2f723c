package ruletests

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"github.com/prometheus/prometheus/model/labels"
	"github.com/prometheus/prometheus/promql"
)

// ask compares what an expression gives with what was expected.
func (r *run) ask(q expectation) error {
	got, err := r.env.query(q.Expr, r.Start.since+time.Duration(q.At))
	if err != nil {
		return err
	}
	want := map[string]promql.Sample{}
	for _, s := range q.Samples {
		one, err := expected(s.Labels, s.Value, s.Histogram)
		if err != nil {
			return fmt.Errorf("the expected labels %s: %w", s.Labels, err)
		}
		want[one.Metric.String()] = one
	}
	for _, s := range got {
		one, known := want[s.Metric.String()]
		if !known || !r.equal(one, s) {
			return fmt.Errorf("at %s %s is %s for %s", q.At, q.Expr, valueOf(s), s.Metric)
		}
	}
	if len(got) != len(want) {
		return fmt.Errorf("at %s %s gives %d series instead of %d", q.At, q.Expr, len(got), len(want))
	}
	return nil
}

// expected is a sample as the file of tests says it.
func expected(metric string, value float64, text string) (promql.Sample, error) {
	own, err := syntax.ParseMetric(metric)
	one := promql.Sample{Metric: own, F: value}
	if err != nil || text == "" {
		return one, err
	}
	_, values, err := syntax.ParseSeriesDesc("{} " + text)
	switch {
	case err != nil:
		return one, err
	case len(values) != 1 || values[0].Histogram == nil:
		return one, errors.New(text + " is not one histogram")
	}
	one.H = values[0].Histogram
	return one, nil
}

// equal compares samples as promtool does: exactly, or up to the next number.
func (r *run) equal(a, b promql.Sample) bool {
	if a.H != nil || b.H != nil {
		return valueOf(a) == valueOf(b)
	}
	near := r.fuzzy && (math.Nextafter(a.F, b.F) == b.F)
	return a.F == b.F || near || math.IsNaN(a.F) && math.IsNaN(b.F)
}

func valueOf(s promql.Sample) string {
	if s.H != nil {
		return s.H.TestExpression()
	}
	return fmt.Sprint(s.F)
}

// askAlerts compares the alerts of a name that fire now with those expected.
func (r *run) askAlerts(q alertTest) error {
	if q.Alert == "" {
		return errors.New("alertname is missing")
	}
	var got, want []string
	for _, one := range r.rules {
		if one.Alert != q.Alert {
			continue
		}
		for _, a := range one.active {
			if a.firing {
				got = append(got, fired(a.labels, a.annotations))
			}
		}
	}
	for _, e := range q.Expect {
		own := labels.NewBuilder(labels.FromMap(e.Labels)).Set("alertname", q.Alert).Labels()
		want = append(want, fired(own, labels.FromMap(e.Annotations)))
	}
	slices.Sort(got)
	slices.Sort(want)
	if slices.Equal(got, want) {
		return nil
	}
	return fmt.Errorf("at %s %s fires as %s instead of %s", q.At, q.Alert, listed(got), listed(want))
}

// fired is an alert in one line.
func fired(own, annotations labels.Labels) string {
	text := labels.NewBuilder(own).Del("alertname").Labels().String()
	if !annotations.IsEmpty() {
		text += " with " + annotations.String()
	}
	return text
}

func listed(alerts []string) string {
	if len(alerts) == 0 {
		return "nothing"
	}
	return strings.Join(alerts, " and ")
}
