package ends_test

import (
	"net/netip"
	"testing"

	"github.com/google/go-cmp/cmp"

	"gen/generator/check/ends"
)

func same(t *testing.T, name string, got, want any) {
	t.Helper()
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", name, diff)
	}
}

func TestTargets(t *testing.T) {
	for _, c := range []struct {
		name, content string
		want          []string
	}{
		{"plain", "# x\n- targets: [\"a:1\"]\n  labels: {host: a}\n- targets: [\"b:2\", \"c:3\"]\n", []string{"a:1", "b:2", "c:3"}},
		{"IPv6", "- targets: [\"[2001:db8::1]:1\"]\n", []string{"[2001:db8::1]:1"}},
		{"on lines of their own", "- targets:\n    - a:1\n    - b:2\n", []string{"a:1", "b:2"}},
		{"with an escape", "- targets: [\"a\\u003a1\"]\n", []string{"a:1"}},
		{"none", "[]\n", nil},
		{"no YAML", "- targets: [\n", nil},
	} {
		same(t, c.name, ends.Targets([]byte(c.content)), c.want)
	}
}

func TestURL(t *testing.T) {
	for text, want := range map[string]ends.Dial{
		"https://h:1/p?q=r": {Scheme: "https", Host: "h", Port: 1, Path: "/p"},
		"http://[::1]":      {Scheme: "http", Host: "::1", Port: 80},
	} {
		got, ok := ends.URL(text)
		if !ok {
			t.Errorf("%s is none", text)
		}
		same(t, text, got, want)
	}
	for _, text := range []string{"", "a:1", "redis://a:1", "https://", "http://a:b", "//a/b", "https://%zz"} {
		if d, ok := ends.URL(text); ok {
			t.Errorf("%q is %v", text, d)
		}
	}
}

func TestCommand(t *testing.T) {
	line := func(args ...string) ends.Content { return ends.Command(args, nil) }
	same(t, "address", line("--web.listen-address=[::1]:9", "--web.config.file=/etc/a/w.yml"),
		ends.Content{
			Listens:  []ends.Listen{{Host: "::1", Port: 9, Flag: "web.listen-address", Group: "web"}},
			Paths:    []string{"/etc/a/w.yml"},
			Settings: map[string]string{"web": "/etc/a/w.yml"},
		})
	same(t, "port and address", line("--listen-address=127.0.0.1", "--listen-port=9").Listens, []ends.Listen{{Host: "127.0.0.1", Port: 9, Flag: "listen-port"}})
	same(t, "port and an address that has its own", line("--web.listen-address=a:1", "--listen-address=b:2", "--port=9").Listens,
		[]ends.Listen{{Host: "a", Port: 1, Flag: "web.listen-address", Group: "web"}, {Host: "b", Port: 2, Flag: "listen-address", Group: "listen-address"}, {Port: 9, Flag: "port"}})
	same(t, "port and host", line("--port", "9", "--listen_ip=127.0.0.1").Listens, []ends.Listen{{Host: "127.0.0.1", Port: 9, Flag: "port"}})
	same(t, "dial", line("--scrape_uri=http://a:1/s?auto").Dials, []ends.Dial{{Scheme: "http", Host: "a", Port: 1, Path: "/s", Group: "scrape_uri", About: "--scrape_uri"}})
	same(t, "health", line("nc", "-w", "2", "::1", "9").Dials, []ends.Dial{{Scheme: "tcp", Host: "::1", Port: 9, About: "nc"}})
	same(t, "keys", line("--tls-ca-cert-file=/a", "--client.key=/b", "--x.cert=/c", "https://h:1").Dials[0].Client, ends.Client{CA: "/a", Key: "/b", Cert: "/c"})
	for _, args := range [][]string{
		{"--web.external-url=https://a:1/"}, {"--cluster.advertise-address=a:1"}, {"--web.listen-address=:x"}, {"--web.telemetry-path=/metrics"},
		{"--exclude=^/(etc|usr)$"}, {"--port=many"}, {"--address=redis://a:1"}, {"-"}, {"--"}, {""}, {"nc", "a"},
	} {
		c := line(args...)
		if len(c.Listens)+len(c.Dials)+len(c.Paths) > 0 {
			t.Errorf("%q says %v %v %v", args, c.Listens, c.Dials, c.Paths)
		}
	}
}

