package blueprints_test

import (
	"strings"
	"testing"

	"gen/generator/blueprint"
	"gen/generator/compat"
	"gen/generator/plan"
	"gen/generator/report"
)

// TestReleases spells out where programs lie, where names differ by version.
func TestReleases(t *testing.T) {
	const github = "https://github.com/"
	for _, c := range []struct{ service, version, archive, program, checksums string }{
		{"prometheus", "2.48.1", "prometheus/prometheus/releases/download/v{}/prometheus-{}.linux-arm64.tar.gz", "prometheus-{}.linux-arm64/prometheus", "sha256sums.txt"},
		{"alertmanager", "0.26.0", "prometheus/alertmanager/releases/download/v{}/alertmanager-{}.linux-arm64.tar.gz", "alertmanager-{}.linux-arm64/alertmanager", "sha256sums.txt"},
		{"node_exporter", "1.12.1", "prometheus/node_exporter/releases/download/v{}/node_exporter-{}.linux-arm64.tar.gz", "node_exporter-{}.linux-arm64/node_exporter", "sha256sums.txt"},
		{"blackbox_exporter", "0.25.0", "prometheus/blackbox_exporter/releases/download/v{}/blackbox_exporter-{}.linux-arm64.tar.gz", "blackbox_exporter-{}.linux-arm64/blackbox_exporter", "sha256sums.txt"},
		{"apache_exporter", "1.1.1", "Lusitaniae/apache_exporter/releases/download/v{}/apache_exporter-{}.linux-arm64.tar.gz", "apache_exporter-{}.linux-arm64/apache_exporter", "sha256sums.txt"},
		{"nginx_exporter", "0.11.0", "nginx/nginx-prometheus-exporter/releases/download/v{}/nginx-prometheus-exporter_{}_linux_arm64.tar.gz", "nginx-prometheus-exporter", "sha256sums.txt"},
		{"nginx_exporter", "1.0.0", "nginx/nginx-prometheus-exporter/releases/download/v{}/nginx-prometheus-exporter_{}_linux_arm64.tar.gz", "nginx-prometheus-exporter", "nginx-prometheus-exporter_{}_checksums.txt"},
		{"nginxlog_exporter", "1.11.0", "martin-helmich/prometheus-nginxlog-exporter/releases/download/v{}/prometheus-nginxlog-exporter_{}_linux_arm64.tar.gz", "prometheus-nginxlog-exporter", "checksums.txt"},
		{"cadvisor", "0.53.0", "google/cadvisor/releases/download/v{}/cadvisor-v{}-linux-arm64", "", ""},
		{"cadvisor", "0.54.0", "google/cadvisor/releases/download/v{}/cadvisor-v{}-linux-arm64", "", "cadvisor-v{}-linux-arm64.sha256"},
	} {
		r := builtIn(t, c.service).Systemd.Release
		v, err := compat.ParseVersion(c.version)
		if err != nil {
			t.Fatal(err)
		}
		filled := strings.NewReplacer("{{ .Version }}", c.version, "{{ .Arch }}", "arm64").Replace
		want := strings.NewReplacer("{}", c.version).Replace
		for _, part := range [][2]string{
			{filled(r.Archive.At(v).Value), github + want(c.archive)}, {filled(r.Program.Value), want(c.program)}, {filled(r.Checksums.At(v).Value), want(c.checksums)},
		} {
			if part[0] != part[1] {
				t.Errorf("%s %s: %s, not %s", c.service, c.version, part[0], part[1])
			}
		}
	}
}

// builtIn is one of gen's own blueprints.
func builtIn(t *testing.T, name string) *blueprint.Blueprint {
	t.Helper()
	var r report.Report
	for _, b := range blueprint.BuiltIn(&r) {
		if b.Name == name {
			return b
		}
	}
	t.Fatalf("there is no blueprint %s", name)
	return nil
}

// TestReleaseOfInstances wants a release for each unit whose program gen could
// bring, and for nothing else.
func TestReleaseOfInstances(t *testing.T) {
	for name := range sites {
		for _, i := range planOf(t, name).Instances() {
			wanted := i.Runtime == plan.Systemd && i.Blueprint.Systemd.Release != nil
			if (i.Release != nil) != wanted {
				t.Errorf("%s: %s on %s has the release %v", name, i.Name, i.Node.Name, i.Release)
			}
			if wanted && !strings.Contains(i.Release.Archive, i.Version.String()) {
				t.Errorf("%s: %s %s has the archive %s", name, i.Name, i.Version, i.Release.Archive)
			}
		}
	}
}
