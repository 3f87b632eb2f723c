package wires

import (
	"fmt"
	"net"
	"net/netip"
	"slices"
	"strconv"

	"gen/generator/check/ends"
	"gen/generator/plan"
	"gen/generator/report"
)

// prove proves one connection from end to end. What is wrong with the way is
// told before what is wrong with the greeting.
func (s *site) prove(d *dial) {
	found := s.reached(d)
	if len(found) == 0 {
		if d.certain {
			s.unreached(d)
		} else {
			s.doubtful = append(s.doubtful, d)
		}
		return
	}
	for _, l := range found {
		s.through(d, l)
		s.greet(d, l)
	}
}

// reached are the listeners at the place that a process dials.
func (s *site) reached(d *dial) (found []*listen) {
	switch n := s.byAddress(d.Host); {
	case ends.Loopback(d.Host) && !d.from.runs.HostNetwork:
		for _, l := range d.from.listens {
			if l.Port == d.Port && (ends.Wildcard(l.Host) || ends.Loopback(l.Host)) {
				found = append(found, l)
			}
		}
	case ends.Loopback(d.Host), n != nil:
		if n == nil {
			n = d.from.node
		}
		for _, l := range n.listens[d.Port] {
			if l.hears(d.Host) {
				found = append(found, l)
			}
		}
	case !d.from.runs.HostNetwork && d.from.node.containers[d.Host] != nil:
		other := d.from.node.containers[d.Host]
		shared := func(network string) bool { return slices.Contains(d.from.runs.Networks, network) }
		for _, l := range other.listens {
			if l.Port == d.Port && ends.Wildcard(l.Host) && slices.ContainsFunc(other.runs.Networks, shared) {
				found = append(found, l)
			}
		}
	}
	return found
}

// hears tells whether a listener hears what is sent to an address of its host.
func (l *listen) hears(host string) bool {
	if l.process.runs.HostNetwork {
		return ends.Wildcard(l.Host) || same(l.Host, host) || host == "localhost" && ends.Loopback(l.Host)
	}
	for _, port := range l.process.runs.Ports {
		if port.Published == l.port && (ends.Wildcard(port.Host) || same(port.Host, host)) {
			return ends.Wildcard(l.Host)
		}
	}
	return false
}

// same tells whether two texts are one address.
func same(a, b string) bool {
	x, err := netip.ParseAddr(a)
	y, wrong := netip.ParseAddr(b)
	return a == b || err == nil && wrong == nil && x == y
}

// wanted tells whether a link of the plan is likely to be this one gone wrong:
// one that was not seen, to the same place but for the host or the port.
func (s *site) wanted(d *dial) bool {
	return slices.ContainsFunc(d.from.Out, func(l *plan.Link) bool {
		to := s.running[l.To.Instance]
		return (l.Port == d.Port || l.Host == d.Host) && to != nil && !s.have(client{d.from, purpose(l)}, to, l.To.Port)
	})
}

// unreached tells that nobody listens where a process dials.
func (s *site) unreached(d *dial) {
	n, known := s.byAddress(d.Host), d.from.node.containers[d.Host] != nil || ends.Loopback(d.Host)
	if ends.Loopback(d.Host) && d.from.runs.HostNetwork {
		n = d.from.node
	}
	pos, instead := d.to, "nothing listens there"
	if pos.IsZero() {
		pos = d.pos
	}
	if link := planned(d); link != nil {
		pos, instead = s.instead(link)
	}
	switch {
	case n == nil && !known:
		s.add("check/link-address", pos, fmt.Sprintf("%s, and no node of the site has the address %s", d.words(), d.Host), "correct the address, or report it if the file is gen's own work")
	case n != nil && len(n.listens[d.Port]) > 0:
		l := n.listens[d.Port][0]
		s.add("check/link-address", pos, fmt.Sprintf("%s, and %s listens at %q there", d.words(), l.process.Name, l.Host), own)
	default:
		s.add("check/link-port", pos, d.words()+", and "+instead, own)
	}
}

// instead is where the far end of a link listens, and where the user can change
// that: the dial is as the plan has it, so that the listener is not.
func (s *site) instead(link *plan.Link) (report.Pos, string) {
	p := s.running[link.To.Instance]
	if p == nil {
		return runtimePos(link.To.Instance), "nothing runs there"
	}
	for _, l := range p.listens {
		if l.meant == nil || l.meant == link.To {
			return l.pos, fmt.Sprintf("%s listens at %s", p.Name, net.JoinHostPort(l.Host, strconv.Itoa(l.Port)))
		}
	}
	return s.listenPos(link), "nothing listens there"
}

// planned is the link of the plan that a dial is, or nil.
func planned(d *dial) *plan.Link {
	for _, l := range d.from.Out {
		if l.Port == d.Port && same(l.Host, d.Host) {
			return l
		}
	}
	return nil
}
