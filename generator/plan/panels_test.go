package plan_test

import (
	"regexp"
	"testing"

	"gen/generator/plan"
)

// panelNumber is the number of a panel in a URL.
var panelNumber = regexp.MustCompile(`viewPanel=[1-9][0-9]*`)

func TestAlertsLeadToThePanelThatExplainsThem(t *testing.T) {
	const site = `
receivers: {ops: {webhook: {url: "https://example.org/"}}}
routes: {default: ops}
nodes: {mon: {address: "fd00::1", services: [prometheus, node_exporter, nginx, nginx_exporter`
	const there = `/d/gen-nginx?viewPanel=N{{ with $labels.host }}&var-host={{ . }}{{ end }}`
	for _, c := range []struct{ site, alert, want string }{
		{site + ", grafana]}}", "NginxDown", "https://[fd00::1]:3000" + there},
		{site + ", {grafana: {port: 443}}]}}", "NginxDown", "https://[fd00::1]:443" + there},
		{site + `, {grafana: {external_url: "https://example.org/grafana/"}}]}}`, "NginxDown", "https://example.org/grafana" + there},
		{site + "]}}", "NginxDown", ""},
		{site + ", grafana]}}", "ApacheDown", ""},
		{site + ", grafana]}}", "NoSuchAlert", ""},
	} {
		got := panelNumber.ReplaceAllString(mustResolve(t, c.site).PanelURL(c.alert), "viewPanel=N")
		if got != c.want {
			t.Errorf("%s of %s: got %s, want %s", c.alert, c.site, got, c.want)
		}
	}
}

func TestPanelsForOtherInstancesAreLeftOut(t *testing.T) {
	for _, c := range []struct {
		node, service, panel string
		want                 bool
	}{
		{`services: [prometheus, node_exporter]`, "node_exporter", "Failed units", true},
		{`runtime: compose, services: [prometheus, node_exporter]`, "node_exporter", "Failed units", false},
		{`services: [prometheus, docker, {cadvisor: {version: 0.57.0}}]`, "cadvisor", "Unhealthy", true},
		{`services: [prometheus, docker, {cadvisor: {version: 0.49.1}}]`, "cadvisor", "Unhealthy", false},
		{`services: [prometheus, docker, {cadvisor: {version: 0.49.1}}]`, "cadvisor", "Every container", true},
	} {
		p := mustResolve(t, "\nnodes: {mon: {address: 192.0.2.1, "+c.node+"}}")
		if got := hasPanel(p, c.service, c.panel); got != c.want {
			t.Errorf("%s: the panel %s of %s is there: %v, want %v", c.node, c.panel, c.service, got, c.want)
		}
	}
}

func hasPanel(p *plan.Plan, service, title string) bool {
	for _, b := range p.Blueprints {
		for _, d := range p.DashboardsOf(b) {
			for _, row := range d.Rows {
				for _, panel := range row.Panels {
					if b.Name == service && panel.Title.Value == title {
						return true
					}
				}
			}
		}
	}
	return false
}
