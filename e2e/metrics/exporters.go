package main

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"gen/generator/check/metrics"
)

// exporter is a program whose metrics are gathered.
type exporter struct {
	// service is the blueprint's name, program that of the tool.
	service, program string
	// versions are those that may be installed, oldest first.
	versions []string
	// gather runs one version and returns what it exports.
	gather func(program) ([]metrics.Row, error)
}

var exporters = []exporter{
	{"alertmanager", "alertmanager", []string{"0.26.0", "0.34.2"}, alertmanager},
	{"apache_exporter", "apache_exporter", []string{"0.12.0"}, apacheExporter},
	{"blackbox_exporter", "blackbox_exporter", []string{"0.25.0", "0.28.0"}, blackboxExporter},
	{"nginx_exporter", "nginx-prometheus-exporter", []string{"0.11.0", "1.5.1"}, nginxExporter},
	{"nginxlog_exporter", "nginxlog_exporter", []string{"1.11.0"}, nginxlogExporter},
	{"node_exporter", "node_exporter", []string{"1.6.1", "1.7.0", "1.8.2", "1.9.1", "1.10.2", "1.11.1", "1.12.1"}, nodeExporter},
	{"prometheus", "prometheus", []string{"2.48.1", "3.15.0"}, prometheus},
}

// inFolder runs do in a new folder with some files, and removes it.
func inFolder(files map[string]string, do func(dir string) error) error {
	dir, err := os.MkdirTemp("", "metrics")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			return err
		}
	}
	return do(dir)
}

// scrapeOnce starts a program on a free port and returns its metrics.
func scrapeOnce(files map[string]string, path string, args func(address string) []string, paths ...string) ([]scrape, error) {
	address, err := freePort()
	if err != nil {
		return nil, err
	}
	var list []scrape
	err = inFolder(replaceAll(files, "ADDRESS", address), func(dir string) error {
		list, err = serve(dir, address, path, args(address), paths...)
		return err
	})
	return list, err
}

func replaceAll(files map[string]string, old, by string) map[string]string {
	changed := map[string]string{}
	for name, text := range files {
		changed[name] = strings.ReplaceAll(text, old, by)
	}
	return changed
}

// nginxConf is an nginx that does nothing but show its status.
const nginxConf = `daemon off; pid nginx.pid; error_log stderr;
events {}
http { access_log off; client_body_temp_path t1; proxy_temp_path t2; fastcgi_temp_path t3; uwsgi_temp_path t4; scgi_temp_path t5;
  server { listen SERVER; location = /status { stub_status; } } }
`

func nginxExporter(p program) ([]metrics.Row, error) {
	server, err := freePort()
	if err != nil {
		return nil, err
	}
	var rows []metrics.Row
	err = inFolder(map[string]string{"nginx.conf": strings.ReplaceAll(nginxConf, "SERVER", server)}, func(dir string) error {
		nginx, err := start(dir, "/usr/sbin/nginx", "-p", dir, "-c", filepath.Join(dir, "nginx.conf"))
		if err != nil {
			return err
		}
		defer nginx.stop()
		scrapes, err := scrapeOnce(nil, p.path, func(address string) []string {
			list := []string{"--web.listen-address=" + address, "--nginx.scrape-uri=http://" + server + "/status"}
			if strings.HasPrefix(p.version, "0.") {
				list = append(list, "--nginx.retries=100", "--nginx.retry-interval=100ms")
			}
			return list
		}, "/metrics", "/metrics")
		if err == nil {
			rows = scrapes[1].rows("-", "run")
		}
		return err
	})
	return rows, err
}

// apacheConf is an Apache that does nothing but show its status.
const apacheConf = `ServerRoot DIR
ServerName localhost
Listen SERVER
PidFile DIR/apache.pid
ErrorLog DIR/error.log
Mutex pthread
User www-data
Group www-data
LoadModule mpm_event_module /usr/lib/apache2/modules/mod_mpm_event.so
LoadModule authz_core_module /usr/lib/apache2/modules/mod_authz_core.so
LoadModule status_module /usr/lib/apache2/modules/mod_status.so
ExtendedStatus On
<Location /status>
  SetHandler server-status
</Location>
`

