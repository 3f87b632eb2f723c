package metrics

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"gen/generator/blueprint"
	"gen/generator/compat"
	"gen/generator/plan"
	"gen/generator/report"
)

// World is what the Prometheus of a site can know, before any rule.
type World struct {
	sources []*source
	tables  map[*blueprint.Blueprint]*index
	report  *report.Report
}

// source is what is scraped under one job.
type source struct {
	job string
	// blueprint is nil for what gen does not install.
	blueprint *blueprint.Blueprint
	// probe tells that these are results of a prober, not its own metrics.
	probe bool
	// variants are the different versions and command lines.
	variants map[string]variant
	// targets are the labels that targets have.
	targets Labels
	scraped int
	// federates tells that it passes on what another Prometheus has recorded.
	federates bool
}

type variant struct {
	version compat.Version
	flags   flags
}

// New gathers what the scrape links of a plan lead to. Mistakes in a table are
// added to r.
func New(p *plan.Plan, r *report.Report) *World {
	w := &World{tables: map[*blueprint.Blueprint]*index{}, report: r}
	byJob := map[string]*source{}
	for _, l := range p.Links {
		if l.Purpose != blueprint.Scrape || l.To.Metrics == nil {
			continue
		}
		instance := l.To.Instance
		if instance.Behind != nil {
			instance = instance.Behind.Instance
		}
		w.add(byJob, l.To.Metrics.Job, instance, false, nil)
		for _, probe := range instance.Out {
			if probe.Purpose == blueprint.Probe {
				w.addProbe(byJob, instance, probe.To.Instance)
			}
		}
	}
	for _, e := range p.Externals {
		names := []string{"job", "instance"}
		for _, label := range e.Labels {
			names = append(names, label.Name)
		}
		byJob[e.Name] = &source{job: e.Name, targets: labelsOf(names...), federates: strings.Contains(e.Path, "federate")}
	}
	for _, job := range slices.Sorted(maps.Keys(byJob)) {
		w.sources = append(w.sources, byJob[job])
	}
	return w
}

// add counts one target.
func (w *World) add(byJob map[string]*source, job string, i *plan.Instance, probe bool, more []string) *source {
	s := byJob[job]
	if s == nil {
		s = &source{job: job, blueprint: i.Blueprint, probe: probe, variants: map[string]variant{}}
		byJob[job] = s
	}
	s.meet(w.index(i.Blueprint), i)
	s.label(i.Node, more)
	return s
}

// addProbe counts what a prober tells about one target.
func (w *World) addProbe(byJob map[string]*source, prober, target *plan.Instance) {
	job := plan.ProbeJobs + prober.Node.Name
	s := byJob[job]
	if s == nil {
		s = &source{job: job, blueprint: prober.Blueprint, probe: true, variants: map[string]variant{}}
		byJob[job] = s
		s.meet(w.index(prober.Blueprint), prober)
	}
	s.label(target.Node, []string{"service", "prober"})
}

// meet notes the version and the flags of an instance that decide what it
// exports; there are few different ones, however many nodes.
func (s *source) meet(x *index, i *plan.Instance) {
	if x == nil {
		return
	}
	key := i.Version.String()
	for _, arg := range i.Args {
		if name, _, _ := strings.Cut(arg, "="); x.flags[name] {
			key += "\x00" + arg
		}
	}
	if _, known := s.variants[key]; !known {
		s.variants[key] = variant{i.Version, readFlags(i.Args)}
	}
}

// label notes the labels of a target.
func (s *source) label(n *plan.Node, more []string) {
	s.scraped++
	if s.scraped == 1 {
		s.targets = labelsOf(append([]string{"job", "host", "instance"}, more...)...)
		for _, l := range n.Labels {
			s.targets.Names[l.Name] = true
		}
		return
	}
	for _, l := range n.Labels {
		if _, known := s.targets.Names[l.Name]; !known {
			s.targets.Names[l.Name] = false
		}
	}
	if len(s.targets.Names) == 3+len(more)+len(n.Labels) {
		return // none can be missing
	}
	for name, always := range s.targets.Names {
		own := slices.ContainsFunc(n.Labels, func(l plan.Label) bool { return l.Name == name })
		if always && !own && name != "job" && name != "host" && name != "instance" && !slices.Contains(more, name) {
			s.targets.Names[name] = false
		}
	}
}

