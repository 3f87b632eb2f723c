package pages_test

import (
	"fmt"
	"net/netip"
	"slices"
	"strings"
	"testing"

	"gen/generator/blueprint"
	"gen/generator/emit/emittest"
	"gen/generator/emit/pages"
	"gen/generator/plan"
	"gen/generator/strictyaml"
	"gen/generator/tree"
)

// site is emittest's plan with all that only pages tell.
func site() *plan.Plan {
	p := emittest.Plan()
	p.TLS = plan.TLS{Algorithm: "ecdsa-p256", LeafDays: 90, CADays: 900}
	prometheus, web := instance(p, "mon", "prometheus"), instance(p, "web", "nginx")
	prometheus.Blueprint.Files = []blueprint.File{{Format: text("prometheus")}, {Format: text("alertmanager")}}
	prometheus.Files[0].Format = "prometheus"
	for _, i := range p.Instances() {
		if l := i.Listeners[0]; l.VerifiesClients() {
			l.Admits = []string{"prometheus.client.lab.internal"}
		}
	}
	prometheus.Listeners[0].Admits = []string{"admin.client.lab.internal", "x.example.org"}
	prometheus.Secrets = append(prometheus.Secrets, plan.Secret{Name: "hook", Path: "/etc/prometheus/secrets/hook", About: "discord of receiver ops", Inline: true})
	web.Listeners[0].Admits = nil
	web.Listeners[0].Security, web.Listeners[0].Host, web.Listeners[0].Reason = blueprint.ServerTLS, "127.0.0.1", "nobody asks"
	p.Certificates = []*plan.Certificate{
		{Kind: plan.ClientCert, CN: "admin.client.lab.internal", Days: 90, Cert: "admin.crt"},
		{Node: web.Node, Instance: web, Kind: plan.ServerCert, CN: "web.lab.internal", Days: 90, Cert: "/etc/ssl/nginx/server.crt", OnChange: "reload"},
	}
	p.Externals = []*plan.External{
		{Name: "printer", Targets: []string{"10.0.0.99:9100"}, Scheme: "http", Plaintext: "it knows no TLS"},
		{Name: "cloud", Targets: []string{"metrics.example.org:443"}, Scheme: "https", CA: "system"},
		{Name: "own", Targets: []string{"10.0.0.98:443"}, Scheme: "https", CA: "site"},
	}
	notify(p)
	p.Alerts = []*plan.Alert{alert(prometheus.Blueprint)}
	return p
}

func notify(p *plan.Plan) {
	mail := plan.Integration{Kind: "email", To: []string{"a@example.org", "b@example.org"}, Smarthost: "mail.example.org:587", SendResolved: true}
	p.Receivers = []*plan.Receiver{
		{Name: "all", Integrations: []plan.Integration{
			{Kind: "slack", Secret: "s", Channel: "#ops", SendResolved: true}, {Kind: "telegram", Secret: "t", ChatID: -5},
			{Kind: "pagerduty", Secret: "k", SendResolved: true}, {Kind: "msteams", Secret: "m", SendResolved: true},
			{Kind: "webhook", URL: "https://hook.example.org/a", SendResolved: true},
		}},
		{Name: "mail", Integrations: []plan.Integration{mail}},
		{Name: "mail+ops", Integrations: []plan.Integration{mail}},
		{Name: "ops", Integrations: []plan.Integration{{Kind: "discord", Secret: "hook"}}},
	}
	p.Routes = plan.Route{
		Receiver: "mail", GroupBy: []string{"alertname"}, GroupWait: "30s", GroupInterval: "5m", RepeatInterval: "4h",
		Routes: []plan.Route{
			{Receiver: "mail+ops", Match: []plan.Label{{Name: "severity", Value: "critical"}}},
			{Receiver: "all", MatchRE: []plan.Label{{Name: "host", Value: "web-.*"}}, Continue: true},
		},
	}
}

