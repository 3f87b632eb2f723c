package plan_test

import (
	"slices"
	"strings"
	"testing"

	"gen/generator/plan"
)

// TestLimitsOfShortLives has alerts come later where certificates live so
// short that the usual limit would be passed from their first day on.
func TestLimitsOfShortLives(t *testing.T) {
	const one = "nodes: {a: {address: 10.0.0.1, services: [prometheus, node_exporter]}}\n"
	for _, c := range []struct{ site, renewed, end, authority string }{
		{one, "21", "7", "180"},
		{"tls: {leaf: 90d}\n" + one, "21", "7", "180"},
		{"tls: {leaf: 89d}\n" + one, "20.77", "6.92", "180"},
		{"tls: {leaf: 7d}\n" + one, "1.63", "0.54", "180"},
		{"tls: {leaf: 7d}\nalerts: {CertificatesNotRenewed: {limits: {days: 3}}}\n" + one, "3", "0.54", "180"},
	} {
		p := mustResolve(t, c.site)
		for name, want := range map[string]string{"CertificatesNotRenewed": c.renewed, "CertificatesAboutToEnd": c.end, "AuthorityEnding": c.authority} {
			if got := daysOf(p, name); got != want {
				t.Errorf("%q: %s fires at %s days, not %s", c.site, name, got, want)
			}
		}
	}
}

// daysOf is the limit of an alert that its expression has as well.
func daysOf(p *plan.Plan, name string) string {
	at := slices.IndexFunc(p.Alerts, func(a *plan.Alert) bool { return a.Name == name })
	if at < 0 || len(p.Alerts[at].Limits) != 1 {
		return "none"
	}
	days := p.Alerts[at].Limits[0].Value
	if !strings.Contains(p.Alerts[at].Expr, "< "+days+" * 86400") {
		return "another in " + p.Alerts[at].Expr
	}
	return days
}

// TestEveryTLSListenerIsProbed lists what a prober looks at, however it is
// secured: not what stays on its node, and not what does not speak HTTP.
func TestEveryTLSListenerIsProbed(t *testing.T) {
	p := mustResolve(t, `
nodes:
  mon: {address: 10.0.0.1, services: [prometheus, alertmanager, grafana, blackbox_exporter]}
  two: {address: 10.0.0.2, services: [alertmanager]}
  web: {address: 10.0.0.3, services: [apache, apache_exporter, nginx, {nginx_exporter: {version: 0.11.0}}, node_exporter]}
receivers: {ops: {webhook: {url: "https://example.org/"}}}
routes: {default: ops}
`)
	const me = "blackbox_exporter.client.test.internal"
	want := []string{
		"mon/blackbox_exporter > mon/alertmanager https://10.0.0.1:9093/-/ready " + me,
		"mon/blackbox_exporter > mon/blackbox_exporter https://10.0.0.1:9115/probe " + me,
		"mon/blackbox_exporter > mon/grafana https://10.0.0.1:3000/api/health ",
		"mon/blackbox_exporter > mon/prometheus https://10.0.0.1:9090/-/ready " + me,
		"mon/blackbox_exporter > two/alertmanager https://10.0.0.2:9093/-/ready " + me,
		"mon/blackbox_exporter > web/apache_exporter https://10.0.0.3:9117/ " + me,
		"mon/blackbox_exporter > web/nginx_exporter-front https://10.0.0.3:9113/ " + me,
		"mon/blackbox_exporter > web/node_exporter https://10.0.0.3:9100/ " + me,
	}
	if got := links(p, "probe"); !slices.Equal(got, want) {
		t.Errorf("probed are\n%s\nnot\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	for _, l := range p.Links {
		if l.Purpose == "probe" && l.Identity != "" && !slices.Contains(l.To.Admits, me) {
			t.Errorf("%s on %s does not admit the prober", l.To.Instance.Name, l.To.Instance.Node.Name)
		}
	}
}
