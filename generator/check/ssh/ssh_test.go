package ssh_test

import (
	"strings"
	"testing"

	"gen/generator/check/ssh"
)

const hosts = `# Two hosts.

Host a
    HostName 10.0.0.1
    User "the admin"
    Port 2222

Host b c
    HostName b.example.org
    ProxyJump admin@a:2222
`

func TestConfig(t *testing.T) {
	if err := ssh.Config([]byte(hosts)); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ old, new, want string }{
		{"Host b c", "Host b a", `line 8: host "a" stands twice, and of two ssh uses the first`},
		{"Host b c", "Host", "line 8: host names nobody"},
		{"Host a\n", "", "line 3: hostname stands above the first Host, so that it is about all"},
		{"Port 2222", "Port 0", `line 6: "0" is not a port`},
		{"Port 2222", "Port ssh", `line 6: "ssh" is not a port`},
		{"Port 2222", "Prot 2222", `line 6: there is no option "prot"`},
		{"Port 2222", "HostName 10.0.0.2", "line 6: hostname stands twice, and of two ssh uses the first"},
		{`"the admin"`, "the admin", "line 5: user has more than one value"},
		{`"the admin"`, `"the admin`, "line 5: a quote is not closed"},
		{`"the admin"`, `""`, "line 5: user has no value"},
		{"admin@a:2222", "-oProxyCommand=x", `line 10: proxyjump "-oProxyCommand=x" would be taken for an option`},
	} {
		got := "nothing"
		if err := ssh.Config([]byte(strings.Replace(hosts, c.old, c.new, 1))); err != nil {
			got = err.Error()
		}
		if got != c.want {
			t.Errorf("%q: %s", c.new, got)
		}
	}
}

// Any text gets an answer.
func FuzzConfig(f *testing.F) {
	f.Add([]byte(hosts))
	f.Fuzz(func(t *testing.T, content []byte) {
		if err := ssh.Config(content); err == nil && strings.HasPrefix(string(content), `"`) {
			t.Error("a word in quotes is no keyword")
		}
	})
}
