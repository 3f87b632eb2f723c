package ruletests

import (
	"time"

	"github.com/prometheus/prometheus/model/labels"
	"github.com/prometheus/prometheus/model/rulefmt"
	"github.com/prometheus/prometheus/promql"
)

// rule is a rule at work.
type rule struct {
	rulefmt.Rule
	// active are the alerts that are pending or firing, by their labels.
	active map[uint64]*state
	// before are the series that the rule gave the last time.
	before map[uint64]labels.Labels
}

// state is one alert (rules/alerting.go@v3.15.0, AlertingRule.Eval).
type state struct {
	labels labels.Labels
	since  time.Duration
	firing bool
	// last is when its condition held for the last time.
	last time.Duration
}

// eval gives the recorded series, or the series ALERTS of an alert.
func (r *rule) eval(query queries, now time.Duration) (promql.Vector, error) {
	result, err := query(r.Expr, now)
	if err != nil {
		return nil, err
	}
	if r.Record != "" {
		for at := range result {
			result[at].Metric = r.relabel(result[at].Metric, "__name__", r.Record)
		}
		return result, nil
	}
	for _, sample := range result {
		r.hold(r.relabel(sample.Metric.DropReserved(func(name string) bool { return name == "__name__" }), "alertname", r.Alert), now)
	}
	return r.alerts(now), nil
}

// relabel adds the rule's own labels and one more.
func (r *rule) relabel(metric labels.Labels, name, value string) labels.Labels {
	b := labels.NewBuilder(metric)
	for own, text := range r.Labels {
		b.Set(own, text)
	}
	return b.Set(name, value).Labels()
}

// hold notes that an alert's condition holds.
func (r *rule) hold(own labels.Labels, now time.Duration) {
	a := r.active[own.Hash()]
	if a == nil {
		a = &state{labels: own, since: now}
		r.active[own.Hash()] = a
	}
	a.last = now
	a.firing = a.firing || now-a.since >= time.Duration(r.For)
}

// alerts is the series ALERTS; it forgets alerts that are over.
func (r *rule) alerts(now time.Duration) promql.Vector {
	var vector promql.Vector
	for hash, a := range r.active {
		if a.last < now && (!a.firing || now-a.last >= time.Duration(r.KeepFiringFor)) {
			delete(r.active, hash)
			continue
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
