package nftables

import (
	"cmp"
	"net/netip"
	"slices"
	"strings"

	"gen/generator/plan"
)

// sources are those who may connect to a listener.
type sources struct {
	// names are "service on node", sorted; people stand beside them.
	names    []string
	networks []netip.Prefix
	// people may come, anybody even from anywhere.
	people, anybody bool
	// containers of the node itself may come.
	containers bool
}

// allowed are the clients of a listener's links, and the administrators'
// networks where people use it. Without such networks people come from anywhere.
func allowed(p *plan.Plan, to *plan.Listener) sources {
	s := sources{people: to.People, anybody: to.People && len(p.Admins) == 0}
	if to.People {
		s.networks = append(s.networks, p.Admins...)
	}
	for _, l := range to.Instance.In {
		if l.To != to || l.From == to.Instance {
			continue // to another listener, or its own health check
		}
		s.names = append(s.names, l.From.Name+" on "+l.From.Node.Name)
		if l.From.Node != to.Instance.Node {
			s.networks = append(s.networks, hosts(l.From.Node.Addresses)...)
		} else if !l.From.HostNetwork {
			s.containers = true // others of the node itself come over lo
		}
	}
	slices.Sort(s.names)
	s.names = slices.Compact(s.names)
	return s
}

// words says it for a comment.
func (s sources) words() string {
	names := s.names
	if s.people {
		names = append([]string{"people"}, names...)
	}
	if len(names) == 0 {
		return "nobody from outside"
	}
	return strings.Join(names, ", ")
}

// hosts turns addresses into networks of one address each.
func hosts(addresses []netip.Addr) []netip.Prefix {
	var networks []netip.Prefix
	for _, a := range addresses {
		a = a.Unmap().WithZone("")
		networks = append(networks, netip.PrefixFrom(a, a.BitLen()))
	}
	return networks
}

// families splits networks into IPv4 and IPv6, sorted, each without those that
// lie in another: nft refuses a set whose intervals overlap.
func families(networks []netip.Prefix) (v4, v6 []netip.Prefix) {
	all := make([]netip.Prefix, 0, len(networks))
	for _, n := range networks {
		all = append(all, n.Masked())
	}
	slices.SortFunc(all, func(a, b netip.Prefix) int {
		return cmp.Or(a.Addr().Compare(b.Addr()), cmp.Compare(a.Bits(), b.Bits()))
	})
	for _, n := range all {
		family := &v6
		if n.Addr().Is4() {
			family = &v4
		}
		if kept := *family; len(kept) == 0 || !kept[len(kept)-1].Overlaps(n) {
			*family = append(kept, n)
		}
	}
	return v4, v6
}

// set writes networks as nft does: one alone without braces.
func set(networks []netip.Prefix) string {
	var words []string
	for _, n := range networks {
		if n.IsSingleIP() {
			words = append(words, n.Addr().String())
		} else {
			words = append(words, n.String())
		}
	}
	if len(words) < 2 {
		return strings.Join(words, "")
	}
	return "{ " + strings.Join(words, ", ") + " }"
}
