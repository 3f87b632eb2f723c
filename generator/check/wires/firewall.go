package wires

import (
	"fmt"
	"net/netip"
	"slices"

	"gen/generator/check/ends"
	"gen/generator/emit"
)

// through proves that the firewall of the listener's node lets the client
// through, from each address that it may have.
func (s *site) through(d *dial, l *listen) {
	n := l.process.node
	to, err := netip.ParseAddr(d.Host)
	if n.rules == nil || err != nil || to.IsLoopback() || d.from == l.process && !d.from.runs.HostNetwork {
		return
	}
	for _, from := range d.from.node.Addresses {
		p := ends.Packet{From: from, To: to, Interface: s.way(d, n), Protocol: "tcp", Port: d.Port}
		if from.Is4() == to.Is4() && !ends.Admits(n.rules, p) {
			s.add("check/link-firewall", n.Pos, fmt.Sprintf("%s, and the firewall of %s keeps out what comes from %s", d.words(), n.Name, from), "report it: the firewall is gen's own work")
			return
		}
	}
}

// way is the interface through which a connection comes in.
func (s *site) way(d *dial, n *node) string {
	switch {
	case d.from.node != n:
		return "eth0"
	case d.from.runs.HostNetwork:
		return "lo"
	}
	return emit.Bridge
}

// openings proves that a port is open to nobody else: a stranger from outside
// gets nowhere, and a node of the site only where it has to.
func (s *site) openings() {
	for _, n := range s.plan.Nodes {
		if s.nodes[n.Name].rules == nil {
			continue
		}
		for _, l := range s.published(s.nodes[n.Name]) {
			s.opening(s.nodes[n.Name], l)
		}
	}
}

// published are the listeners of a node that can be reached from outside.
func (s *site) published(n *node) (list []*listen) {
	for _, p := range n.processes {
		for _, l := range p.listens {
			if l.port > 0 && !ends.Loopback(l.Host) {
				list = append(list, l)
			}
		}
	}
	return list
}

// opening proves that one port is open to its clients only.
func (s *site) opening(n *node, l *listen) {
	people := l.meant != nil && l.meant.People
	for _, r := range n.rules {
		if r.Port != l.port || !r.Accept || r.Interface != "" {
			continue
		}
		if r.From == nil && !(people && len(s.plan.Admins) == 0) {
			s.tooOpen(n, l, "everybody")
		}
		for _, network := range r.From {
			if !(people && slices.Contains(s.plan.Admins, network)) && !ofClient(network, s.met[l]) {
				s.tooOpen(n, l, network.String())
			}
		}
	}
	for _, to := range n.Addresses {
		stranger := ends.Packet{From: strangers[to.Is4()], To: to, Interface: "eth0", Protocol: "tcp", Port: l.port}
		if ends.Admits(n.rules, stranger) && !(people && s.welcome(stranger.From)) {
			s.tooOpen(n, l, "everybody")
		}
	}
}

// strangers are addresses that nobody has (RFC 1112, RFC 6666), by whether they are of IPv4.
var strangers = map[bool]netip.Addr{true: netip.MustParseAddr("240.0.0.2"), false: netip.MustParseAddr("100::2")}

// welcome tells whether people may come from an address.
func (s *site) welcome(from netip.Addr) bool {
	return len(s.plan.Admins) == 0 || slices.ContainsFunc(s.plan.Admins, func(p netip.Prefix) bool { return p.Contains(from) })
}

func ofClient(network netip.Prefix, clients map[client]bool) bool {
	for p := range clients {
		if network.IsSingleIP() && slices.Contains(p.node.Addresses, network.Addr()) {
			return true
		}
	}
	return false
}

func (s *site) tooOpen(n *node, l *listen, whom string) {
	s.add("check/link-firewall", n.Pos, fmt.Sprintf("the firewall of %s opens port %d of %s to %s, who need not come in", n.Name, l.port, l.process.Name, whom), "report it: the firewall is gen's own work")
}
