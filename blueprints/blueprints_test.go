package blueprints_test

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"gen/generator/blueprint"
	"gen/generator/compat"
	"gen/generator/emit/template"
	"gen/generator/plan"
	"gen/generator/report"
	"gen/generator/topology"
)

// sites are what the blueprints are tried with, by name. Between them they use
// every service, both runtimes, both families of distributions, the newest
// versions, old ones and the oldest.
var sites = map[string]string{
	"newest": `
version: 1
site: lab
nodes:
  mon:
    address: 10.0.0.10
    addresses: ["fd00::10"]
    services: [prometheus, alertmanager, grafana, node_exporter, blackbox_exporter]
  web:
    address: fd00::11
    services: [node_exporter, nginx, nginx_exporter, nginxlog_exporter, apache, apache_exporter, docker, cadvisor]
  red:
    address: 10.0.0.12
    os: redhat
    services: {apache: {listen: ["10.0.0.12:80", "*:8443"]}, apache_exporter: }
` + receivers,
	"pinned": `
version: 1
site: lab
versions: {prometheus: 2.48.1, alertmanager: 0.26.0, grafana: 11.2.2, node_exporter: 1.8.2, nginx: 1.10.0,
  nginx_exporter: 0.11.0, apache: 2.4.52, apache_exporter: 1.0.3, cadvisor: 0.49.1, docker: 27.3.1, blackbox_exporter: 0.25.0}
nodes:
  mon:
    address: 10.0.0.10
    addresses: ["fd00::10"]
    services: {prometheus: {retention_size: 20GB, external_url: "https://example.org/prometheus"}, alertmanager: , grafana: , node_exporter: {collectors: [tcpstat, processes], textfile: /var/lib/textfile}, blackbox_exporter: }
  mon2:
    address: 10.0.0.20
    services: [alertmanager]
  mon3:
    address: 10.0.0.30
    services: [alertmanager]
  web:
    address: 10.0.0.11
    services: {node_exporter: , nginx: , nginx_exporter: , apache: {listen: "10.0.0.11:443"}, apache_exporter: , docker: {options: [--live-restore]}, cadvisor: }
` + receivers,
	"oldest": `
version: 1
site: lab
versions: {prometheus: 2.45.0, alertmanager: 0.26.0, grafana: 11.0.0, node_exporter: 1.5.0, nginx: 1.10.0,
  nginx_exporter: 0.11.0, apache: 2.4.25, apache_exporter: 0.12.0, cadvisor: 0.45.0, docker: 20.10.0, blackbox_exporter: 0.24.0}
nodes:
  mon:
    address: 10.0.0.10
    addresses: ["fd00::10"]
    services: {prometheus: , alertmanager: {external_url: "https://example.org/alerts/"}, grafana: , node_exporter: , blackbox_exporter: }
  web:
    address: 10.0.0.11
    services: [node_exporter, nginx, nginx_exporter, apache, apache_exporter, docker, cadvisor]
` + receivers,
	"compose": `
version: 1
site: lab
nodes:
  mon:
    address: 10.0.0.10
    addresses: ["fd00::10"]
    runtime: compose
    services: [prometheus, alertmanager, grafana, node_exporter, blackbox_exporter]
  mon2:
    address: 10.0.0.20
    runtime: compose
    services: [alertmanager]
  box:
    address: 10.0.0.12
    runtime: compose
    services: [node_exporter, nginx, nginx_exporter, nginxlog_exporter, apache, apache_exporter, docker, cadvisor]
` + receivers,
	"textfiles": `
version: 1
site: lab
nodes:
  mon: {address: 10.0.0.10, services: {prometheus: , alertmanager: , node_exporter: {textfile: /srv/metrics}}}
  box: {address: 10.0.0.11, runtime: compose, services: {node_exporter: {textfile: /srv/metrics}}}
  old: {address: 10.0.0.12, services: {node_exporter: {version: 1.8.2, textfile: /srv/metrics}}}
  older: {address: 10.0.0.13, services: {node_exporter: {version: 1.8.2}}}
` + receivers,
	"compose-pinned": `
version: 1
site: lab
versions: {prometheus: 2.48.1, alertmanager: 0.26.0, grafana: 11.2.2, node_exporter: 1.8.2, nginx: 1.10.0,
  nginx_exporter: 0.11.0, apache: 2.4.52, apache_exporter: 1.0.3, cadvisor: 0.49.1, docker: 27.3.1, blackbox_exporter: 0.25.0}
nodes:
  mon:
    address: 10.0.0.10
    addresses: ["fd00::10"]
    runtime: compose
    services: [prometheus, alertmanager, grafana, node_exporter, blackbox_exporter]
  box:
    address: 10.0.0.12
    runtime: compose
    services: [node_exporter, nginx, nginx_exporter, apache, apache_exporter, docker, cadvisor]
` + receivers,
}

const receivers = `
receivers: {hook: {webhook: {url: "https://hook.example.org/"}}}
routes: {default: hook}
`

// halfChecked are services with versions of which the compatibility table knows some kinds only:
// of Grafana's releases outside of 11.2 to 11.5 it is the schema of dashboards.
var halfChecked = []string{"grafana"}

