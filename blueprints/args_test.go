package blueprints_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"gen/generator/compat"
	"gen/generator/emit/template"
	"gen/generator/plan"
)

// TestCommandLines spells out command lines where versions and runtimes differ.
func TestCommandLines(t *testing.T) {
	for _, c := range []struct{ site, node, instance, want string }{
		{"pinned", "web", "nginx_exporter", `
--web.listen-address=127.0.0.1:9113
--nginx.scrape-uri=https://127.0.0.1:9444/stub_status
--nginx.ssl-verify
--nginx.ssl-ca-cert=/etc/ssl/nginx_exporter/ca-server.crt
--nginx.ssl-client-cert=/etc/ssl/nginx_exporter/client.crt
--nginx.ssl-client-key=/etc/ssl/nginx_exporter/client.key
--nginx.retries=30
--nginx.retry-interval=2s`},
		{"newest", "web", "nginx_exporter", `
--web.listen-address=[fd00::11]:9113
--web.config.file=/etc/nginx_exporter/web-config.yml
--nginx.scrape-uri=https://127.0.0.1:9444/stub_status
--nginx.ssl-verify
--nginx.ssl-ca-cert=/etc/ssl/nginx_exporter/ca-server.crt
--nginx.ssl-client-cert=/etc/ssl/nginx_exporter/client.crt
--nginx.ssl-client-key=/etc/ssl/nginx_exporter/client.key`},
		{"newest", "web", "nginxlog_exporter", `
--listen-address=127.0.0.1
--listen-port=4040
--namespace=accesslog
--format=$remote_addr - $remote_user [$time_local] "$request" $status $body_bytes_sent
/var/log/nginx/access.log`},
		{"compose", "box", "nginxlog_exporter", `
--listen-address=
--listen-port=4040
--namespace=accesslog
--format=$remote_addr - $remote_user [$time_local] "$request" $status $body_bytes_sent
/var/log/nginx/access.log`},
		{"oldest", "web", "apache_exporter", `
--telemetry.address=127.0.0.1:9117
--scrape_uri=https://127.0.0.1:9443/server-status?auto`},
		{"pinned", "web", "apache_exporter", `
--web.listen-address=10.0.0.11:9117
--web.config.file=/etc/apache_exporter/web-config.yml
--scrape_uri=https://127.0.0.1:9443/server-status?auto`},
		{"oldest", "mon", "alertmanager", `
--config.file=/etc/alertmanager/alertmanager.yml
--web.config.file=/etc/alertmanager/web-config.yml
--web.listen-address=10.0.0.10:9093
--web.external-url=https://example.org/alerts/
--web.route-prefix=/
--data.retention=120h
--cluster.listen-address=
--storage.path=/var/lib/alertmanager`},
		{"pinned", "mon2", "alertmanager", `
--config.file=/etc/alertmanager/alertmanager.yml
--web.config.file=/etc/alertmanager/web-config.yml
--web.listen-address=10.0.0.20:9093
--web.external-url=https://10.0.0.20:9093/
--data.retention=120h
--cluster.listen-address=10.0.0.20:9094
--cluster.advertise-address=10.0.0.20:9094
--cluster.tls-config=/etc/alertmanager/cluster-tls.yml
--cluster.label=lab
--cluster.peer=10.0.0.10:9094
--cluster.peer=10.0.0.30:9094
--storage.path=/var/lib/alertmanager`},
		{"compose", "mon2", "alertmanager", `
--config.file=/etc/alertmanager/alertmanager.yml
--web.config.file=/etc/alertmanager/web-config.yml
--web.listen-address=:9093
--web.external-url=https://10.0.0.20:9093/
--data.retention=120h
--cluster.listen-address=0.0.0.0:9094
--cluster.advertise-address=10.0.0.20:9094
--cluster.tls-config=/etc/alertmanager/cluster-tls.yml
--cluster.label=lab
--cluster.peer=10.0.0.10:9094
--storage.path=/alertmanager`},
		{"pinned", "mon", "prometheus", `
--config.file=/etc/prometheus/prometheus.yml
--web.config.file=/etc/prometheus/web-config.yml
--web.listen-address=10.0.0.10:9090
--web.external-url=https://example.org/prometheus
--web.route-prefix=/
--storage.tsdb.retention.time=30d
--storage.tsdb.retention.size=20GB
--storage.tsdb.path=/var/lib/prometheus`},
		{"pinned", "web", "cadvisor-front", `
-c
/etc/cadvisor-front/front.conf
-g
daemon off;`},
		{"compose", "box", "cadvisor-front", `
/usr/sbin/nginx
-e
stderr
-c
/etc/cadvisor-front/front.conf
-g
daemon off;`},
	} {
		got := "\n" + strings.Join(instanceOf(t, planOf(t, c.site), c.node, c.instance).Args, "\n")
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%s of site %s (-want +got):\n%s", c.instance, c.site, diff)
		}
	}
}

