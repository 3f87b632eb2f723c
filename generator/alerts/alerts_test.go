package alerts_test

import (
	"strings"
	"sync"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"gen/generator"
	"gen/generator/alerts"
	"gen/generator/report"
)

const site = `version: 1
site: example
nodes:
  mon: {address: 10.0.0.1, services: [prometheus, alertmanager, node_exporter], labels: {role: mon}}
  db1: {address: 10.0.0.2, services: [node_exporter], labels: {role: db}}
  box: {address: 10.0.0.3, runtime: compose, services: [node_exporter, docker, cadvisor]}
scrape:
  storage: {targets: "10.0.9.1:9443"}
receivers: {page: {webhook: {url: "https://page.example.org/x"}}, mail: {webhook: {url: "https://mail.example.org/x"}}}
times: {nights: [{times: "00:00-06:00"}]}
routes:
  default: mail
  rules:
    - {match: {severity: critical}, to: page}
    - {match: {role: db, mountpoint: /data}, to: page}
    - {match: {role: db}, to: mail, mute: nights}
alerts:
  ScrapeSlow: {overrides: [{match: {instance: "box:8080"}, limits: {seconds: 9}, why: "many  containers"}]}
  CertificatesNotRenewed: {overrides: [{match: {role: db}, limits: {days: 10}, why: short lives}]}
`

// resolved is the site, without a plan when it is wrong.
var resolved = sync.OnceValue(func() *generator.Site {
	var r report.Report
	return generator.Resolve(fstest.MapFS{"site.yaml": {Data: []byte(site)}}, "site.yaml", &r)
})

func told(t *testing.T, node string) map[string]alerts.Alert {
	t.Helper()
	resolved := resolved()
	if resolved.Plan == nil {
		t.Fatal("the site has errors")
	}
	byName := map[string]alerts.Alert{}
	for _, a := range alerts.Of(resolved.Topology, resolved.Plan, node).Alerts {
		byName[a.Name] = a
	}
	return byName
}

// An alert is told for a node if one of the node's targets can raise it.
func TestOfNode(t *testing.T) {
	for node, want := range map[string]map[string]bool{
		"":    {"HostDown": true, "ContainerOOM": true, "PrometheusNotIngesting": true, "CertificatesNotRenewed": true, "AuthorityEnding": true},
		"db1": {"HostDown": true, "DiskFull": true, "TargetMissing": true, "ContainerOOM": false, "PrometheusNotIngesting": false, "CertificatesNotRenewed": false, "AuthorityEnding": false},
		"box": {"ContainerOOM": true, "PrometheusNotIngesting": false},
		"mon": {"ContainerOOM": false, "PrometheusNotIngesting": true},
	} {
		there := told(t, node)
		for name, wanted := range want {
			if _, ok := there[name]; ok != wanted {
				t.Errorf("%s on %q: told %v, want %v", name, node, ok, wanted)
			}
		}
	}
}

// Overrides are told where they are about one of the node's targets.
func TestOverridesOfNode(t *testing.T) {
	for node, want := range map[string][]string{"": {"box:8080"}, "box": {"box:8080"}, "db1": nil, "mon": nil} {
		var got []string
		for _, o := range told(t, node)["ScrapeSlow"].Overrides {
			got = append(got, o.Targets...)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("on %q: %s", node, diff)
		}
	}
}

// Who is told depends on what the alert carries: known labels of a node decide,
// and what only the moment says stays a condition.
func TestTold(t *testing.T) {
	for _, c := range []struct{ node, alert, want string }{
		{"", "HostDown", "page"},
		{"", "MemoryPressure", `mail when role="db" except at nights; else mail`},
		{"", "CertificatesNotRenewed", "mail"}, // a count has no role
		{"db1", "MemoryPressure", "mail except at nights"},
		{"db1", "DiskAlmostFull", `page when mountpoint="/data"; else mail except at nights`},
		{"box", "DiskAlmostFull", "mail"},
		{"mon", "MemoryPressure", "mail"},
	} {
		var out strings.Builder
		if err := alerts.Page(&out, told(t, c.node)[c.alert]); err != nil {
			t.Fatal(err)
		}
		_, got, _ := strings.Cut(out.String(), "\ntold ")
		got, _, _ = strings.Cut(strings.TrimLeft(got, " "), "\n")
		if got != c.want {
			t.Errorf("%s on %q: told %q, want %q", c.alert, c.node, got, c.want)
		}
	}
}