func TestUnit(t *testing.T) {
	p := ends.Unit([]byte("[Service]\nUser=a\nStateDirectory=a b\nEnvironment=\"X=1 %%\"\nExecStart=\nExecStart=/bin/a \\\n    \"b \\\"c\\\"\" \\\n    $$x\n# User=root\n"))
	same(t, "program", p.Program, "/bin/a")
	same(t, "arguments", p.Args, []string{`b "c"`, "$x"})
	same(t, "accounts", []string{p.User, p.Group}, []string{"a", "a"})
	same(t, "environment", p.Environment, map[string]string{"X": "1 %"})
	same(t, "folders", p.Folders, []string{"/tmp", "/var/tmp", "/var/lib/a", "/var/lib/b"})
	same(t, "nobody said who", ends.Unit(nil).User, "root")
}

func TestNginx(t *testing.T) {
	c := ends.Nginx("", []byte(`
map $ssl_client_s_dn $in { default 0; "~^CN=a\\.b(,|$)" 1; exact 1; }
server {
    listen 8080 ssl; # listen 1;
    ssl_certificate "/etc/ssl/a b;c.crt";
    ssl_verify_client on;
    ssl_client_certificate /ca.crt;
    if ($in = 0) { return 403; }
    location = /m { set $to http://b:2; proxy_pass $to; }
    location / { return 404; }
}
server { listen [::1]:1; }
`))
	same(t, "listens", c.Listens, []ends.Listen{
		{Port: 8080, Paths: []string{"/m"}, TLS: &ends.Server{Cert: "/etc/ssl/a b;c.crt", ClientCA: "/ca.crt", Patterns: []string{`^CN=a\.b(,|$)`, "^exact$"}}},
		{Host: "::1", Port: 1, Paths: []string{}},
	})
	same(t, "dials", c.Dials, []ends.Dial{{Scheme: "http", Host: "b", Port: 2, Path: "/m", About: "proxy_pass"}})
	for _, broken := range []string{"", "server", "server {", "}}}", "server { listen; location; map; if (a) {} }", `server { listen "`, "map $ssl_client_s_dn {}"} {
		if c := ends.Nginx("", []byte(broken)); len(c.Listens)+len(c.Dials) > 0 {
			t.Errorf("%q says %v %v", broken, c.Listens, c.Dials)
		}
	}
}

func TestApache(t *testing.T) {
	vhost := "<VirtualHost 127.0.0.1:1>\nSSLEngine on\nSSLCertificateFile \"/a.crt\"\n<Location \"/s\">\nSetHandler x\n</Location>\n</VirtualHost>\n"
	same(t, "virtual host", ends.Apache("", []byte("Listen 127.0.0.1:1\n"+vhost)).Listens,
		[]ends.Listen{{Host: "127.0.0.1", Port: 1, Paths: []string{"/s"}, TLS: &ends.Server{Cert: "/a.crt"}}})
	for _, nothing := range []string{vhost, "Listen 1\n", "<VirtualHost>\n</VirtualHost>\n", "</VirtualHost>\n", "Listen\n", "\"\n"} {
		if c := ends.Apache("", []byte(nothing)); len(c.Listens) > 0 {
			t.Errorf("%q listens: %v", nothing, c.Listens)
		}
	}
}