// index reads the table of a blueprint, once; it is nil without one.
func (w *World) index(b *blueprint.Blueprint) *index {
	x, done := w.tables[b]
	if done || b.Metrics.Text == "" {
		return x
	}
	table, mistakes := ReadTable(b.Metrics.Text)
	for _, m := range mistakes {
		w.report.AddSource(b.Metrics.File, []byte(b.Metrics.Text))
		w.report.Add(report.Problem{ID: "blueprint/metrics", Pos: report.Pos{File: b.Metrics.File, Line: m.Line, Col: 1}, Fact: m.Fact, Hint: m.Hint})
	}
	x = newIndex(table)
	w.tables[b] = x
	return x
}

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

// unknown names a service that may export a name without gen's knowing, or "".
func (w *World) unknown(name string, match func(string) bool) string {
	for _, s := range w.sources {
		x := w.tables[s.blueprint]
		switch {
		case !match(s.job) || !s.federates && strings.Contains(name, ":"): // by convention of rules
		case x == nil && w.owner(name) == nil:
			return s.job
		case x != nil && len(x.open) > 0 && s.anything(x, name) && w.foreign(s, x, name):
			return s.job
		}
	}
	return ""
}

// foreign tells whether a name may well come from what users put into a
// source: no table has it, and it does not look like a slip.
func (w *World) foreign(s *source, x *index, name string) bool {
	owner := w.owner(name)
	if owner != nil && owner != x || len(x.find(name)) > 0 {
		return false
	}
	_, slip := report.Nearest(name, w.exported(s, x))
	return !slip
}

// anything tells whether some instance may export names that no table has.
func (s *source) anything(x *index, name string) bool {
	for _, v := range s.variants {
		if !slices.ContainsFunc(x.open, func(t term) bool { return !t.holds(v.flags, name) }) {
			return true
		}
	}
	return false
}

// owner is the table of the service whose names all begin like this one, or nil.
func (w *World) owner(name string) *index {
	word := firstWord(name)
	for _, s := range w.sources {
		if x := w.tables[s.blueprint]; x != nil && (x.first[word] || shared[word] && word != "net") {
			return x
		}
	}
	return nil
}

// hint says what would bring a metric, or what was meant.
func (w *World) hint(name string, match func(string) bool) string {
	var candidates []string
	for _, s := range w.sources {
		x := w.tables[s.blueprint]
		if x == nil {
			continue
		}
		for _, m := range x.find(name) {
			if text := w.explain(s, m, match(s.job)); text != "" {
				return text
			}
		}
		if !match(s.job) {
			continue
		}
		candidates = append(candidates, w.exported(s, x)...)
	}
	if near, ok := report.Nearest(name, append(candidates, made...)); ok {
		return fmt.Sprintf("did you mean %q?", near)
	}
	if owner := w.owner(name); owner != nil && owner.openHint != "" {
		return owner.openHint
	}
	return "remove it, or add the service that exports it"
}

// exported are the names that a source has at its versions and flags, sorted.
func (w *World) exported(s *source, x *index) []string {
	var names []string
	for name, list := range x.byName {
		if slices.ContainsFunc(list, func(m *Metric) bool { return (m.NeedsName == Probe) == s.probe && s.has(m) }) {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}

func (s *source) has(m *Metric) bool {
	for _, v := range s.variants {
		if m.at(v, m.Name) {
			return true
		}
	}
	return false
}

// explain says why a source does not export a metric that its table has.
func (w *World) explain(s *source, m *Metric, matched bool) string {
	if (m.NeedsName == Probe) != s.probe {
		return ""
	}
	if !matched {
		return fmt.Sprintf("%s exports it; correct the matcher of the label job", s.job)
	}
	for _, v := range s.variants {
		if m.versions.Contains(v.version) && m.Hint != "" && !m.at(v, m.Name) {
			return m.Hint
		}
	}
	for _, key := range slices.Sorted(maps.Keys(s.variants)) {
		if v := s.variants[key]; !m.versions.Contains(v.version) {
			return fmt.Sprintf("%s %s does not export it, other versions do", s.blueprint.Name, v.version)
		}
	}
	return ""
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