func alert(b *blueprint.Blueprint) *plan.Alert {
	b.Alerts = []blueprint.Alert{{Name: text("DiskFull"), Limits: strictyaml.Map[blueprint.Limit]{
		{Key: text("share"), Value: blueprint.Limit{Default: text("0.9"), About: text("part of the disk that may be used")}},
	}}}
	return &plan.Alert{
		Blueprint: b, Name: "DiskFull", Expr: "used > 0.8", For: "5m", Severity: "warning", Help: "Make room.\n",
		Limits: []plan.Label{{Name: "share", Value: "0.8"}}, Inhibits: []string{"host"},
	}
}

func instance(p *plan.Plan, node, name string) *plan.Instance {
	for _, i := range p.Instances() {
		if i.Node.Name == node && i.Name == name {
			return i
		}
	}
	return nil
}

func text(s string) strictyaml.Text { return strictyaml.Text{Value: s} }

func emitted(t testing.TB, p *plan.Plan) []tree.File {
	t.Helper()
	files, err := pages.Emit(p)
	if err != nil {
		t.Fatal(err)
	}
	return files
}

func TestPages(t *testing.T) {
	emittest.Golden(t, "testdata", emitted(t, site()))
}

func TestLittleToTell(t *testing.T) {
	p := emittest.Plan()
	p.Admins, p.Firewall = nil, false
	for _, i := range p.Instances() {
		i.Secrets = nil
	}
	files := emitted(t, p)
	if len(files) != 1 {
		t.Errorf("%d files, though no alert is to be explained", len(files))
	}
	readme := emittest.Content(t, files, "README.md")
	for _, absent := range []string{"## Certificates", "## Secrets", "## Who is told", "## Alerts", "can be checked", "opens a port"} {
		if strings.Contains(readme, absent) {
			t.Errorf("%q is told of in vain", absent)
		}
	}
	if !strings.Contains(readme, "| people from anywhere |") || !strings.Contains(readme, "The firewall is left to you") {
		t.Errorf("who may connect is missing in\n%s", readme)
	}
}

// TestInjection puts text that is markup into every free text, and wants the
// pages to have the lines that they had before.
func TestInjection(t *testing.T) {
	const hostile = "a|b`c`<img src=x> [x](y)\n\n## Heading\n```\n%%{init: {}}%%\"]; click n0 --> *_~$"
	want := lines(emitted(t, site()))
	for name, change := range map[string]func(*plan.Plan){
		"site":         func(p *plan.Plan) { p.Site = hostile },
		"node":         func(p *plan.Plan) { p.Nodes[0].Name = hostile },
		"service":      func(p *plan.Plan) { instance(p, "web", "nginx").Name = hostile },
		"reason":       func(p *plan.Plan) { instance(p, "web", "nginx").Listeners[0].Reason = hostile },
		"identity":     func(p *plan.Plan) { instance(p, "mon", "prometheus").Listeners[0].Admits[1] = hostile },
		"plaintext":    func(p *plan.Plan) { p.Externals[0].Plaintext = hostile },
		"external":     func(p *plan.Plan) { p.Externals[1].Name = hostile },
		"secret":       func(p *plan.Plan) { instance(p, "mon", "prometheus").Secrets[1].About = hostile },
		"receiver":     func(p *plan.Plan) { p.Receivers[0].Name = hostile },
		"channel":      func(p *plan.Plan) { p.Receivers[0].Integrations[0].Channel = hostile },
		"route":        func(p *plan.Plan) { p.Routes.Routes[1].MatchRE[0].Value = hostile },
		"label":        func(p *plan.Plan) { p.Routes.Routes[1].MatchRE[0].Name = hostile },
		"image":        func(p *plan.Plan) { instance(p, "box", "cadvisor").Image = hostile },
		"limit":        func(p *plan.Plan) { p.Alerts[0].Blueprint.Alerts[0].Limits[0].Value.About = text(hostile) },
		"limit's name": func(p *plan.Plan) { p.Alerts[0].Limits[0].Name = hostile },
		"severity":     func(p *plan.Plan) { p.Alerts[0].Labels = []plan.Label{{Name: hostile, Value: hostile}} },
		"certificate":  func(p *plan.Plan) { p.Certificates[1].CN = hostile },
	} {
		t.Run(name, func(t *testing.T) {
			p := site()
			change(p)
			files := emitted(t, p)
			if got := lines(files); !slices.Equal(got, want) {
				t.Errorf("%v lines instead of %v", got, want)
			}
			for _, f := range files {
				for _, active := range []string{"<img", "[x](y)", "`c`"} {
					if strings.Contains(string(f.Content), active) {
						t.Errorf("%s holds %q as it was given", f.Path, active)
					}
				}
				if drawing := drawing(f); strings.Contains(drawing, "%%") || strings.Contains(drawing, `"];`) {
					t.Errorf("markup in the map:\n%s", drawing)
				}
			}
		})
	}
}

