package plan_test

import (
	"regexp"
	"testing"
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
