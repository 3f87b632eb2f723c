package plan_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"gen/generator/plan"
)

// Both ends of a link have the same login, whatever the link is for; who only
// looks at TLS shows none.
func TestLoginsOfLinks(t *testing.T) {
	p := mustResolve(t, `
groups:
  all:
    services:
      node_exporter: {basic_auth: {username: scraper, password: {secret: node}}}
      prometheus: {basic_auth: {username: reader, password: {secret: prom}}}
      alertmanager: {basic_auth: {username: sender, password: {secret: am}}}
      blackbox_exporter: {basic_auth: {username: prober, password: {secret: black}}}
      grafana:
nodes:
  a: {address: 10.0.0.1, groups: [all], runtime: compose}
receivers: {ops: {webhook: {url: "https://hooks.example.org/"}}}
routes: {default: ops}
`)
	var got []string
	for _, l := range p.Links {
		if l.Purpose != "gossip" {
			got = append(got, fmt.Sprintf("%s %s %s.%s %s:%s", l.From.Name, l.Purpose, l.To.Instance.Name, l.To.Name, l.Username, l.Secret))
		}
	}
	slices.Sort(got)
	want := []string{
		"alertmanager health alertmanager.web sender:am",
		"blackbox_exporter probe alertmanager.web :",
		"blackbox_exporter probe blackbox_exporter.web :",
		"blackbox_exporter probe grafana.web :",
		"blackbox_exporter probe node_exporter.web :",
		"blackbox_exporter probe prometheus.web :",
		"grafana health grafana.web :",
		"grafana query alertmanager.web sender:am",
		"grafana query prometheus.web reader:prom",
		"prometheus alert alertmanager.web sender:am",
		"prometheus health prometheus.web reader:prom",
		"prometheus scrape alertmanager.web sender:am",
		"prometheus scrape blackbox_exporter.web prober:black",
		"prometheus scrape grafana.web metrics:grafana-metrics",
		"prometheus scrape node_exporter.web scraper:node",
		"prometheus scrape prometheus.web reader:prom",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// What each reader needs of a secret.
func TestSecretsOfReaders(t *testing.T) {
	p := mustResolve(t, `
nodes:
  a: {address: 10.0.0.1, services: {prometheus: {basic_auth: {username: reader, password: {secret: prom}}}, grafana: , alertmanager: {version: 0.26.0}}}
receivers:
  both: {discord: {webhook_url: {secret: shared}}, slack: {api_url: {secret: shared}, channel: x}, telegram: {bot_token: {secret: bot}, chat_id: 1}}
routes: {default: both}
`)
	var got []string
	for _, i := range p.Instances() {
		for _, s := range i.Secrets {
			got = append(got, fmt.Sprintf("%s %s: %s; expands %q; inline %v; %s", i.Name, s.Name, strings.Join(s.Forms, " "), s.Expands, s.Inline, s.OnChange))
		}
	}
	want := []string{
		`alertmanager bot: telegram-token; expands []; inline false; `,
		`alertmanager shared: discord-url slack-url; expands []; inline true; reload`,
		`grafana grafana-admin: password; expands ["%("]; inline false; `,
		`grafana grafana-metrics: password; expands ["%("]; inline false; restart`,
		`grafana prom: basic-auth-password; expands ["$"]; inline false; restart`,
		`prometheus grafana-metrics: password; expands []; inline false; `,
		`prometheus prom: basic-auth-password; expands []; inline false; `,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestRecordOf(t *testing.T) {
	p := mustResolve(t, "nodes: {a: {address: 10.0.0.1, services: [prometheus, grafana]}}")
	i := find(t, p, "a/grafana")
	if who, what, ok := plan.RecordOf(i.RecordPath("grafana-admin")); who != "grafana" || what != "grafana-admin" || !ok {
		t.Errorf("got %q, %q, %v", who, what, ok)
	}
	for _, path := range []string{"", "/etc/grafana/secrets/grafana-admin", "/etc/gen/digests/grafana", "etc/gen/digests/grafana/x"} {
		if who, what, ok := plan.RecordOf(path); ok {
			t.Errorf("%q: got %q, %q", path, who, what)
		}
	}
}
