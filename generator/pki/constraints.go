package pki

import (
	"crypto/x509"
	"net"
	"net/netip"
	"slices"
	"strings"

	"gen/generator/plan"
)

// constraints are the names and addresses for which an authority can sign
// (RFC 5280, 4.2.1.10). Every TLS stack refuses what lies outside them, also if
// the authority's key is stolen.
type constraints struct {
	domains []string
	// networks are the permitted addresses; where there are none, all are excluded.
	networks []netip.Prefix
}

// constrain permits an authority exactly what the plan's certificates of its
// kind need. A permitted name includes all names below it.
func constrain(p *plan.Plan, kind string) constraints {
	if kind == plan.ClientCert {
		return constraints{domains: []string{"client." + p.Domain}}
	}
	c := constraints{domains: []string{p.Domain}}
	addresses := []netip.Addr{netip.AddrFrom4([4]byte{127, 0, 0, 1}), netip.IPv6Loopback()}
	var names []string
	for _, n := range p.Nodes {
		addresses, names = append(addresses, n.Addresses...), append(names, n.Names...)
	}
	for _, own := range p.Certificates {
		if own.Kind == kind {
			addresses, names = append(addresses, own.IPs...), append(names, own.DNS...)
		}
	}
	c.domains = widest(append(c.domains, names...))
	c.networks = cover(addresses)
	return c
}

// widest drops every name that lies below another one.
func widest(names []string) []string {
	known := map[string]bool{}
	for at, name := range names {
		names[at] = strings.ToLower(name)
		known[names[at]] = true
	}
	slices.Sort(names)
	return slices.DeleteFunc(slices.Compact(names), func(name string) bool {
		for _, above, deeper := strings.Cut(name, "."); deeper; _, above, deeper = strings.Cut(above, ".") {
			if known[above] {
				return true
			}
		}
		return false
	})
}

// cover is the shortest list of networks that hold exactly these addresses.
func cover(addresses []netip.Addr) []netip.Prefix {
	addresses = slices.Clone(addresses)
	slices.SortFunc(addresses, netip.Addr.Compare)
	var list []netip.Prefix
	for _, address := range slices.Compact(addresses) {
		list = append(list, netip.PrefixFrom(address, address.BitLen()))
		for len(list) > 1 {
			both, ok := joined(list[len(list)-2], list[len(list)-1])
			if !ok {
				break
			}
			list = append(list[:len(list)-2], both)
		}
	}
	return list
}

// joined is the network of which a and b are the halves.
func joined(a, b netip.Prefix) (netip.Prefix, bool) {
	if a.Bits() != b.Bits() || a.Bits() == 0 || a.Addr().BitLen() != b.Addr().BitLen() {
		return a, false
	}
	both := netip.PrefixFrom(a.Addr(), a.Bits()-1).Masked()
	return both, both.Contains(b.Addr())
}

// put writes the constraints into the template of an authority.
func (c constraints) put(template *x509.Certificate) {
	template.PermittedDNSDomainsCritical = true
	template.PermittedDNSDomains = c.domains
	template.PermittedIPRanges, template.ExcludedIPRanges = nil, nil
	for _, network := range c.networks {
		template.PermittedIPRanges = append(template.PermittedIPRanges, ipNet(network))
	}
	if len(c.networks) == 0 {
		template.ExcludedIPRanges = []*net.IPNet{ipNet(netip.MustParsePrefix("0.0.0.0/0")), ipNet(netip.MustParsePrefix("::/0"))}
	}
}

func ipNet(p netip.Prefix) *net.IPNet {
	return &net.IPNet{IP: p.Addr().AsSlice(), Mask: net.CIDRMask(p.Bits(), p.Addr().BitLen())}
}

// of tells whether an authority's certificate has exactly these constraints.
func (c constraints) of(authority *x509.Certificate) bool {
	var want x509.Certificate
	c.put(&want)
	return authority.PermittedDNSDomainsCritical && slices.Equal(want.PermittedDNSDomains, authority.PermittedDNSDomains) &&
		slices.Equal(texts(want.PermittedIPRanges), texts(authority.PermittedIPRanges)) &&
		slices.Equal(texts(want.ExcludedIPRanges), texts(authority.ExcludedIPRanges))
}
