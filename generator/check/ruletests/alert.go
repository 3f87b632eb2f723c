package ruletests

import (
	"context"
	"fmt"
	"maps"
	"net/url"
	"time"

	"github.com/prometheus/common/model"
	"github.com/prometheus/prometheus/model/labels"
	"github.com/prometheus/prometheus/model/rulefmt"
	"github.com/prometheus/prometheus/promql"
	"github.com/prometheus/prometheus/template"
)

// rule is a rule at work.
type rule struct {
	rulefmt.Rule
	// offset is how far in the past it looks.
	offset time.Duration
	// active are the alerts that are pending or firing, by their labels.
	active map[uint64]*state
	// before are the series that the rule gave the last time.
	before map[uint64]labels.Labels
	// told tells that a test asks for its annotations.
	told bool
}

// newRule is a rule with the labels and the offset of its group.
func newRule(g rulefmt.RuleGroup, own rulefmt.Rule) *rule {
	all := maps.Clone(g.Labels)
	if all == nil {
		all = map[string]string{}
	}
	maps.Copy(all, own.Labels)
	own.Labels = all
	r := &rule{Rule: own}
	if g.QueryOffset != nil {
		r.offset = time.Duration(*g.QueryOffset)
	}
	return r
}

// state is one alert (rules/alerting.go@v3.15.0, AlertingRule.Eval).
type state struct {
	labels      labels.Labels
	annotations labels.Labels
	since       time.Duration
	firing      bool
	// seen is when its condition held for the last time, quiet when it did no
	// more for the first time after that.
	seen, quiet time.Duration
}

// eval gives the recorded series, or the series ALERTS of an alert.
func (r *rule) eval(env environment, now time.Duration) (promql.Vector, error) {
	result, err := env.query(r.Expr, now-r.offset)
	if err != nil {
		return nil, err
	}
	if r.Record != "" {
		for at := range result {
			b := labels.NewBuilder(result[at].Metric)
			for name, value := range r.Labels {
				b.Set(name, value)
			}
			result[at].Metric = b.Set("__name__", r.Record).Labels()
		}
		return result, nil
	}
	for _, sample := range result {
		if err := r.hold(env, sample, now); err != nil {
			return nil, err
		}
	}
	return r.alerts(now), nil
}

// hold notes that an alert's condition holds for a series. Two series whose labels
// the alert makes the same are a mistake.
func (r *rule) hold(env environment, sample promql.Sample, now time.Duration) error {
	b := labels.NewBuilder(sample.Metric).Del("__name__")
	for name, text := range r.Labels {
		b.Set(name, env.expand(text, sample, now))
	}
	own := b.Set("alertname", r.Alert).Labels()
	a := r.active[own.Hash()]
	if a != nil && a.seen == now {
		return fmt.Errorf("it gives %s twice", own)
	}
	if a == nil {
		a = &state{labels: own, since: now}
		r.active[own.Hash()] = a
	}
	a.seen = now
	a.firing = a.firing || now-a.since >= time.Duration(r.For)
	if !r.told {
		return nil
	}
	notes := labels.NewBuilder(labels.EmptyLabels())
	for name, text := range r.Annotations {
		notes.Set(name, env.expand(text, sample, now))
	}
	a.annotations = notes.Labels()
	return nil
}

// alerts is the series ALERTS; it forgets alerts that are over.
func (r *rule) alerts(now time.Duration) promql.Vector {
	var vector promql.Vector
	for hash, a := range r.active {
		if a.seen < now {
			if a.quiet < a.seen {
				a.quiet = now
			}
			if !a.firing || now-a.quiet >= time.Duration(r.KeepFiringFor) {
				delete(r.active, hash)
				continue
			}
		}
		word := "pending"
		if a.firing {
			word = "firing"
		}
		metric := labels.NewBuilder(a.labels).Set("__name__", "ALERTS").Set("alertstate", word).Labels()
		vector = append(vector, promql.Sample{T: now.Milliseconds(), F: 1, Metric: metric})
	}
	return vector
}

// environment is what rules and their texts can read.
type environment struct {
	query    queries
	external map[string]string
	url      string
}

// texts are what stands before every template.
const texts = "{{$labels := .Labels}}{{$externalLabels := .ExternalLabels}}{{$externalURL := .ExternalURL}}{{$value := .Value}}"

// Expand writes the text of an annotation as Prometheus does for an alert with
// these labels and this value, if it asks nothing else.
func Expand(text string, of map[string]string, value float64) string {
	nothing := func(string, time.Duration) (promql.Vector, error) { return nil, nil }
	return environment{query: nothing}.expand(text, promql.Sample{F: value, Metric: labels.FromMap(of)}, 0)
}

// expand writes the text of a label or an annotation.
func (e environment) expand(text string, sample promql.Sample, now time.Duration) string {
	data := template.AlertTemplateData(sample.Metric.Map(), e.external, e.url, sample)
	address, err := url.Parse(e.url)
	if err != nil {
		address = &url.URL{}
	}
	ask := func(_ context.Context, expr string, at time.Time) (promql.Vector, error) {
		return e.query(expr, time.Duration(at.UnixNano()))
	}
	result, err := template.NewTemplateExpander(context.Background(), texts+text, "text", data, model.Time(now.Milliseconds()), ask, address, nil).Expand()
	if err != nil {
		return "<error expanding template: " + err.Error() + ">"
	}
	return result
}
