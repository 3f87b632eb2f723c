package compat_test

import (
	"slices"
	"testing"

	"gen/generator/compat"
)

func TestCheckFlags(t *testing.T) {
	tests := []struct {
		component, version string
		args               []string
	}{
		{"prometheus", "2.48.1", []string{
			"--config.file=/etc/prometheus/prometheus.yml", "--web.config.file=/etc/prometheus/web.yml",
			"--storage.tsdb.retention.time=30d", "--web.enable-lifecycle", "--enable-feature=exemplar-storage,agent",
		}},
		{"prometheus", "3.15.0", []string{"--agent", "--no-auto-gomaxprocs", "--auto-gomemlimit.ratio=0.8"}},
		{"alertmanager", "0.26.0", []string{"--config.file", "/etc/am.yml", "--cluster.listen-address="}},
		{"alertmanager", "0.34.2", []string{"--enable-feature=utf8-strict-mode,some-newer-feature"}},
		{"node_exporter", "1.8.2", []string{"--collector.systemd", "--no-collector.arp", "--web.listen-address=10.0.0.1:9100"}},
		{"node_exporter", "1.8.2", []string{"--", "--no-such-flag"}},
		{"node_exporter", "1.8.2", []string{"-1", "-", "no-flag"}},
		{"nginx-prometheus-exporter", "0.11.0", []string{"-nginx.retries=30", "--nginx.ssl-verify=false", "-web.secured-metrics"}},
		{"nginx-prometheus-exporter", "1.1.0", []string{"--no-nginx.ssl-verify", "--web.config.file=/etc/web.yml"}},
		{"cadvisor", "0.49.1", []string{"-docker_only=true", "--store_container_labels=false", "-logtostderr"}},
		{"grafana", "11.2.2", []string{"--no-flags-are-known"}},
		{"redis", "7.2.0", []string{"--port"}},
	}
	for _, test := range tests {
		if got := compat.CheckFlags(test.component, version(t, test.version), test.args); len(got) != 0 {
			t.Errorf("%s %s: got %v", test.component, test.version, got)
		}
	}
}

func TestCheckFlagsRefuses(t *testing.T) {
	tests := []struct {
		component, version, arg string
		fact, hint              string
	}{
		{"prometheus", "3.0.0", "--storage.tsdb.retention=30d", "--storage.tsdb.retention exists until prometheus 2.55.1, not in 3.0.0", ""},
		{"prometheus", "2.48.1", "--agent", "--agent exists from prometheus 3.0.0, not in 2.48.1", ""},
		{"prometheus", "2.48.1", "--no-auto-gomaxprocs", "--auto-gomaxprocs exists from prometheus 3.0.0, not in 2.48.1", ""},
		{"prometheus", "2.48.1", "--web.confg.file=/x", "prometheus 2.48.1 has no flag --web.confg.file", "did you mean --web.config.file?"},
		{"prometheus", "3.15.0", "--enable-feature=native-histograms,agent", "agent exists until prometheus 2.55.1, not in 3.15.0", ""},
		{"prometheus", "2.48.1", "--enable-feature=exemplar-storge", "prometheus 2.48.1 has no feature exemplar-storge", "did you mean exemplar-storage?"},
		{"alertmanager", "0.26.0", "--enable-feature=classic-mode", "--enable-feature exists from alertmanager 0.27.0, not in 0.26.0", ""},
		{"alertmanager", "0.34.2", "--enable-feature=auto-gomaxprocs", "auto-gomaxprocs exists from alertmanager 0.27.0 until 0.32.3, not in 0.34.2", ""},
		{"node_exporter", "1.4.1", "--web.config.file=/x", "--web.config.file exists from node_exporter 1.5.0, not in 1.4.1", ""},
		{"node_exporter", "1.8.2", "--no-collector.swap", "--collector.swap exists from node_exporter 1.10.0, not in 1.8.2", ""},
		{"node_exporter", "1.8.2", "-collector.systemd", "-collector.systemd has one dash, node_exporter 1.8.2 wants two", "write --collector.systemd"},
		{"node_exporter", "1.8.2", "--collector.systemd=true", "node_exporter 1.8.2 wants a switch without a value", "write --collector.systemd"},
		{"apache_exporter", "1.0.3", "--insecure=true", "apache_exporter 1.0.3 wants a switch without a value", "write --insecure"},
		{"apache_exporter", "1.0.3", "--telemetry.address=:9117", "--telemetry.address exists until apache_exporter 0.13.4, not in 1.0.3", ""},
		{"nginx-prometheus-exporter", "1.0.0", "--nginx.retries=30", "--nginx.retries exists until nginx-prometheus-exporter 0.11.0, not in 1.0.0", ""},
		{"nginx-prometheus-exporter", "1.0.0", "--nginx.ssl-verify=false", "nginx-prometheus-exporter 1.0.0 wants a switch without a value", "write --no-nginx.ssl-verify"},
		{"nginx-prometheus-exporter", "0.11.0", "--no-nginx.ssl-verify", "nginx-prometheus-exporter 0.11.0 has no flag --no-nginx.ssl-verify", "write --nginx.ssl-verify=false"},
		{"nginx-prometheus-exporter", "0.11.0", "-web.config.file=/x", "--web.config.file exists from nginx-prometheus-exporter 1.0.0, not in 0.11.0", ""},
		{"cadvisor", "0.49.1", "-no-docker_only", "cadvisor 0.49.1 has no flag --no-docker_only", "write --docker_only=false"},
		{"cadvisor", "0.54.1", "-mesos_agent=x", "--mesos_agent exists until cadvisor 0.54.0, not in 0.54.1", ""},
		{"cadvisor", "0.49.1", "---port=1", "cadvisor 0.49.1 has no flag ---port", "did you mean --port?"},
	}
	for _, test := range tests {
		got := compat.CheckFlags(test.component, version(t, test.version), []string{"--help", test.arg, "--version"})
		want := []compat.FlagProblem{{Arg: test.arg, Fact: test.fact, Hint: test.hint}}
		if !slices.Equal(got, want) {
			t.Errorf("%s %s:\ngot  %q\nwant %q", test.component, test.arg, got, want)
		}
	}
}

func TestCheckFlagsKeepsOrder(t *testing.T) {
	got := compat.CheckFlags("prometheus", version(t, "2.48.1"), []string{"--zzz", "--aaa", "--zzz"})
	if len(got) != 3 || got[0].Arg != "--zzz" || got[1].Arg != "--aaa" || got[2].Arg != "--zzz" {
		t.Errorf("got %v", got)
	}
}
