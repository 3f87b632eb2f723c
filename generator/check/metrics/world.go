package metrics

import (
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
	// names are those that it exports, once somebody has asked; nil before.
	names []string
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
