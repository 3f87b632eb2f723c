package expr

import (
	"maps"
	"slices"

	"gen/generator/check/metrics"
	"gen/generator/plan"
	"gen/generator/report"
	"gen/generator/strictyaml"
)

// site is a Source: what is scraped, what rules record, and what Prometheus
// makes of alerts.
type site struct {
	*metrics.World
	records map[string]*record
	alerts  []Rule
	// firing are the labels of ALERTS, once they were asked for.
	firing *metrics.Labels
}

// record is a series that rules record.
type record struct {
	rules []Rule
	// result is nil before the first question, and while it is being found.
	result  *Result
	running bool
}

// gensOwn are the series that gen's own rules record, whether or not
// certificates have been issued yet.
var gensOwn = map[string]metrics.Found{
	plan.ExpectedSeries:          {Labels: names("job", "host", "instance"), Type: metrics.Gauge},
	plan.ExpectedContainerSeries: {Labels: names("host", "name"), Type: metrics.Gauge},
	plan.BuiltSeries:             {Labels: names("host", "revision"), Type: metrics.Gauge},
	plan.IssuedSeries: {
		Labels: names("certificate", "path", "fingerprint_sha256").With("host", false).With("service", false),
		Type:   metrics.Gauge,
	},
}

// newSite takes the rules as they were written, and from the plan those that
// could not be read.
func newSite(p *plan.Plan, w *metrics.World, rules []Rule) *site {
	s := &site{World: w, records: map[string]*record{}}
	for _, rule := range rules {
		if rule.Alert {
			s.alerts = append(s.alerts, rule)
		} else {
			s.add(rule)
		}
	}
	for _, b := range p.Blueprints {
		for _, own := range b.Records {
			if s.records[own.Name.Value] == nil {
				s.add(Rule{Name: own.Name.Value, Expr: own.Expr.Value, Labels: keys(own.Labels)})
			}
		}
	}
	for _, a := range p.Alerts {
		if !slices.ContainsFunc(s.alerts, func(read Rule) bool { return read.Name == a.Name }) {
			s.alerts = append(s.alerts, Rule{Name: a.Name, Expr: a.Plain, Labels: labelNames(a.Labels), Alert: true})
		}
	}
	return s
}

func labelNames(labels []plan.Label) []string {
	var list []string
	for _, l := range labels {
		list = append(list, l.Name)
	}
	return list
}

func keys(labels strictyaml.Map[strictyaml.Text]) []string {
	var list []string
	for _, l := range labels {
		list = append(list, l.Key.Value)
	}
	return list
}

func (s *site) add(rule Rule) {
	r := s.records[rule.Name]
	if r == nil {
		r = &record{}
		s.records[rule.Name] = r
	}
	r.rules = append(r.rules, rule)
}

// Select knows rules before it asks what is scraped.
func (s *site) Select(name string, match func(job string) bool) (metrics.Found, string, bool) {
	own, isOwn := gensOwn[name]
	switch rule := s.records[name]; {
	case isOwn:
		return own, "", true
	case rule != nil:
		return s.recorded(rule), "", true
	case name == "ALERTS":
		return metrics.Found{Labels: s.alertLabels().With("alertstate", true), Type: metrics.Gauge}, "", true
	case name == "ALERTS_FOR_STATE":
		return metrics.Found{Labels: s.alertLabels(), Type: metrics.Gauge}, "", true
	}
	found, hint, ok := s.World.Select(name, match)
	if ok {
		return found, hint, true
	}
	if near, close := report.Nearest(name, slices.Concat(slices.Collect(maps.Keys(s.records)), slices.Sorted(maps.Keys(gensOwn)))); close {
		hint = "did you mean " + quote(near) + "?"
	}
	return found, hint, false
}

func names(list ...string) metrics.Labels {
	l := metrics.Labels{}
	for _, name := range list {
		l = l.With(name, true)
	}
	return l
}

// recorded is what the rules of a name yield; rules that need each other are
// not understood.
func (s *site) recorded(r *record) metrics.Found {
	if r.running {
		return metrics.Found{Labels: open.Labels}
	}
	if r.result == nil {
		r.running = true
		var all *Result
		for _, rule := range r.rules {
			one, _ := Analyse(rule.Expr, s)
			for _, name := range rule.Labels {
				one.Labels = one.Labels.With(name, true)
			}
			if all != nil {
				one.Labels = all.Labels.Union(one.Labels)
			}
			all = &one
		}
		r.result, r.running = all, false
	}
	return metrics.Found{Labels: r.result.Labels, Unproven: r.result.Unproven}
}

// alertLabels are the labels of the series by which Prometheus shows alerts.
func (s *site) alertLabels() metrics.Labels {
	if s.firing == nil {
		all := metrics.Labels{}
		s.firing = &metrics.Labels{Open: true} // for alerts over ALERTS itself
		for _, a := range s.alerts {
			one, _ := Analyse(a.Expr, s)
			labels := one.Labels
			for _, name := range a.Labels {
				labels = labels.With(name, true)
			}
			all = all.Union(labels)
		}
		for _, name := range []string{"alertname", "severity"} {
			all = all.With(name, true)
		}
		s.firing = &all
	}
	return *s.firing
}
