package plan

import (
	"cmp"
	"fmt"
	"net/netip"
	"slices"

	"gen/generator/strictyaml"
	"gen/generator/topology"
)

// placeNodes settles every node with its addresses and services.
func (p *planner) placeNodes() {
	addresses := map[netip.Addr]strictyaml.Text{}
	for _, entry := range p.site.Nodes {
		node := p.placeNode(entry.Key, entry.Value, addresses)
		p.plan.Nodes = append(p.plan.Nodes, node)
		p.nodes[node.Name] = node
	}
	slices.SortFunc(p.plan.Nodes, func(a, b *Node) int { return cmp.Compare(a.Name, b.Name) })
	if len(p.plan.Nodes) == 0 {
		p.fail("plan/no-nodes", p.site.Name.Pos, "the site has no nodes", `add "nodes:" with at least one name and its address`)
	}
}

func (p *planner) placeNode(name strictyaml.Text, own topology.Node, seen map[netip.Addr]strictyaml.Text) *Node {
	flat := p.merge(own.Group, nil)
	node := &Node{
		Name: name.Value, Pos: name.Pos, Labels: labels(flat.labels),
		OS:      p.oneOf(flat.os, "debian", "redhat"),
		Arch:    p.oneOf(flat.arch, "amd64", "arm64", "armv7", "ppc64le", "riscv64", "s390x"),
		Runtime: p.oneOf(flat.runtime, Systemd, Compose),
		SSH:     SSH{User: flat.ssh.User.Value, Host: flat.ssh.Host.Value, Jump: flat.ssh.Jump.Value, Port: flat.ssh.Port.Value},
	}
	for _, text := range append([]strictyaml.Text{own.Address}, own.Addresses...) {
		if address, ok := p.address(text, seen); ok {
			node.Addresses = append(node.Addresses, address)
		}
	}
	if len(node.Addresses) > 0 {
		node.Address = node.Addresses[0]
	}
	node.Names = []string{node.Name + "." + p.plan.Domain}
	for _, text := range own.Names {
		if !slices.Contains(node.Names, text.Value) {
			node.Names = append(node.Names, text.Value)
		}
	}
	p.checkSSH(node, flat.ssh.Port.Pos, flat.ssh.User.Pos, flat.ssh.Host.Pos, flat.ssh.Jump.Pos)
	p.placeServices(node, flat)
	return node
}

// address reads an IP address of a node that no other place has taken.
func (p *planner) address(text strictyaml.Text, seen map[netip.Addr]strictyaml.Text) (netip.Addr, bool) {
	address, err := netip.ParseAddr(text.Value)
	if err != nil {
		hint := "write the address that the other nodes reach it at, such as 192.168.10.11"
		if bare, ok := bareAddress(text.Value); ok {
			hint = fmt.Sprintf("did you mean %q?", bare)
		}
		p.fail("plan/bad-address", text.Pos, quoted(text.Value)+" is not an IP address", hint)
		return address, false
	}
	address = address.Unmap()
	if why := unfit(address); why != "" {
		p.fail("plan/bad-address", text.Pos, fmt.Sprintf("address %s %s", text.Value, why), "write the address that the other nodes reach it at, such as 192.168.10.11")
		return address, false
	}
	if first, taken := seen[address]; taken {
		p.fail("plan/duplicate-address", text.Pos, fmt.Sprintf("address %s stands twice, the first is at %s", text.Value, place(first.Pos)), "give each node addresses of its own")
		return address, false
	}
	seen[address] = text
	return address, true
}

// unfit says why an address cannot be a node's, or returns "".
func unfit(a netip.Addr) string {
	switch {
	case a.Zone() != "":
		return "has a zone, which no certificate can carry"
	case a.IsUnspecified():
		return "means every address, not one"
	case a.IsLoopback():
		return "is loopback, which no other node can reach"
	case a.IsLinkLocalUnicast():
		return "is link-local, which nobody reaches without the name of an interface"
	case a.IsMulticast(), a == netip.AddrFrom4([4]byte{255, 255, 255, 255}):
		return "is no address of a single host"
	}
	return ""
}

// oneOf reads a word that must be one of some; the first is the default, and
// what stands for an unknown one.
func (p *planner) oneOf(text strictyaml.Text, words ...string) string {
	if text.Value == "" {
		return words[0]
	}
	if !slices.Contains(words, text.Value) {
		p.fail("plan/unknown-word", text.Pos, "unknown value "+quoted(text.Value), meant(text.Value, words))
		return words[0]
	}
	return text.Value
}
