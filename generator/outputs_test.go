package generator_test

import (
	"bytes"
	"strings"
	"testing"
	"testing/fstest"

	"gen/generator"
	"gen/generator/report"
)

// outputs builds a site from its text and returns the files by path.
func outputs(t *testing.T, body string) map[string]string {
	t.Helper()
	var r report.Report
	fsys := fstest.MapFS{"site.yaml": {Data: []byte("version: 1\nsite: test\n" + body)}}
	site, err := generator.Build(fsys, "site.yaml", &r)
	if err != nil {
		t.Fatal(err)
	}
	if site.Tree == nil {
		var said bytes.Buffer
		_ = r.Print(&said, report.FormatText, false)
		t.Fatalf("the site has errors:\n%s", said.String())
	}
	return contents(site.Tree)
}

const told = `
receivers:
  mail: {email: {to: [ops@example.org], from: gen@example.org, smarthost: "mail.example.org:587", username: u, password: {secret: smtp}}}
  chat: {discord: {webhook_url: {secret: hook}}}
routes: {default: [mail, chat]}
nodes:
  mon: {address: 10.0.0.1, services: [prometheus, alertmanager]}
`

// Each case is a fact about some version that an output has to respect.
func TestOutputsFitTheirVersions(t *testing.T) {
	const alertmanager = "mon/etc/alertmanager/alertmanager.yml"
	for name, c := range map[string]struct{ body, file, want, never string }{
		"port 465 below 0.31.0 must not demand STARTTLS":   {"versions: {alertmanager: 0.30.0}" + strings.Replace(told, ":587", ":465", 1), alertmanager, "require_tls: false", "require_tls: true"},
		"port 465 from 0.31.0 on":                          {"versions: {alertmanager: 0.31.0}" + strings.Replace(told, ":587", ":465", 1), alertmanager, "require_tls: true", "require_tls: false"},
		"port 587 always demands STARTTLS":                 {"versions: {alertmanager: 0.26.0}" + told, alertmanager, "require_tls: true", "require_tls: false"},
		"Discord's URL is a placeholder below 0.28.0":      {"versions: {alertmanager: 0.27.0}" + told, alertmanager, "https://gen-secret.invalid/hook", "webhook_url_file"},
		"Discord's URL is read from a file from 0.28.0 on": {"versions: {alertmanager: 0.28.0}" + told, alertmanager, "webhook_url_file: /etc/alertmanager/secrets/hook", "gen-secret.invalid"},
		"one Alertmanager opens no gossip port":            {told, "mon/etc/systemd/system/alertmanager.service", "--cluster.listen-address=", "9094"},
		"alerts of a pair of Prometheus are one alert":     {told, "mon/etc/prometheus/prometheus.yml", "action: labeldrop", "insecure_skip_verify"},
		"nginx 1.10.0 does not know TLS 1.3":               {"versions: {nginx: 1.10.0}\nnodes: {a: {address: 10.0.0.1, services: [nginx, nginx_exporter]}}", "a/etc/nginx/conf.d/gen-status.conf", "ssl_protocols TLSv1.2;", "TLSv1.3;"},
		"nginx 1.13.0 does":                                {"versions: {nginx: 1.13.0}\nnodes: {a: {address: 10.0.0.1, services: [nginx, nginx_exporter]}}", "a/etc/nginx/conf.d/gen-status.conf", "TLSv1.2 TLSv1.3;", "ssl on;"},
		"an exporter that nobody scrapes admits nobody":    {"nodes: {a: {address: 10.0.0.1, services: [node_exporter]}}", "a/etc/node_exporter/web-config.yml", "- nobody.invalid", "prometheus.client"},
		"node_exporter 1.5.0 cannot pin clients":           {"versions: {node_exporter: 1.5.0}\nnodes: {a: {address: 10.0.0.1, services: [node_exporter]}}", "a/etc/systemd/system/node_exporter.service", "127.0.0.1:9100", "--web.config"},
		"an IPv6 node is dialled in brackets":              {"nodes: {a: {address: \"fd00::1\", services: [prometheus]}}", "a/etc/prometheus/targets/prometheus.yml", `["[fd00::1]:9090"]`, "[fd00::1:9090]"},
		"apache_exporter 0.12.0 has another flag":          {"versions: {apache_exporter: 0.12.0}\nnodes: {a: {address: 10.0.0.1, services: [apache, apache_exporter]}}", "a/etc/systemd/system/apache_exporter.service", "--telemetry.address=127.0.0.1:9117", "--web.listen-address"},
		"cAdvisor moved at 0.53.0":                         {"versions: {cadvisor: 0.53.0}\nnodes: {a: {address: 10.0.0.1, runtime: compose, services: [cadvisor]}}", "a/etc/gen/compose.yaml", "image: ghcr.io/google/cadvisor:0.53.0", "gcr.io/cadvisor"},
		"the image of a site's own choice":                 {"nodes: {a: {address: 10.0.0.1, runtime: compose, services: {node_exporter: {image: \"registry.example.org/node:1\"}}}}", "a/etc/gen/compose.yaml", "image: registry.example.org/node:1", "prom/node-exporter"},
		"the program of a site's own choice":               {"nodes: {a: {address: 10.0.0.1, services: {node_exporter: {binary: /opt/node}}}}", "a/etc/systemd/system/node_exporter.service", "ExecStart=/opt/node", "/usr/local/bin"},
		"a plain external target has no TLS":               {"scrape: {old: {targets: \"10.9.9.9:9100\", plaintext: it knows no TLS}}" + told, "mon/etc/prometheus/prometheus.yml", "job_name: old\n    scheme: http\n", "https://10.9.9.9"},
		"a label that looks like a template or a number":   {"nodes: {a: {address: 10.0.0.1, labels: {rack: \"{{ .x }} 010\"}, services: [prometheus]}}", "a/etc/prometheus/targets/prometheus.yml", `rack: "{{ .x }} 010"`, "rack: {{"},
		"a certificate for several addresses and names":    {"nodes: {a: {address: 10.0.0.1, addresses: [\"fd00::1\"], names: [a.example.org], services: [node_exporter]}}", "a/etc/ssl/node_exporter/server.cnf", "DNS.2 = a.example.org\nIP.1 = 10.0.0.1\nIP.2 = fd00::1\n", "IP.3"},
		"keys of RSA may also decrypt":                     {"tls: {algorithm: rsa-2048}\nnodes: {a: {address: 10.0.0.1, services: [node_exporter]}}", "a/etc/ssl/node_exporter/server.cnf", "digitalSignature,keyEncipherment", "ec_paramgen"},
		"a jump host":                                      {"nodes: {a: {address: 10.0.0.1, ssh: {user: root, jump: b, port: 2222}}, b: {address: 10.0.0.2}}", "ssh_config", "Host a\n    HostName 10.0.0.1\n    User root\n    ProxyJump b\n    Port 2222\n", "HostKeyAlias"},
		"a limit of a site's own":                          {"alerts: {DiskFull: {limits: {ratio: \"0.5\"}, for: 1h, severity: warning}}\nnodes: {a: {address: 10.0.0.1, services: [prometheus, node_exporter]}}", "a/etc/prometheus/rules/node_exporter.yml", "node_filesystem_size_bytes < 0.5 ", "${"},
		"no heartbeat without somebody who waits for it":   {told, "mon/etc/prometheus/rules/prometheus.yml", "alert: TargetDown", "alert: Watchdog"},
		"the heartbeat":                                    {told + "heartbeat: {url: \"https://example.org/alive\"}\n", "mon/etc/prometheus/rules/prometheus.yml", "alert: Watchdog", "${"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			content, ok := outputs(t, c.body)[c.file]
			if !ok {
				t.Fatalf("there is no %s", c.file)
			}
			if !strings.Contains(content, c.want) {
				t.Errorf("%s does not say %q:\n%s", c.file, c.want, content)
			}
			if strings.Contains(content, c.never) {
				t.Errorf("%s says %q:\n%s", c.file, c.never, content)
			}
		})
	}
}

// What must never be in any output: leftovers of templates, and secrets' places
// that no instance was given.
func TestNoLeftovers(t *testing.T) {
	for path, content := range outputs(t, told[:strings.Index(told, "nodes:")]+`
nodes:
  mon: {address: 10.0.0.1, services: [prometheus, alertmanager, grafana, node_exporter, blackbox_exporter]}
  web: {address: 10.0.0.2, services: [nginx, nginx_exporter, apache, apache_exporter]}
  box: {address: 10.0.0.3, runtime: compose, services: [docker, cadvisor, node_exporter]}
`) {
		for _, bad := range []string{"<no value>", "%!", "<nil>", "{{ .Setting", "{{ .Listen", "{{ .TLS"} {
			if strings.Contains(content, bad) && !strings.HasSuffix(path, ".tmpl") {
				t.Errorf("%s holds %q", path, bad)
			}
		}
		if content == "" || !strings.HasSuffix(content, "\n") {
			t.Errorf("%s is empty or does not end with a newline", path)
		}
	}
}
