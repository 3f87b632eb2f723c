package pki

import (
	"net/netip"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestCover(t *testing.T) {
	for _, c := range []struct{ addresses, want []string }{
		{nil, []string{}},
		{[]string{"10.0.0.1"}, []string{"10.0.0.1/32"}},
		{[]string{"10.0.0.1", "10.0.0.2"}, []string{"10.0.0.1/32", "10.0.0.2/32"}},
		{[]string{"10.0.0.3", "10.0.0.2"}, []string{"10.0.0.2/31"}},
		{[]string{"10.0.0.0", "10.0.0.1", "10.0.0.2", "10.0.0.3", "10.0.0.4"}, []string{"10.0.0.0/30", "10.0.0.4/32"}},
		{[]string{"10.0.0.7", "10.0.0.7"}, []string{"10.0.0.7/32"}},
		{[]string{"255.255.255.254", "255.255.255.255", "0.0.0.0", "0.0.0.1"}, []string{"0.0.0.0/31", "255.255.255.254/31"}},
		{[]string{"fd00::1", "fd00::", "10.0.0.1", "::1"}, []string{"10.0.0.1/32", "::1/128", "fd00::/127"}},
	} {
		var addresses []netip.Addr
		for _, text := range c.addresses {
			addresses = append(addresses, netip.MustParseAddr(text))
		}
		if diff := cmp.Diff(c.want, texts(cover(addresses))); diff != "" {
			t.Errorf("%v (-want +got):\n%s", c.addresses, diff)
		}
	}
}

// However addresses lie, the networks hold these and no others, and no two of
// them could be one.
func TestCoverIsExactAndShort(t *testing.T) {
	for pattern := range 1 << 12 {
		var addresses []netip.Addr
		for bit := range 12 {
			if pattern>>bit&1 == 1 {
				addresses = append(addresses, netip.AddrFrom4([4]byte{10, 0, 0, byte(250 + bit)}))
			}
		}
		list := cover(addresses)
		held := 0
		for at, network := range list {
			held += 1 << (32 - network.Bits())
			if at > 0 {
				if _, ok := joined(list[at-1], network); ok {
					t.Fatalf("%v: %s and %s could be one", addresses, list[at-1], network)
				}
			}
		}
		for _, address := range addresses {
			if !slices.ContainsFunc(list, func(n netip.Prefix) bool { return n.Contains(address) }) {
				t.Fatalf("%s is not in %v", address, list)
			}
		}
		want := len(slices.Compact(slices.SortedFunc(slices.Values(addresses), netip.Addr.Compare)))
		if held != want {
			t.Fatalf("%v hold %d addresses, not %d", list, held, want)
		}
	}
}

func TestWidest(t *testing.T) {
	for _, c := range []struct{ names, want []string }{
		{[]string{"lab.internal", "web.lab.internal", "www.example.org"}, []string{"lab.internal", "www.example.org"}},
		{[]string{"WWW.Example.ORG", "www.example.org"}, []string{"www.example.org"}},
		{[]string{"xlab.internal", "lab.internal"}, []string{"lab.internal", "xlab.internal"}},
		{[]string{"prometheus", "x.prometheus"}, []string{"prometheus"}},
	} {
		if diff := cmp.Diff(c.want, widest(c.names)); diff != "" {
			t.Errorf("%v (-want +got):\n%s", c.names, diff)
		}
	}
}
