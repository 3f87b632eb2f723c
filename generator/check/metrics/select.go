package metrics

import (
	"slices"
)

// Jobs are the jobs that match, by a function on their names.
func (w *World) Jobs(match func(job string) bool) []string {
	var names []string
	for _, s := range w.sources {
		if match(s.job) {
			names = append(names, s.job)
		}
	}
	return names
}

// Found is what is known about the series of one name.
type Found struct {
	// Labels are those of targets and of the metric together.
	Labels Labels
	// Type is empty when several are possible or none is known.
	Type string
	// Unproven names a service whose metrics nobody has written down, and that may export it.
	Unproven string
}

// Made are the series that Prometheus makes for every target.
// Source: https://prometheus.io/docs/concepts/jobs_instances/ and scrape/scrape.go@v3.15.0.
var made = []string{
	"up", "scrape_duration_seconds", "scrape_samples_scraped", "scrape_samples_post_metric_relabeling", "scrape_series_added",
	"scrape_timeout_seconds", "scrape_sample_limit", "scrape_body_size_bytes",
}

// Select finds the series of a name among the jobs that match. It is false
// when nothing in the site exports it, with a hint.
func (w *World) Select(name string, match func(job string) bool) (found Found, hint string, ok bool) {
	found.Labels = Labels{}
	for _, s := range w.sources {
		if !match(s.job) {
			continue
		}
		if slices.Contains(made, name) {
			found.join(s.targets, nil)
			ok = true
			continue
		}
		for _, m := range w.metrics(s, name) {
			found.join(s.targets, m)
			ok = true
		}
	}
	if ok {
		return found, "", true
	}
	if service := w.unknown(name, match); service != "" {
		return Found{Labels: Labels{Open: true}, Unproven: service}, "", true
	}
	return found, w.hint(name, match), false
}

// metrics are what a source exports under a name.
func (w *World) metrics(s *source, name string) []*Metric {
	x := w.tables[s.blueprint]
	if x == nil {
		return nil
	}
	var list []*Metric
	for _, m := range x.find(name) {
		if (m.NeedsName == Probe) != s.probe {
			continue
		}
		for _, v := range s.variants {
			if m.at(v, name) {
				list = append(list, m)
				break
			}
		}
	}
	return list
}

// at tells whether a metric is there with a version and flags.
func (m *Metric) at(v variant, name string) bool {
	return m.versions.Contains(v.version) && !slices.ContainsFunc(m.needs, func(t term) bool { return m.NeedsName != Probe && !t.holds(v.flags, name) })
}

// join adds the series of one metric of one source.
func (f *Found) join(targets Labels, m *Metric) {
	series := targets.Clone()
	kind := Gauge
	if m != nil {
		kind = m.Type
		for _, l := range m.Labels {
			if l.Name == AnyLabel {
				series.Open = true
				continue
			}
			series.Names[l.Name] = series.Names[l.Name] || l.Always
		}
	}
	if f.Labels.Names == nil {
		f.Labels, f.Type = series, kind
		return
	}
	f.Labels = f.Labels.Union(series)
	if f.Type != kind {
		f.Type = ""
	}
}