// drawing is the Mermaid block of a page, or "".
func drawing(f tree.File) string {
	_, after, _ := strings.Cut(string(f.Content), "```mermaid\n")
	drawing, _, _ := strings.Cut(after, "```\n")
	return drawing
}

func lines(files []tree.File) []int {
	var counts []int
	for _, f := range files {
		counts = append(counts, strings.Count(string(f.Content), "\n"))
	}
	return counts
}

func TestCommandsAreQuoted(t *testing.T) {
	p := site()
	instance(p, "mon", "prometheus").Files[0].Path = "/etc/a b; $(reboot)"
	want := "\npromtool check config --syntax-only 'mon/etc/a b; $(reboot)'\n"
	if readme := emittest.Content(t, emitted(t, p), "README.md"); !strings.Contains(readme, want) {
		t.Errorf("no %q in\n%s", want, readme)
	}
}

func TestRefused(t *testing.T) {
	for want, change := range map[string]func(*plan.Plan){
		"README.md: ": func(p *plan.Plan) { p.Externals[0].Plaintext = "bell \a" },
		"alerts.md: ": func(p *plan.Plan) { p.Alerts[0].For = "\x1b[31m" },
	} {
		p := site()
		change(p)
		files, err := pages.Emit(p)
		if err == nil || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("want %q: got %v and %d files", want, err, len(files))
		}
	}
}

// TestThousandsOfNodes wants pages that a browser can still show, whether the
// nodes are all alike or all different.
func TestThousandsOfNodes(t *testing.T) {
	for name, different := range map[string]bool{"alike": false, "different": true} {
		p := crowd(10_000, different)
		for _, f := range emitted(t, p) {
			if len(f.Content) > 300_000 {
				t.Errorf("%s: %s has %d bytes", name, f.Path, len(f.Content))
			}
			drawing := drawing(f)
			if arrows := strings.Count(drawing, "-->"); arrows > 250 || len(drawing) > 50_000 {
				t.Errorf("%s: a map of %d bytes with %d arrows", name, len(drawing), arrows)
			}
		}
	}
}

// crowd is the site with many more nodes.
func crowd(n int, different bool) *plan.Plan {
	p := site()
	prometheus := instance(p, "mon", "prometheus")
	for at := range n {
		address := netip.AddrFrom4([4]byte{10, 1, byte(at / 256), byte(at)})
		node := &plan.Node{Name: fmt.Sprintf("web-%05d", at), Address: address, Addresses: []netip.Addr{address}}
		p.Nodes = append(p.Nodes, node)
		exporter := emittest.NodeExporter(node)
		exporter.Listeners[0].Admits = []string{"prometheus.client.lab.internal"}
		if different {
			exporter.Name = fmt.Sprintf("exporter-%d", at)
		}
		emittest.Link(prometheus, exporter, blueprint.Scrape, address.String())
	}
	return p
}

func TestCrowdSharesRows(t *testing.T) {
	readme := emittest.Content(t, emitted(t, crowd(500, false)), "README.md")
	for _, want := range []string{
		"| box, web and 500 more | `node_exporter` | port 9100 |",
		`["web#45;#42; #40;500 nodes#41;"]`,
		"\n| web-\\* (500 nodes) | in ssh\\_config | systemd | `node_exporter` |\n",
	} {
		if !strings.Contains(readme, want) {
			t.Errorf("no %q in\n%s", want, readme)
		}
	}
}

func BenchmarkEmit(b *testing.B) {
	p := crowd(10_000, false)
	for b.Loop() {
		emitted(b, p)
	}
}
