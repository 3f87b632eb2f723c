package render

import (
	"strings"
	"testing"
)

// TestQuote shows what every format looks like; the fuzzers prove that it is right.
func TestQuote(t *testing.T) {
	cases := []struct{ format, text, want string }{
		{"yaml", "", `""`}, {"yaml", "node_exporter", "node_exporter"}, {"yaml", "/etc/x.yml", "/etc/x.yml"},
		{"yaml", "30s", "30s"}, {"yaml", "1h30m", "1h30m"}, {"yaml", "Host is down", "Host is down"},
		{"yaml", "No", `"No"`}, {"yaml", "1.5", `"1.5"`}, {"yaml", "1e3", `"1e3"`}, {"yaml", "a: b", `"a: b"`},
		{"yaml", "a #b", `"a #b"`}, {"yaml", "é", `"é"`}, {"yaml", "a\n\x00\u2028", `"a\n\x00\u2028"`}, {"yaml", "2001-01-01", `"2001-01-01"`},
		{"nginx", "/run/x", "/run/x"}, {"nginx", "", `""`}, {"nginx", "a;b", `"a;b"`}, {"nginx", `"\`, `"\"\\"`}, {"nginx", "$host", "$host"},
		{"nginx", "a\nb", `"a\nb"`}, {"nginxLiteral", "a b", `"a b"`},
		{"apache", "", `""`}, {"apache", `C:\x "y"`, `"C:\\x \"y\""`}, {"apache", "^/a$", `"^/a$"`},
		{"systemd", "", `""`}, {"systemd", "--a=b", "--a=b"}, {"systemd", "${HOME} 5%", `"$${HOME} 5%%"`}, {"systemd", ";", `";"`},
		{"systemd", "a\n\x1b\"\\", `"a\n\u001b\"\\"`},
		{"systemdEnvironment", "A=$b %", `"A=$b %%"`}, {"systemdEnvironment", "A=b", "A=b"},
		{"systemdValue", `The "100%" thing`, `The "100%%" thing`}, {"systemdValue", "", ""},
		{"tmpfiles", "/a b%", `"/a b%%"`}, {"tmpfiles", "/a$b", `"/a$b"`}, {"sysusers", `a "b" %`, `"a \"b\" %%"`}, {"sysusers", "-", "-"},
		{"shell", "", "''"}, {"shell", "a-b", "a-b"}, {"shell", "it's", `'it'\''s'`}, {"shell", "$x\n", "'$x\n'"}, {"shell", "~", "'~'"},
		{"openssl", "", `""`}, {"openssl", "a b", "a b"}, {"openssl", " a$#\n ", `" "a\$\#\n" "`}, {"openssl", "  ", `"  "`},
		{"ini", "", ""}, {"ini", "Main Org.", `"""Main Org."""`}, {"ini", "30s", "30s"}, {"ini", `a;"#`, `"""a;"#"""`}, {"ini", "50%", `"""50%"""`},
		{"sshConfig", "web1", "web1"}, {"sshConfig", `a "b\`, `"a \"b\\"`}, {"sshConfig", "", `""`}, {"sshConfig", "u@h:1,v@[::1]:2", "u@h:1,v@[::1]:2"},
		{"nft", "", `""`}, {"nft", `a \ b`, `"a \ b"`}, {"nft", strings.Repeat("é", 64), `"` + strings.Repeat("é", 64) + `"`},
		{"markdown", "node_exporter is <up> & | `x`", "node\\_exporter is &lt;up&gt; &amp; \\| \\`x\\`"},
		{"markdown", "a-b 1.5", "a-b 1.5"}, {"markdown", "1. a", `1\. a`}, {"markdown", "2)", `2\)`}, {"markdown", "10.0.0.1", "10.0.0.1"}, {"markdown", "- a", `\- a`}, {"markdown", "# a #", `\# a #`},
		{"markdown", " a\nb ", "&#32;a<br>b&#32;"}, {"markdown", "", ""}, {"markdown", "    ", "&#32;&#32;&#32;&#32;"},
		{"markdownCode", "node_exporter", "`node_exporter`"}, {"markdownCode", "a`|b", "<code>a\\`&#124;b</code>"}, {"markdownCode", "", "<code></code>"},
		{"markdownCell", `a|\|`, `a&#124;\\&#124;`},
		{"mermaid", "node_exporter 10.0.0.1", `"node_exporter 10.0.0.1"`}, {"mermaid", `a "b": <c>`, `"a #34;b#34;#58; #60;c#62;"`},
		{"mermaid", "1. a\n_b_", `"1#46; a<br/>#95;b#95;"`}, {"mermaid", "", `""`}, {"mermaid", "é\u2028", `"é#8232;"`},
		{"regex", "a.b|c", `a\.b\|c`}, {"regex", "", ""}, {"promql", `a"b\`, `"a\"b\\"`}, {"promql", "\x00é\n", `"\x00é\n"`},
		{"goTemplate", "a {{ b }}", `a {{"{{"}} b }}`}, {"goTemplate", "{", `{{"{"}}`},
	}
	for _, c := range cases {
		got, err := quoters()[c.format](c.text)
		if err != nil || got != c.want {
			t.Errorf("%s %q: got %s, %v, want %s", c.format, c.text, got, err, c.want)
		}
	}
}

func TestQuoteErrors(t *testing.T) {
	const (
		utf8Error = "the text is not valid UTF-8"
		nulError  = "the text contains a NUL byte"
		lineError = "the text contains a line break, which cannot be written here"
		escError  = "the text contains the control character U+001B, which cannot be written here"
		literally = ", which cannot be written here literally"
	)
	cases := []struct{ text, want, formats string }{
		{"A=\xff", utf8Error, "apache goTemplate ini markdown markdownCell mermaid nft nginx nginxLiteral openssl promql regex shell sshConfig systemd systemdEnvironment systemdValue sysusers tmpfiles yaml"},
		{"A=\x00", nulError, "apache goTemplate ini markdown markdownCell mermaid nft nginx nginxLiteral openssl regex shell sshConfig systemd systemdEnvironment systemdValue sysusers tmpfiles"},
		{"a\nb", lineError, "apache ini nft sshConfig systemdValue sysusers"},
		{"a\rb", lineError, "apache ini markdown markdownCell mermaid nft sshConfig systemdValue sysusers"},
		{"A=\x1b", escError, "apache ini markdown markdownCell mermaid nft openssl sshConfig systemdEnvironment systemdValue sysusers"},
		{"$x", `the text contains "$"` + literally, "nginxLiteral nft"},
		{"${x}", `the text contains "${"` + literally, "apache ini sshConfig"},
		{"%{x}", `the text contains "%{"` + literally, "apache"},
		{"%(x)s", `the text contains "%("` + literally, "ini"},
		{"$__file{/x}", `the text contains "$__"` + literally, "ini"},
		{`"`, `the text contains "\""` + literally, "nft"},
		{"%h", `the text contains "%"` + literally, "sshConfig"},
		{"~/x", `the text begins with "~", which ssh may expand`, "sshConfig"},
		{strings.Repeat("é", 64) + "a", "the text has 129 bytes, nft takes 128", "nft"},
		{strings.Repeat(" ", 4000), "the text is longer than the 4000 bytes that nginx takes for a parameter", "nginx nginxLiteral"},
		{strings.Repeat("a", 65537), "the text is longer than the 65536 bytes that OpenSSL takes", "openssl"},
		{"novalue", "an environment assignment has the form NAME=value", "systemdEnvironment"},
		{"=x", "an environment assignment has the form NAME=value", "systemdEnvironment"},
		{" x", "the text begins or ends with a blank, which cannot be written here", "systemdValue"},
		{"x\t", "the text begins or ends with a blank, which cannot be written here", "systemdValue"},
		{`x\`, "the text ends with a backslash, which would join the next line to it", "systemdValue"},
	}
	for _, c := range cases {
		for format := range strings.FieldsSeq(c.formats) {
			got, err := quoters()[format](c.text)
			if err == nil || err.Error() != c.want || got != "" {
				t.Errorf("%s %.20q: got %q, %v, want %s", format, c.text, got, err, c.want)
			}
		}
	}
}
