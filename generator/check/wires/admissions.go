package wires

import (
	"fmt"
	"maps"
	"slices"

	"gen/generator/check/ends"
	"gen/generator/plan"
)

// admissions proves that a listener lets in nobody but those who dial it.
func (s *site) admissions() {
	for _, n := range s.plan.Nodes {
		for _, p := range s.nodes[n.Name].processes {
			for _, l := range p.listens {
				if l.TLS != nil && !l.unseen {
					s.admission(l)
				}
			}
		}
	}
}

func (s *site) admission(l *listen) {
	name := l.process.Name + " on " + l.process.node.Name
	switch {
	case l.TLS.ClientCA == "":
		if l.meant != nil && (l.meant.VerifiesClients() || l.meant.Reason == "") {
			s.add("check/link-admission", l.tlsPos, fmt.Sprintf("%s asks nobody at port %d for a certificate, and there is no reason why", name, l.Port), own)
		}
		return
	case l.TLS.Open():
		s.add("check/link-admission", l.tlsPos, fmt.Sprintf("%s lets in every certificate of %s at port %d", name, authority(l.TLS.ClientCA), l.Port), own)
		return
	}
	for _, identity := range l.TLS.Names {
		if c := s.identities[identity]; !s.invited(l, c) && identity != plan.Nobody {
			s.uninvited(l, identity)
		}
	}
	if len(l.TLS.Patterns) == 0 {
		return
	}
	for _, identity := range slices.Sorted(maps.Keys(s.identities)) {
		// One notation is enough to get in.
		if (s.taken(l, "CN="+identity+",O="+s.plan.Site) || s.taken(l, "/O="+s.plan.Site+"/CN="+identity)) && !s.invited(l, s.identities[identity]) {
			s.uninvited(l, identity)
		}
	}
}

// invited tells whether somebody dials, or people use, a listener as a client.
func (s *site) invited(l *listen, c *ends.Certificate) bool {
	return c != nil && (slices.Contains(l.admitted, c.Name) || c.Node == "" && l.meant != nil && l.meant.People)
}

func (s *site) uninvited(l *listen, identity string) {
	s.add("check/link-admission", l.tlsPos, fmt.Sprintf("%s on %s lets in %s at port %d, who does not dial it", l.process.Name, l.process.node.Name, identity, l.Port), own)
}
