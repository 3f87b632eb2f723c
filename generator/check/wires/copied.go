package wires

import (
	"net/netip"
	"slices"
	"strings"

	"gen/generator/alike"
	"gen/generator/check/ends"
	"gen/generator/plan"
)

// copied makes what readNode would find on a node whose files are copies of
// another's (package copies), without reading them. It is nil where files say
// more than that node's own ends.
func (s *site) copied(of *plan.Node) *node {
	if !s.same[of] || len(s.nodes[of.Like.Name].processes) != len(of.Instances) {
		return nil
	}
	like := s.nodes[of.Like.Name]
	n := &node{
		Node: of, containers: map[string]*process{}, listens: map[int][]*listen{},
		internal: like.internal, owned: like.owned, users: like.users, rules: ownRules(like, of),
	}
	for at, p := range like.processes {
		copied := p.copied(n, of.Instances[at])
		if copied == nil {
			return nil
		}
		n.processes = append(n.processes, copied)
	}
	return n
}

// ownRules are the rules of a firewall with the node's own address.
func ownRules(like *node, of *plan.Node) []ends.Rule {
	rules := slices.Clone(like.rules)
	address := netip.PrefixFrom(like.Address, like.Address.BitLen())
	for at := range rules {
		if own := slices.Index(rules[at].Except, address); own >= 0 {
			rules[at].Except = slices.Clone(rules[at].Except)
			rules[at].Except[own] = netip.PrefixFrom(of.Address, of.Address.BitLen())
		}
	}
	return rules
}

// copied is the process as another node has it.
func (p *process) copied(n *node, i *plan.Instance) *process {
	back := func(text string) string { return renamed(text, p.node.Node, n.Node) }
	c := &process{Instance: i, runs: p.runs, node: n, secured: p.secured}
	if len(p.runs.Ports) > 0 {
		c.runs.Ports = slices.Clone(p.runs.Ports)
		for at := range c.runs.Ports {
			c.runs.Ports[at].Host = back(c.runs.Ports[at].Host)
		}
	}
	if p.modules != nil {
		return nil
	}
	for _, f := range p.shown {
		if f.Jobs != nil || f.Sources != nil || f.References != nil {
			return nil
		}
		name := n.Name + strings.TrimPrefix(f.file, p.node.Name)
		c.shown = append(c.shown, shown{restored(f.Content, back), name, f.pos})
	}
	for _, l := range p.listens {
		own := *l
		own.process, own.Host, own.meant = c, back(l.Host), c.meant(l.Port)
		c.listens = append(c.listens, &own)
		if own.port > 0 {
			n.listens[own.port] = append(n.listens[own.port], &own)
		}
	}
	if p.Runtime == plan.Compose {
		n.containers[i.Unit] = c
	}
	return c
}

// renamed is a host of one node as another node has it.
func renamed(host string, from, to *plan.Node) string {
	switch {
	case host == "":
		return host
	case host == from.Address.String():
		return to.Address.String()
	case !strings.Contains(host, from.Name):
		return host
	}
	return string(alike.Cut([]byte(host), from.Words()).Fill(to.Words()))
}
