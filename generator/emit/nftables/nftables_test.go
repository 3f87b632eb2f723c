package nftables_test

import (
	"net/netip"
	"strings"
	"testing"

	"gen/generator/emit/emittest"
	"gen/generator/emit/nftables"
	"gen/generator/plan"
	"gen/generator/tree"
)

func emitted(t *testing.T, p *plan.Plan) []tree.File {
	t.Helper()
	files, err := nftables.Emit(p)
	if err != nil {
		t.Fatal(err)
	}
	return files
}

func TestGolden(t *testing.T) {
	p := emittest.Plan()
	p.Nodes = p.Nodes[:2]
	emittest.Golden(t, "testdata", emitted(t, p))
}

func TestTheSameEveryTime(t *testing.T) {
	first := emitted(t, emittest.Plan())
	for range 20 {
		for at, f := range emitted(t, emittest.Plan()) {
			if f.Path != first[at].Path || string(f.Content) != string(first[at].Content) {
				t.Fatalf("%s differs from run to run", f.Path)
			}
		}
	}
}

func prefixes(list ...string) []netip.Prefix {
	var networks []netip.Prefix
	for _, text := range list {
		networks = append(networks, netip.MustParsePrefix(text))
	}
	return networks
}

// TestRules looks at the rules of prometheus on "mon", which people use.
func TestRules(t *testing.T) {
	const comment = "\n\t\t# prometheus (metrics): "
	for name, c := range map[string]struct {
		change func(p *plan.Plan, mon *plan.Node, prometheus *plan.Instance)
		want   string
	}{
		"people from anywhere": {func(p *plan.Plan, _ *plan.Node, _ *plan.Instance) { p.Admins = nil },
			comment + "people\n\t\ttcp dport 9090 accept\n\n"},
		"nobody": {func(_ *plan.Plan, _ *plan.Node, i *plan.Instance) { i.Listeners[0].People = false },
			comment + "nobody from outside\n\t\ttcp dport 9090 drop\n\n"},
		"networks in one another, and not masked": {func(p *plan.Plan, _ *plan.Node, _ *plan.Instance) {
			p.Admins = prefixes("10.1.2.3/32", "10.0.0.0/8", "10.0.0.1/8", "192.168.0.0/24", "10.0.0.0/9", "fd00::1/64", "fd00::2/128")
		}, "\t\ttcp dport 9090 ip saddr { 10.0.0.0/8, 192.168.0.0/24 } accept\n\t\ttcp dport 9090 ip6 saddr fd00::/64 accept\n\t\ttcp dport 9090 drop\n"},
		"everybody by network": {func(p *plan.Plan, _ *plan.Node, _ *plan.Instance) {
			p.Admins = prefixes("0.0.0.0/0", "::/0", "10.0.0.1/32")
		},
			"\t\ttcp dport 9090 ip saddr 0.0.0.0/0 accept\n\t\ttcp dport 9090 ip6 saddr ::/0 accept\n\t\ttcp dport 9090 drop\n"},
		"another node": {func(p *plan.Plan, _ *plan.Node, i *plan.Instance) {
			emittest.Link(p.Nodes[2].Instances[0], i, "query", "10.0.0.10")
		}, comment + "people, nginx on web\n\t\ttcp dport 9090 ip saddr { 10.0.0.11, 192.168.7.0/24 } accept\n\t\ttcp dport 9090 drop\n"},
		"a container of the node": {func(_ *plan.Plan, n *plan.Node, i *plan.Instance) {
			n.Instances[1].Runtime, n.Instances[1].HostNetwork = plan.Compose, false
			emittest.Link(n.Instances[1], i, "query", "10.0.0.10")
		}, "\t\ttcp dport 9090 iifname \"gen0\" accept\n\t\ttcp dport 9090 ip saddr 192.168.7.0/24 accept\n"},
		"a neighbour under systemd comes over lo": {func(_ *plan.Plan, n *plan.Node, i *plan.Instance) {
			emittest.Link(n.Instances[1], i, "query", "10.0.0.10")
		}, comment + "people, node_exporter on mon\n\t\ttcp dport 9090 ip saddr 192.168.7.0/24 accept\n\t\ttcp dport 9090 drop\n"},
		"its own health check": {func(_ *plan.Plan, _ *plan.Node, i *plan.Instance) {
			i.HostNetwork = false
			emittest.Link(i, i, "health", "127.0.0.1")
		}, comment + "people\n\t\ttcp dport 9090 ip saddr 192.168.7.0/24 accept\n"},
		"gossip": {func(p *plan.Plan, _ *plan.Node, i *plan.Instance) { i.Listeners[0].Protocol = "tcp+udp" },
			"\t\ttcp dport 9090 drop\n\t\tudp dport 9090 ip saddr 192.168.7.0/24 accept\n\t\tudp dport 9090 drop\n"},
		"a node without IPv4": {func(_ *plan.Plan, n *plan.Node, _ *plan.Instance) { n.Addresses = n.Addresses[1:] },
			"\t\tmeta nfproto ipv4 accept\n\t\tip6 daddr != fd00::10 accept\n"},
		"names that are none": {func(_ *plan.Plan, _ *plan.Node, i *plan.Instance) { i.Name = "a\n}\nflush ruleset\n\\" },
			"\n\t\t# a } flush ruleset \\ (metrics): people\n\t\ttcp"},
	} {
		t.Run(name, func(t *testing.T) {
			p := emittest.Plan()
			c.change(p, p.Nodes[1], p.Nodes[1].Instances[0])
			got := emittest.Content(t, emitted(t, p), "mon/etc/gen/firewall.nft")
			if !strings.Contains(got, c.want) {
				t.Errorf("want %q in\n%s", c.want, got)
			}
		})
	}
}

func TestNothing(t *testing.T) {
	for name, change := range map[string]func(*plan.Plan){
		"no firewall wanted": func(p *plan.Plan) { p.Firewall = false },
		"no service":         func(p *plan.Plan) { p.Nodes[2].Instances = nil; p.Nodes = p.Nodes[2:] },
		"nothing published": func(p *plan.Plan) {
			p.Nodes = p.Nodes[2:]
			p.Nodes[0].Instances = p.Nodes[0].Instances[:1]
		},
	} {
		t.Run(name, func(t *testing.T) {
			p := emittest.Plan()
			change(p)
			if files := emitted(t, p); len(files) != 0 {
				t.Errorf("got %s", files[0].Path)
			}
		})
	}
}

func TestUnknownProtocolIsRefused(t *testing.T) {
	p := emittest.Plan()
	p.Nodes[1].Instances[0].Listeners[0].Protocol = "tcp dport 1 accept\n"
	_, err := nftables.Emit(p)
	const want = `firewall of mon: metrics of prometheus: "tcp dport 1 accept\n" is no protocol that has ports`
	if err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
}

func TestTheUnitLoadsWhatIsWritten(t *testing.T) {
	for _, f := range emitted(t, emittest.Plan())[:2] {
		if f.Unit != "gen-firewall.service" || f.OnChange == tree.Nothing {
			t.Errorf("%s: on change %q of unit %q", f.Path, f.OnChange, f.Unit)
		}
	}
	unit := emittest.Content(t, emitted(t, emittest.Plan()), "mon/etc/systemd/system/gen-firewall.service")
	if !strings.Contains(unit, "\nExecStart=/usr/sbin/nft -f /etc/gen/firewall.nft\n") {
		t.Errorf("got\n%s", unit)
	}
}