func TestFirewall(t *testing.T) {
	rules := ends.Firewall([]byte(`	chain prerouting {
		iif "lo" accept
		ct state established,related accept
		ip daddr != { 10.0.0.1, 10.0.0.2 } accept
		meta nfproto ipv6 accept
		tcp dport 1 ip saddr { 10.0.0.9, 10.1.0.0/16 } accept
		tcp dport 1 iifname "gen0" accept
		tcp dport 1 drop
		tcp dport many accept
		tcp dport 2 ip saddr nobody accept
		tcp dport 2 drop
	}
`))
	packet := func(from, to, iface string, port int) ends.Packet {
		return ends.Packet{From: netip.MustParseAddr(from), To: netip.MustParseAddr(to), Interface: iface, Protocol: "tcp", Port: port}
	}
	for name, c := range map[string]struct {
		packet ends.Packet
		want   bool
	}{
		"address":       {packet("10.0.0.9", "10.0.0.1", "eth0", 1), true},
		"network":       {packet("10.1.2.3", "10.0.0.2", "eth0", 1), true},
		"stranger":      {packet("10.0.0.8", "10.0.0.1", "eth0", 1), false},
		"container":     {packet("10.0.0.8", "10.0.0.1", "gen0", 1), true},
		"loopback":      {packet("10.0.0.8", "10.0.0.1", "lo", 2), true},
		"passing by":    {packet("10.0.0.8", "10.0.0.3", "eth0", 2), true},
		"another port":  {packet("10.0.0.8", "10.0.0.1", "eth0", 3), true},
		"broken rule":   {packet("10.0.0.8", "10.0.0.1", "eth0", 2), false},
		"other family":  {packet("::1", "::2", "eth0", 1), true},
		"own, stranger": {packet("10.0.0.1", "10.0.0.1", "eth0", 1), false},
	} {
		if got := ends.Admits(rules, c.packet); got != c.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}

func TestText(t *testing.T) {
	c := ends.Text("", []byte("# /etc/comment\nlisten: \"10.0.0.1:1\"\nremote: 10.0.0.2:2\nca=/etc/ssl/a/ca-client.crt\nin [/etc/ssl/a/server.crt, x.client.b]\npage: /metrics\n"))
	same(t, "listens", c.Listens, []ends.Listen{{Host: "10.0.0.1", Port: 1}})
	same(t, "paths", c.Paths, []string{"/etc/ssl/a/ca-client.crt", "/etc/ssl/a/server.crt"})
	same(t, "server", c.Server, &ends.Server{Cert: "/etc/ssl/a/server.crt", ClientCA: "/etc/ssl/a/ca-client.crt", Names: []string{"x.client.b"}})
	if c := ends.Text("", []byte("listen: here\n: :\n\x00")); c.Server != nil || len(c.Listens) > 0 {
		t.Errorf("nothing says %v", c)
	}
}

func TestCertificates(t *testing.T) {
	list := ends.Certificates([]byte("algorithm: x\ncertificates:\n  - name: a\n    usage: serverAuth\n    node: n\n    dns: [a, b]\n    ip: [10.0.0.1, \"::1\"]\n    days: 3\n    certificate: /c\n    key: /k\n    key_readable_by: \"7\"\n  - name: b\n    days: many\n"))
	same(t, "list", list, []ends.Certificate{
		{Name: "a", Usage: "serverAuth", Node: "n", DNS: []string{"a", "b"}, IPs: []string{"10.0.0.1", "::1"}, Days: 3, Path: "/c", Key: "/k", Group: "7"},
		{Name: "b"},
	})
	same(t, "authority", ends.Request([]byte("# openssl req -x509 -days 3650 -config a\nCN = a b\n")), ends.Certificate{Name: "a b", Days: 3650})
	same(t, "request", ends.Request([]byte("# signs it for 397 days, with\nDNS.1 = a\nIP.1 = ::1\nextendedKeyUsage = clientAuth\n")), ends.Certificate{Days: 397, DNS: []string{"a"}, IPs: []string{"::1"}, Usage: "clientAuth"})
	same(t, "nothing", ends.Request([]byte("# for many days, and\n")), ends.Certificate{})
}

// What users write reaches these readers through templates of their own.
func FuzzReaders(f *testing.F) {
	f.Add([]byte("server { listen 1 ssl; location = /a { proxy_pass http://b:1; } }"))
	f.Add([]byte("Listen 1\n<VirtualHost *:1>\nSSLEngine on\n</VirtualHost>"))
	f.Add([]byte("[server]\nhttp_port = 1\n"))
	f.Add([]byte("- targets: [\"a:1\"]\n"))
	f.Fuzz(func(t *testing.T, content []byte) {
		for _, read := range []func(string, []byte) ends.Content{
			ends.Nginx, ends.Apache, ends.GrafanaINI, ends.Text, ends.Prometheus, ends.Alertmanager, ends.Blackbox,
			ends.WebConfig, ends.Datasources, ends.Provider, ends.Dashboard,
		} {
			for _, l := range read("/etc/a/b", content).Listens {
				if l.Port < 0 {
					t.Errorf("listens at %d", l.Port)
				}
			}
		}
		ends.Targets(content)
		ends.Firewall(content)
		ends.Certificates(content)
		ends.Request(content)
		ends.Folders(content)
		ends.Users(content)
		ends.Command(ends.Unit(content).Args, nil)
		_, _ = ends.Compose(content)
	})
}
