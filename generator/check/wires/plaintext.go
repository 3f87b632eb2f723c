package wires

import (
	"fmt"
	"slices"

	"gen/generator/check/ends"
)

// plaintext proves that nothing speaks plain text where others can hear it. What
// a user's own service opens beside its listeners is not the site's.
func (s *site) plaintext() {
	for _, n := range s.apart {
		for _, p := range n.processes {
			for _, l := range p.listens {
				if l.TLS == nil && !l.inside() && (l.meant != nil || builtIn(p.Blueprint)) {
					s.add("check/plaintext", l.pos, fmt.Sprintf("%s on %s listens at %q, port %d, without TLS", p.Name, n.Name, l.Host, l.Port), "let it listen on loopback, or give it a certificate")
				}
			}
			s.plainJobs(p)
		}
	}
}

// inside tells whether a listener is heard by its own host, or the network of
// its project that leads nowhere else, only.
func (l *listen) inside() bool {
	if l.process.runs.HostNetwork || ends.Loopback(l.Host) {
		return ends.Loopback(l.Host)
	}
	internal := func(network string) bool { return !slices.Contains(l.process.node.internal, network) }
	return l.port == 0 && !slices.ContainsFunc(l.process.runs.Networks, internal)
}

// plainJobs proves that what is scraped in plain text outside of the site has a reason.
func (s *site) plainJobs(p *process) {
	for _, c := range p.shown {
		for _, j := range c.Jobs {
			for _, e := range s.plan.Externals {
				if e.Name == j.Name && e.Plaintext == "" && j.Dial.Scheme == "http" {
					s.add("check/plaintext", c.pos, fmt.Sprintf("%s reads %s in plain text, for which the site has no reason", p.Name, j.Name), own)
				}
			}
		}
	}
}
