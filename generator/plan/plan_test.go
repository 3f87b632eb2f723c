package plan_test

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"gen/generator/blueprint"
	"gen/generator/plan"
	"gen/generator/report"
	"gen/generator/topology"
)

// resolve plans a site of these nodes; it returns what gen says when the site
// has errors.
func resolve(t *testing.T, body string) (*plan.Plan, string) {
	t.Helper()
	var r report.Report
	text := "version: 1\nsite: test\n" + body
	site := topology.Load(fstest.MapFS{"site.yaml": {Data: []byte(text)}}, "site.yaml", &r)
	set := blueprint.NewSet(&r, blueprint.BuiltIn(&r))
	var p *plan.Plan
	if !r.Failed() {
		p = plan.New(site, set, &r)
	}
	var said bytes.Buffer
	if err := r.Print(&said, report.FormatText, false); err != nil {
		t.Fatal(err)
	}
	return p, said.String()
}

// mustResolve plans a site that has no errors.
func mustResolve(t *testing.T, body string) *plan.Plan {
	t.Helper()
	p, said := resolve(t, body)
	if p == nil {
		t.Fatalf("the site has errors:\n%s", said)
	}
	return p
}

// find returns the instance at node/service.
func find(t *testing.T, p *plan.Plan, name string) *plan.Instance {
	t.Helper()
	for _, i := range p.Instances() {
		if i.Node.Name+"/"+i.Name == name {
			return i
		}
	}
	t.Fatalf("there is no instance %s", name)
	return nil
}

// links writes the links of a plan, one a line.
func links(p *plan.Plan, purpose string) []string {
	var lines []string
	for _, l := range p.Links {
		if l.Purpose == purpose {
			lines = append(lines, fmt.Sprintf("%s/%s > %s/%s %s %s", l.From.Node.Name, l.From.Name, l.To.Instance.Node.Name, l.To.Instance.Name, l.URL(), l.Identity))
		}
	}
	return lines
}

const web = `
nodes:
  mon: {address: 10.0.0.1, services: [prometheus, node_exporter]}
  web: {address: 10.0.0.2, services: [nginx, nginx_exporter, node_exporter]}
`

