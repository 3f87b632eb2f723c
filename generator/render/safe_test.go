package render

import (
	"strings"
	"testing"
)

func TestNamesThatCanStand(t *testing.T) {
	names := map[NameKind][]string{
		Node:     {"web1", "1", "a-b", strings.Repeat("a", 63)},
		Site:     {"secure-web"},
		DNSName:  {"localhost", "a.example.org", "1.a", strings.Repeat("a.", 126) + "a"},
		Service:  {"node_exporter", "a-b2"},
		Setting:  {"retention", "a_1"},
		Label:    {"severity", "_x", "Team", "a__b"},
		Receiver: {"ops-mail", "Ops_2.x"},
		Secret:   {"smtp-password", "0a.key"},
		User:     {"prometheus", "_chrony", strings.Repeat("a", 31)},
		Group:    {"ssl-cert"},
		FileName: {"prometheus.yml", ".hidden", "a@b-c+d", strings.Repeat("a", 255)},
		UnitName: {"nginx.service", "a@b.timer", `dev-disk\x2d1.mount`, "-.slice"},
	}
	for kind, list := range names {
		for _, name := range list {
			if why, ok := CheckName(kind, name); !ok || why != "" {
				t.Errorf("%s %s: %s", kind, name, why)
			}
		}
	}
}

func TestNamesThatCannotStand(t *testing.T) {
	cases := []struct {
		kind      NameKind
		name, why string
	}{
		{Node, "", "it is empty"},
		{Node, "Web", `it has "W", but only lower-case letters, digits and "-" are allowed`},
		{Node, "a.b", `it has ".", but only lower-case letters, digits and "-" are allowed`},
		{Node, "é", `it has "é", but only lower-case letters, digits and "-" are allowed`},
		{Node, "a\xff", `it has "�", but only lower-case letters, digits and "-" are allowed`},
		{Node, "-a", `it begins with "-", but has to begin with a lower-case letter or a digit`},
		{Site, "a-", `it ends with "-"`},
		{Node, strings.Repeat("a", 64), "it has 64 characters, at most 63 are allowed"},
		{DNSName, "", `its part "" cannot stand: it is empty`},
		{DNSName, "a..b", `its part "" cannot stand: it is empty`},
		{DNSName, "*.a", `its part "*" cannot stand: it has "*", but only lower-case letters, digits and "-" are allowed`},
		{DNSName, "10.0.0.1", "it is an address"},
		{DNSName, "fe80::1", "it is an address"},
		{DNSName, "1.2.3", "its last part is a number"},
		{DNSName, strings.Repeat("a.", 127), "it has 254 characters, at most 253 are allowed"},
		{Service, "1a", `it begins with "1", but has to begin with a lower-case letter`},
		{Service, "a/b", `it has "/", but only lower-case letters, digits, "_" and "-" are allowed`},
		{Setting, "a-b", `it has "-", but only lower-case letters, digits and "_" are allowed`},
		{Label, "__name__", `it begins with "__", which Prometheus keeps for itself`},
		{Label, "1a", `it begins with "1", but has to begin with a letter or "_"`},
		{Label, "a-b", `it has "-", but only letters, digits and "_" are allowed`},
		{Receiver, "a b", `it has " ", but only letters, digits, "_", "." and "-" are allowed`},
		{Secret, "../x", `it has "/", but only lower-case letters, digits, "_", "." and "-" are allowed`},
		{Secret, "..", `it begins with ".", but has to begin with a lower-case letter or a digit`},
		{User, "root$", `it has "$", but only lower-case letters, digits, "_" and "-" are allowed`},
		{User, strings.Repeat("a", 32), "it has 32 characters, at most 31 are allowed"},
		{Group, "0", `it begins with "0", but has to begin with a lower-case letter or "_"`},
		{FileName, "..", "it names a folder, not a file"},
		{FileName, "a/b", `it has "/", but only letters, digits, "_", ".", "@", "+" and "-" are allowed`},
		{FileName, "a:b", `it has ":", but only letters, digits, "_", ".", "@", "+" and "-" are allowed`},
		{FileName, "-rf", `it begins with "-", but has to begin with a letter, a digit, "_" or "."`},
		{UnitName, "nginx", `it has to end with the type of unit, such as ".service"`},
		{UnitName, ".service", `it begins with ".", but has to begin with a letter, a digit, "_" or "-"`},
		{UnitName, "a.conf", `it has to end with the type of unit, such as ".service"`},
		{"planet", "earth", `there are no rules for the name of a planet`},
	}
	for _, c := range cases {
		if why, ok := CheckName(c.kind, c.name); ok || why != c.why {
			t.Errorf("%s %q:\ngot  %s\nwant %s", c.kind, c.name, why, c.why)
		}
	}
}

func TestSafePath(t *testing.T) {
	cases := []struct{ path, why string }{
		{"/", ""}, {"/etc/prometheus/prometheus.yml", ""}, {"/etc/x.d/10-a@b", ""},
		{"", `it does not begin with "/"`}, {"etc", `it does not begin with "/"`},
		{"/etc/", "it is a detour, write /etc"}, {"//etc", "it is a detour, write /etc"}, {"/a/../b", "it is a detour, write /b"},
		{"/a b", `its part "a b" cannot stand: it has " ", but only letters, digits, "_", ".", "@", "+" and "-" are allowed`},
		{"/a/-b", `its part "-b" cannot stand: it begins with "-", but has to begin with a letter, a digit, "_" or "."`},
		{"/" + strings.Repeat("a", 256), `its part "` + strings.Repeat("a", 256) + `" cannot stand: it has 256 characters, at most 255 are allowed`},
		{strings.Repeat("/a", 2048), "it has 4096 characters, at most 4095 are allowed"},
	}
	for _, c := range cases {
		if why, ok := SafePath(c.path); ok != (c.why == "") || why != c.why {
			t.Errorf("%.40q: got %q, want %q", c.path, why, c.why)
		}
	}
}
