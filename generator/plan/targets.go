package plan

import (
	"strconv"

	"gen/generator/blueprint"
)

// Target is one thing that Prometheus asks: the labels that all of its series have.
type Target map[string]string

// Targets are those of all scrape links and probes and of what gen does not
// install; one that several Prometheus ask is there as often.
func (p *Plan) Targets() []Target {
	var all []Target
	add := func(job string, l *Listener, more ...Label) {
		n := l.Instance.Node
		t := Target{"job": job, "host": n.Name, "instance": n.Name + ":" + strconv.Itoa(l.Port)}
		all = append(all, t.with(n.Labels).with(more))
	}
	for _, l := range p.Links {
		switch {
		case l.Purpose == blueprint.Scrape && l.To.Metrics != nil:
			add(l.To.Metrics.Job, l.To)
		case l.Purpose == blueprint.Probe:
			prober := l.From.Node.Name
			add(ProbeJobs+prober, l.To, Label{Name: "service", Value: l.To.Instance.Name}, Label{Name: "prober", Value: prober})
		}
	}
	for _, e := range p.Externals {
		for _, address := range e.Targets {
			all = append(all, Target{"job": e.Name, "instance": address}.with(e.Labels))
		}
	}
	return all
}

func (t Target) with(labels []Label) Target {
	for _, l := range labels {
		t[l.Name] = l.Value
	}
	return t
}

// Has tells whether a target has all of the labels.
func (t Target) Has(labels []Label) bool {
	for _, l := range labels {
		if value, ok := t[l.Name]; !ok || value != l.Value {
			return false
		}
	}
	return true
}