func TestFrontStandsBeforeWhatCannotVerify(t *testing.T) {
	p := mustResolve(t, "versions: {nginx_exporter: 0.11.0, nginx: 1.10.0}"+web)
	front, behind := find(t, p, "web/nginx_exporter-front"), find(t, p, "web/nginx_exporter")
	want := []string{
		"mon/prometheus > mon/node_exporter https://10.0.0.1:9100/metrics prometheus.client.test.internal",
		"mon/prometheus > mon/prometheus https://10.0.0.1:9090/metrics prometheus.client.test.internal",
		"mon/prometheus > web/nginx_exporter-front https://10.0.0.2:9113/metrics prometheus.client.test.internal",
		"mon/prometheus > web/node_exporter https://10.0.0.2:9100/metrics prometheus.client.test.internal",
	}
	if got := links(p, blueprint.Scrape); !slices.Equal(got, want) {
		t.Errorf("scrape links:\n%s\nwant:\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	if got := behind.Listeners[0].Bind(); got != "127.0.0.1:9113" {
		t.Errorf("the fronted daemon listens on %s, where others reach it", got)
	}
	if got := front.Listeners[0].Admits; !slices.Equal(got, []string{"prometheus.client.test.internal"}) {
		t.Errorf("the front admits %v", got)
	}
	if front.Version.String() != "1.10.0" {
		t.Errorf("the front runs on the node's nginx 1.10.0, not on %s", front.Version)
	}
	if front.User != "nginx_exporter-front" || behind.User != "nginx_exporter" {
		t.Errorf("users are %s and %s", front.User, behind.User)
	}
}

func TestNoFrontWhereTheDaemonVerifies(t *testing.T) {
	p := mustResolve(t, "versions: {nginx_exporter: 1.5.3}"+web)
	i := find(t, p, "web/nginx_exporter")
	if i.Listeners[0].Security != blueprint.WebConfig || i.Listeners[0].Bind() != "10.0.0.2:9113" {
		t.Errorf("it listens on %s by %s", i.Listeners[0].Bind(), i.Listeners[0].Security)
	}
	for _, other := range p.Instances() {
		if other.Behind != nil {
			t.Errorf("there is a front %s", other.Name)
		}
	}
}

// A server certificate names everything that is dialled, and nothing of another node.
func TestServerCertificateCoversWhatIsDialled(t *testing.T) {
	p := mustResolve(t, `
nodes:
  mon: {address: 10.0.0.1, addresses: ["fd00::1"], names: [mon.example.org], runtime: compose, services: [prometheus]}
  web: {address: 10.0.0.2, services: [nginx, nginx_exporter]}
`)
	prometheus := find(t, p, "mon/prometheus").Server
	if got := fmt.Sprint(prometheus.DNS, prometheus.IPs); got != "[mon.test.internal mon.example.org] [10.0.0.1 fd00::1 127.0.0.1]" {
		t.Errorf("prometheus' certificate is for %s", got)
	}
	nginx := find(t, p, "web/nginx").Server
	if got := fmt.Sprint(nginx.DNS, nginx.IPs); got != "[web.test.internal] [10.0.0.2 127.0.0.1]" {
		t.Errorf("nginx' certificate is for %s", got)
	}
}

func TestEveryLinkFitsItsEnds(t *testing.T) {
	p := mustResolve(t, `
versions: {nginx_exporter: 0.11.0}
nodes:
  mon: {address: 10.0.0.1, services: [prometheus, alertmanager, grafana, node_exporter, blackbox_exporter]}
  am2: {address: 10.0.0.2, runtime: compose, services: [alertmanager, node_exporter]}
  web: {address: 10.0.0.3, services: [apache, apache_exporter, nginx, nginx_exporter]}
  box: {address: 10.0.0.4, runtime: compose, services: [docker, cadvisor, node_exporter]}
receivers: {ops: {webhook: {url: "https://hook.example.org/"}}}
routes: {default: ops}
`)
	for _, l := range p.Links {
		where := fmt.Sprintf("%s/%s to %s", l.From.Node.Name, l.From.Name, l.URL())
		if l.Port != l.To.Port {
			t.Errorf("%s dials another port than %d", where, l.To.Port)
		}
		if l.To.VerifiesClients() != (l.Identity != "") {
			t.Errorf("%s shows identity %q", where, l.Identity)
		}
		if l.Identity != "" && !slices.Contains(l.To.Admits, l.Identity) {
			t.Errorf("%s is not admitted: %v", where, l.To.Admits)
		}
		if l.Identity != "" && (l.From.Client == nil || l.From.Client.CN != l.Identity) {
			t.Errorf("%s has no certificate for its identity", where)
		}
		if l.To.Security != blueprint.Local && !covers(l.To.Instance.Server, l.Host) {
			t.Errorf("%s: the certificate does not cover %s", where, l.Host)
		}
	}
	if got := len(links(p, blueprint.Gossip)); got != 2 {
		t.Errorf("two Alertmanagers have %d gossip links", got)
	}
}

func covers(c *plan.Certificate, host string) bool {
	if c == nil {
		return false
	}
	for _, ip := range c.IPs {
		if ip.String() == host {
			return true
		}
	}
	return slices.Contains(c.DNS, host)
}

// A listener to which no link leads must not admit every certificate of the CA.
func TestNobodyIsAdmittedWhereNoLinkLeads(t *testing.T) {
	p := mustResolve(t, "nodes: {a: {address: 10.0.0.1, services: [node_exporter]}}")
	if got := find(t, p, "a/node_exporter").Listeners[0].Admits; !slices.Equal(got, []string{plan.Nobody}) {
		t.Errorf("it admits %v", got)
	}
}

func TestGroupsAreLaidUnderTheNode(t *testing.T) {
	p := mustResolve(t, `
groups:
  base: {labels: {tier: base, env: prod}, services: [node_exporter]}
  web: {groups: base, labels: {tier: web}, runtime: compose, services: {node_exporter: {port: 9200, version: 1.8.2}}}
nodes:
  a: {address: 10.0.0.1, groups: [web], labels: {env: test}, services: {node_exporter: {version: 1.9.0}}}
`)
	i := find(t, p, "a/node_exporter")
	if got := fmt.Sprintln(i.Node.Labels, i.Runtime, i.Version, i.Listeners[0].Port); got != "[{env test} {tier web}] compose 1.9.0 9200\n" {
		t.Errorf("the node has %s", got)
	}
}

func TestReceiversOfARouteAreJoined(t *testing.T) {
	p := mustResolve(t, `
nodes: {a: {address: 10.0.0.1, services: [alertmanager]}}
receivers:
  chat: {discord: {webhook_url: {secret: d}}}
  mail: {email: {to: [a@example.org], from: b@example.org, smarthost: "mail.example.org:25"}}
routes: {default: mail, rules: [{match: {severity: critical}, to: [chat, mail]}]}
`)
	var names []string
	for _, r := range p.Receivers {
		names = append(names, r.Name)
	}
	if !slices.Equal(names, []string{"chat", "chat+mail", "mail"}) {
		t.Errorf("receivers are %v", names)
	}
	if got := p.Routes.Routes[0].Receiver; got != "chat+mail" {
		t.Errorf("the rule leads to %s", got)
	}
}

func TestDiscordURLIsInlineUntilItCanBeRead(t *testing.T) {
	for version, inline := range map[string]bool{"0.26.0": true, "0.27.0": true, "0.28.0": false, "0.34.2": false} {
		p := mustResolve(t, `
versions: {alertmanager: `+version+`}
nodes: {a: {address: 10.0.0.1, services: [alertmanager]}}
receivers: {chat: {discord: {webhook_url: {secret: hook}}}}
routes: {default: chat}
`)
		if got := find(t, p, "a/alertmanager").Secrets[0].Inline; got != inline {
			t.Errorf("at %s inline is %v", version, got)
		}
	}
}

// The plan does not depend on the order in which the file lists things.
func TestOrderOfTheFileDoesNotMatter(t *testing.T) {
	nodes := []string{
		"  a: {address: 10.0.0.1, services: [prometheus, node_exporter]}\n",
		"  b: {address: 10.0.0.2, services: [node_exporter, nginx, nginx_exporter]}\n",
		"  c: {address: 10.0.0.3, services: [node_exporter]}\n",
	}
	first := mustResolve(t, "nodes:\n"+strings.Join(nodes, ""))
	slices.Reverse(nodes)
	second := mustResolve(t, "nodes:\n"+strings.Join(nodes, ""))
	if a, b := links(first, blueprint.Scrape), links(second, blueprint.Scrape); !slices.Equal(a, b) {
		t.Errorf("links differ:\n%v\n%v", a, b)
	}
}

func TestMistakesOfAPlan(t *testing.T) {
	for name, c := range map[string]struct{ body, want string }{
		"clash of two services": {"nodes: {a: {address: 10.0.0.1, services: {node_exporter: {port: 9090}, prometheus: }}}", "[plan/port-clash]"},
		"missing neighbour":     {"nodes: {a: {address: 10.0.0.1, services: [nginx_exporter]}}", "add \"nginx\" to the services of a"},
		"circular groups":       {"groups: {a: {groups: b}, b: {groups: a}}\nnodes: {n: {address: 10.0.0.1}}", "a > b > a"},
		"duplicate address":     {"nodes: {a: {address: 10.0.0.1}, b: {address: \"::ffff:10.0.0.1\"}}", "[plan/duplicate-address]"},
		"loopback address":      {"nodes: {a: {address: 127.0.0.1}}", "is loopback"},
		"unknown service":       {"nodes: {a: {address: 10.0.0.1, services: [node_exportr]}}", "did you mean \"node_exporter\"?"},
		"too old":               {"versions: {prometheus: 2.20.0}\nnodes: {a: {address: 10.0.0.1, services: [prometheus]}}", "older than gen can set up"},
		"wrong runtime":         {"nodes: {a: {address: 10.0.0.1, services: {nginx: {runtime: compose}}}}", "[plan/runtime]"},
		"nobody told":           {"nodes: {a: {address: 10.0.0.1, services: [alertmanager]}}", "[plan/nobody-told]"},
	} {
		t.Run(name, func(t *testing.T) {
			p, said := resolve(t, c.body)
			if p != nil || !strings.Contains(said, c.want) {
				t.Errorf("plan made: %v; gen says:\n%s\nwant it to say: %s", p != nil, said, c.want)
			}
		})
	}
}
