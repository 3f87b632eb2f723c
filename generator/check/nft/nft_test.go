package nft_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"gen/generator/check/nft"
)

const rules = `table inet gen
delete table inet gen

table inet gen {
	chain prerouting {
		type filter hook prerouting priority -150; policy accept;
		iif "lo" accept
		ct state established,related accept
		ip daddr != { 10.0.0.1, 10.0.0.2 } accept
		meta nfproto ipv6 accept

		# a comment with a { brace
		tcp dport 9100 ip saddr { 10.0.0.0/24, 10.1.0.1 } accept
		tcp dport 9100 drop
		udp dport 9094 ip6 saddr 2001:db8::/64 accept
	}
}
`

func TestRuleset(t *testing.T) {
	if err := nft.Ruleset([]byte(rules)); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ old, new, want string }{
		{"{ 10.0.0.1, 10.0.0.2 }", "{ 10.0.0.1, 10.0.0.2", "line 9: ip daddr has no value, or a set that is not closed or is empty"},
		{"{ 10.0.0.1, 10.0.0.2 }", "{ }", "line 9: ip daddr has no value, or a set that is not closed or is empty"},
		{"{ 10.0.0.1, 10.0.0.2 }", "", "line 9: ip daddr has no value, or a set that is not closed or is empty"},
		{"{ 10.0.0.1, 10.0.0.2 }", "{ 10.0.0.1 10.0.0.2 }", "line 9: ip daddr has no value, or a set that is not closed or is empty"},
		{"10.0.0.0/24", "10.0.0.0/33", "line 13: ip saddr: 10.0.0.0/33 is not a network of 33 bits"},
		{"10.0.0.0/24", "10.0.0.7/24", "line 13: ip saddr: 10.0.0.7/24 is not a network of 24 bits"},
		{"2001:db8::/64", "fe80::1%eth0", "line 15: ip6 saddr: fe80::1%eth0 is not an address of this family"},
		{"tcp dport 9100 drop", "tcp dport 0 drop", "line 14: tcp dport: 0 is not a port"},
		{"tcp dport 9100 drop", "tcp dport 9100", `line 14: a rule ends with one of accept, drop, reject, return, and this one with "9100"`},
		{"tcp dport 9100 drop", "table inet x {", "line 14: a table cannot stand within a chain; a brace is missing before it"},
		{"priority -150", "priority high", `line 6: priority "high" is not a number`},
		{"type filter hook", "type nat hook", "line 6: a base chain is written as type filter hook HOOK priority NUMBER; policy accept;"},
		{`iif "lo"`, `iif "a-name-that-is-too-long"`, `line 7: iif: "a-name-that-is-too-long" is not the name of an interface in quotes`},
		{"\ttcp dport 9100 drop\n", "\taccept\n", "line 15: the rule before takes everything, so that this one is never asked"},
		{"\t}\n}\n", "\t}\n\tchain prerouting {\n\t}\n}\n", "line 17: chain prerouting stands twice"},
		{"table inet gen {", "table bridge gen {", `line 4: "table bridge gen {" is not a table of inet, ip, ip6`},
		{rules, "", "no chain has a hook, so that nothing is ever looked at"},
	} {
		got := "nothing"
		if err := nft.Ruleset([]byte(strings.Replace(rules, c.old, c.new, 1))); err != nil {
			got = err.Error()
		}
		if got != c.want {
			t.Errorf("%q: %s", c.new, got)
		}
	}
}

// Any text gets an answer.
func FuzzRuleset(f *testing.F) {
	f.Add([]byte(rules))
	files, err := filepath.Glob("../../emit/nftables/testdata/*")
	if err != nil {
		f.Fatal(err)
	}
	for _, file := range files {
		if content, err := os.ReadFile(file); err == nil {
			f.Add(content)
		}
	}
	f.Fuzz(func(t *testing.T, content []byte) {
		if err := nft.Ruleset(content); err == nil && !strings.Contains(string(content), "hook") {
			t.Error("there is no hook")
		}
	})
}