// TestImages wants every container's image pinned, at the place of its version.
func TestImages(t *testing.T) {
	want := map[string]string{
		"compose/mon/alertmanager": "prom/alertmanager:v0.34.2", "compose-pinned/mon/alertmanager": "prom/alertmanager:v0.26.0",
		"compose/mon/blackbox_exporter": "prom/blackbox-exporter:v0.28.0", "compose-pinned/mon/blackbox_exporter": "prom/blackbox-exporter:v0.25.0",
		"compose/mon/grafana": "grafana/grafana:13.1.0", "compose-pinned/mon/grafana": "grafana/grafana:11.2.2",
		"compose/mon/node_exporter": "prom/node-exporter:v1.12.1", "compose-pinned/mon/node_exporter": "prom/node-exporter:v1.8.2",
		"compose/mon/prometheus": "prom/prometheus:v3.15.0", "compose-pinned/mon/prometheus": "prom/prometheus:v2.48.1",
		"compose/box/apache_exporter": "lusotycoon/apache-exporter:v1.1.1", "compose-pinned/box/apache_exporter": "lusotycoon/apache-exporter:v1.0.3",
		"compose/box/cadvisor": "ghcr.io/google/cadvisor:0.60.5", "compose-pinned/box/cadvisor": "gcr.io/cadvisor/cadvisor:v0.49.1",
		"compose/box/nginx_exporter": "nginx/nginx-prometheus-exporter:1.5.3", "compose-pinned/box/nginx_exporter": "nginx/nginx-prometheus-exporter:0.11.0",
		// A front in a container does not follow the host's nginx.
		"compose/box/cadvisor-front": "nginx:1.28.0-alpine", "compose-pinned/box/nginx_exporter-front": "nginx:1.28.0-alpine",
	}
	for name, image := range want {
		part := strings.Split(name, "/")
		if got := instanceOf(t, planOf(t, part[0]), part[1], part[2]).Image; got != image {
			t.Errorf("%s has the image %s, want %s", name, got, image)
		}
	}
}

// TestFlagsExist looks every flag up in the table of its daemon, which comes
// from the daemon's own sources. Grafana's table knows no flags.
func TestFlagsExist(t *testing.T) {
	looked := 0
	for name := range sites {
		for _, i := range planOf(t, name).Instances() {
			table := i.Blueprint.Versions.Table.Value
			if table == "" || len(compat.Names(table, compat.Flag)) == 0 {
				continue
			}
			for _, arg := range i.Args {
				flag, _, _ := strings.Cut(arg, "=")
				if answer := compat.Lookup(table, compat.Flag, flag, i.Version); !answer.OK {
					t.Errorf("%s: %s %s has no flag %s", name, i.Name, i.Version, flag)
				}
				looked++
			}
		}
	}
	if looked < 100 {
		t.Errorf("only %d flags were looked up", looked)
	}
}

// TestTemplatesKnowVersions spells out lines of templates that old versions
// and other distributions want differently.
func TestTemplatesKnowVersions(t *testing.T) {
	for _, c := range []struct{ site, node, instance, file, want, never string }{
		{"pinned", "web", "nginx", "/etc/nginx/conf.d/gen-status.conf", "\n    ssl_protocols TLSv1.2;\n", "TLSv1.3;"},
		{"newest", "web", "nginx", "/etc/nginx/conf.d/gen-status.conf", "\n    ssl_protocols TLSv1.2 TLSv1.3;\n", "TLSv1.2;"},
		{"oldest", "web", "apache", "/etc/apache2/sites-enabled/gen-status.conf", "\n    SSLProtocol -all +TLSv1.2\n", "+TLSv1.3"},
		{"newest", "red", "apache", "/etc/httpd/conf.d/gen-status.conf", "\n    LoadModule ssl_module modules/mod_ssl.so\n", "/usr/lib/apache2"},
		{"newest", "red", "apache", "/etc/httpd/conf.d/gen-ports.conf", "\nListen 10.0.0.12:80\nListen \"*:8443\"\n", "443\n\n"},
		{"pinned", "web", "apache", "/etc/apache2/ports.conf", "\nListen 10.0.0.11:443\n", "Listen 80"},
		{"pinned", "web", "docker", "/etc/systemd/system/docker.service.d/gen-metrics.conf", " --metrics-addr=127.0.0.1:9323 --live-restore $DOCKER_OPTS\n", "0.0.0.0"},
		{"pinned", "web", "cadvisor-front", "/etc/cadvisor-front/front.conf", "\n            proxy_pass http://127.0.0.1:8080;\n", "resolver"},
		{"compose", "box", "cadvisor-front", "/etc/cadvisor-front/front.conf", "\n            set $behind http://cadvisor:8080;\n            proxy_pass $behind;\n", "127.0.0.1"},
		{"pinned", "mon", "grafana", "/etc/grafana/grafana.ini", "\nadmin_password = $__file{/etc/grafana/secrets/grafana-admin}\n", "admin_password = admin"},
	} {
		got := contentOf(t, planOf(t, c.site), c.node, c.instance, c.file)
		if c.instance == "cadvisor-front" && c.site == "compose" {
			got = strings.ReplaceAll(got, "resolver 127.0.0.11 ", "resolver docker ")
		}
		if !strings.Contains(got, c.want) || strings.Contains(got, c.never) {
			t.Errorf("%s of site %s should contain %q and not %q:\n%s", c.file, c.site, c.want, c.never, got)
		}
	}
}

// contentOf fills in one file of an instance.
func contentOf(t *testing.T, p *plan.Plan, node, instance, file string) string {
	t.Helper()
	i := instanceOf(t, p, node, instance)
	for _, f := range i.Files {
		if f.Path == file {
			files, err := template.New().Emit(p, i, f)
			if err != nil {
				t.Fatal(err)
			}
			return string(files[0].Content)
		}
	}
	t.Fatalf("%s on %s has no file %s", instance, node, file)
	return ""
}