// TestVersionsAreChecked wants the versions that a blueprint stands for to be those from which its
// compatibility table was made.
func TestVersionsAreChecked(t *testing.T) {
	for _, b := range blueprint.BuiltIn(&report.Report{}) {
		table, v := b.Versions.Table.Value, b.Versions
		if table == "" {
			continue
		}
		var outside []string
		for _, version := range []string{v.Oldest.Value, v.Default.Value, v.Newest.Value} {
			parsed, err := compat.ParseVersion(version)
			if err != nil {
				t.Fatalf("%s: %v", b.Name, err)
			}
			if !compat.Lookup(table, compat.Flag, "--help", parsed).InRange {
				outside = append(outside, version)
			}
		}
		if excused := slices.Contains(halfChecked, b.Name); excused != (len(outside) > 0) {
			t.Errorf("%s: versions %v are outside of those that table %s was made from; excused: %v", b.Name, outside, table, excused)
		}
	}
}

// TestBuiltInBlueprintsLoad wants every blueprint without a single problem,
// alone and together.
func TestBuiltInBlueprintsLoad(t *testing.T) {
	var r report.Report
	set := blueprint.NewSet(&r, blueprint.BuiltIn(&r))
	for _, p := range r.Problems() {
		t.Errorf("%s:%d:%d: %s: %s (%s)", p.Pos.File, p.Pos.Line, p.Pos.Col, p.ID, p.Fact, p.Hint)
	}
	for _, name := range []string{"alertmanager", "apache", "apache_exporter", "blackbox_exporter", "cadvisor", "docker", "front", "grafana", "nginx", "nginx_exporter", "nginxlog_exporter", "node_exporter", "prometheus"} {
		if set[name] == nil {
			t.Errorf("there is no blueprint %s", name)
		}
	}
}

// TestTemplatesExecute fills in every template of every instance of the sites.
func TestTemplatesExecute(t *testing.T) {
	used := map[string]bool{}
	for name := range sites {
		p := planOf(t, name)
		writer := template.New()
		for _, i := range p.Instances() {
			for _, f := range i.Files {
				if f.Template == "" {
					continue
				}
				used[f.Template] = true
				files, err := writer.Emit(p, i, f)
				if err != nil {
					t.Errorf("%s: %v", name, err)
					continue
				}
				checkText(t, fmt.Sprintf("%s: %s of %s on %s", name, f.Template, i.Name, i.Node.Name), files[0].Content)
			}
		}
	}
	for _, name := range []string{"apache-ports.conf.tmpl", "apache-status.conf.tmpl", "docker-metrics.conf.tmpl", "front.conf.tmpl", "grafana.ini.tmpl", "nginx-status.conf.tmpl"} {
		if !used[name] {
			t.Errorf("no site uses %s", name)
		}
	}
}

// checkText wants a file to begin with the notice, to end with one line break
// and to hold no leftover of a template.
func checkText(t *testing.T, what string, content []byte) {
	t.Helper()
	if !bytes.HasPrefix(content, []byte("# Written by gen; do not edit: change site.yaml and build again.\n")) {
		t.Errorf("%s does not begin with the notice:\n%s", what, content)
	}
	if !bytes.HasSuffix(content, []byte("\n")) || bytes.HasSuffix(content, []byte("\n\n")) {
		t.Errorf("%s does not end with one line break:\n%s", what, content)
	}
	for _, leftover := range []string{"<no value>", "{{", "%!"} {
		if bytes.Contains(content, []byte(leftover)) {
			t.Errorf("%s contains %q:\n%s", what, leftover, content)
		}
	}
}

// TestListenersAreVerified wants a client certificate, or a written reason, for
// whatever other hosts can reach.
func TestListenersAreVerified(t *testing.T) {
	for name := range sites {
		for _, i := range planOf(t, name).Instances() {
			for _, l := range i.Listeners {
				if l.Published && !l.VerifiesClients() && l.Reason == "" {
					t.Errorf("%s: %s of %s on %s is open to everybody without a reason", name, l.Name, i.Name, i.Node.Name)
				}
			}
		}
	}
}

// planOf plans one of the sites.
func planOf(t *testing.T, name string) *plan.Plan {
	t.Helper()
	var r report.Report
	set := blueprint.NewSet(&r, blueprint.BuiltIn(&r))
	fsys := fstest.MapFS{"site.yaml": {Data: []byte(strings.TrimPrefix(sites[name], "\n"))}}
	site := topology.Load(fsys, "site.yaml", &r)
	if r.Failed() {
		t.Fatalf("%s: %v", name, r.Problems())
	}
	p := plan.New(site, set, &r)
	if p == nil {
		t.Fatalf("%s: %v", name, r.Problems())
	}
	return p
}

// instanceOf finds an instance of a plan.
func instanceOf(t *testing.T, p *plan.Plan, node, name string) *plan.Instance {
	t.Helper()
	for _, i := range p.Instances() {
		if i.Node.Name == node && i.Name == name {
			return i
		}
	}
	t.Fatalf("there is no %s on %s", name, node)
	return nil
}