func apacheExporter(p program) ([]metrics.Row, error) {
	server, err := freePort()
	if err != nil {
		return nil, err
	}
	var rows []metrics.Row
	err = inFolder(nil, func(dir string) error {
		conf := filepath.Join(dir, "apache.conf")
		text := strings.NewReplacer("DIR", dir, "SERVER", server).Replace(apacheConf)
		if err := os.WriteFile(conf, []byte(text), 0o644); err != nil {
			return err
		}
		apache, err := start(dir, "/usr/sbin/apache2", "-DFOREGROUND", "-f", conf)
		if err != nil {
			return err
		}
		defer apache.stop()
		if err := answers("http://" + server + "/status?auto"); err != nil {
			return fmt.Errorf("%w\n%s", err, apache.out.String())
		}
		scrapes, err := scrapeOnce(nil, p.path, func(address string) []string {
			return []string{"--telemetry.address=" + address, "--scrape_uri=http://" + server + "/status?auto"}
		}, "/metrics", "/metrics")
		if err == nil {
			rows = scrapes[1].rows("-", "run")
		}
		return err
	})
	return rows, err
}

// blackboxExporter probes a TLS server of ours, as gen's own module does.
func blackboxExporter(p program) ([]metrics.Row, error) {
	server := httptest.NewTLSServer(http.NotFoundHandler())
	defer server.Close()
	conf := "modules:\n  tls: {prober: tcp, tcp: {tls: true, tls_config: {insecure_skip_verify: true}}}\n"
	probe := "/probe?module=tls&target=" + strings.TrimPrefix(server.URL, "https://")
	scrapes, err := scrapeOnce(map[string]string{"blackbox.yml": conf}, p.path, func(address string) []string {
		return []string{"--web.listen-address=" + address, "--config.file=blackbox.yml"}
	}, "/metrics", probe, "/metrics")
	if err != nil {
		return nil, err
	}
	return slices.Concat(scrapes[2].rows("-", "run"), scrapes[1].rows("probe", "run")), nil
}

const prometheusConf = `global: {scrape_interval: 1s, evaluation_interval: 1s}
rule_files: [rules.yml]
alerting: {alertmanagers: [{static_configs: [{targets: [RECEIVER]}]}]}
scrape_configs: [{job_name: self, file_sd_configs: [{files: [targets.yml]}]}]
`

// prometheus scrapes itself, and sends an alert to a server that takes it.
func prometheus(p program) ([]metrics.Row, error) {
	receiver := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}))
	defer receiver.Close()
	files := map[string]string{
		"prometheus.yml": strings.ReplaceAll(prometheusConf, "RECEIVER", strconv.Quote(strings.TrimPrefix(receiver.URL, "http://"))),
		"targets.yml":    "- targets: [ADDRESS]\n",
		"rules.yml":      "groups:\n  - name: g\n    rules:\n      - {alert: A, expr: vector(1)}\n",
	}
	args := []string{"--config.file=prometheus.yml", "--storage.tsdb.path=data"}
	scrapes, err := settled(files, p, args, "/api/v1/query?query=up", "/api/v1/label/__name__/values")
	return rowsOf(scrapes, "-", err)
}

// alertmanager runs alone, and once more as the member of a cluster.
func alertmanager(p program) ([]metrics.Row, error) {
	files := map[string]string{"alertmanager.yml": "route: {receiver: r, group_wait: 1s}\nreceivers: [{name: r, webhook_configs: [{url: \"http://127.0.0.1:1\"}]}]\n"}
	args := []string{"--config.file=alertmanager.yml", "--storage.path=data"}
	alone, err := settled(files, p, append(args, "--cluster.listen-address="), "/-/healthy")
	if err != nil {
		return nil, err
	}
	gossip, err := freePort()
	if err != nil {
		return nil, err
	}
	member, err := settled(files, p, append(args, "--cluster.listen-address="+gossip), "/-/healthy")
	for name := range alone {
		delete(member, name)
	}
	rows, _ := rowsOf(alone, "-", nil)
	more, err := rowsOf(member, "cluster", err)
	return slices.Concat(rows, more), err
}

func rowsOf(s scrape, needs string, err error) ([]metrics.Row, error) {
	if err != nil {
		return nil, err
	}
	return s.rows(needs, "run"), nil
}

// settled scrapes a program after it has worked for a moment, as some metrics
// appear with the first event of their kind.
func settled(files map[string]string, p program, args []string, paths ...string) (scrape, error) {
	scrapes, err := scrapeOnce(files, p.path, func(address string) []string {
		return append(slices.Clone(args), "--web.listen-address="+address)
	}, append(paths, pause, "/metrics")...)
	if err != nil {
		return nil, err
	}
	return scrapes[len(scrapes)-1], nil
}
