package compat_test

import (
	"slices"
	"testing"

	"gen/generator/compat"
)

// TestLookup takes a name at the last version without it and the first with it, and the other way
// round for what has gone.
func TestLookup(t *testing.T) {
	tests := []struct {
		component, kind, name string
		ok                    []string
		not                   []string
	}{
		{"prometheus", compat.ConfigKey, "scrape_configs[].job_name", []string{"2.42.0", "3.16.0"}, nil},
		{"prometheus", compat.ConfigKey, "scrape_config_files", []string{"2.43.0"}, []string{"2.42.0"}},
		{"prometheus", compat.ConfigKey, "scrape_configs[].tls_config.ca", []string{"2.45.0"}, []string{"2.44.0"}},
		{"prometheus", compat.ConfigKey, "global.keep_dropped_targets", []string{"2.47.0"}, []string{"2.46.0"}},
		{"prometheus", compat.ConfigKey, "scrape_configs[].scrape_protocols", []string{"2.49.0"}, []string{"2.48.1"}},
		{"prometheus", compat.ConfigKey, "scrape_configs[].scrape_classic_histograms", []string{"2.45.0", "2.55.1"}, []string{"2.44.0", "3.0.0"}},
		{"prometheus", compat.ConfigKey, "scrape_configs[].fallback_scrape_protocol", []string{"3.0.0"}, []string{"2.55.0", "2.55.1"}},
		{"prometheus", compat.ConfigKey, "storage.tsdb.retention.time", []string{"3.8.0"}, []string{"2.48.1", "3.7.3"}},
		{"prometheus", compat.RuleKey, "groups[].query_offset", []string{"2.53.0"}, []string{"2.52.0"}},
		{"prometheus", compat.RuleKey, "groups[].labels", []string{"3.0.0"}, []string{"2.55.1"}},
		{"prometheus", compat.RuleKey, "groups[].partial_response_strategy", nil, []string{"2.48.1", "3.16.0"}},
		{"prometheus", compat.Flag, "--storage.tsdb.retention", []string{"2.48.1"}, []string{"3.0.0"}},
		{"prometheus", compat.Flag, "--alertmanager.timeout", []string{"2.55.1"}, []string{"3.0.0"}},
		{"prometheus", compat.Flag, "--config.auto-reload", []string{"3.12.0"}, []string{"2.48.1", "3.11.3"}},
		{"prometheus", compat.Feature, "agent", []string{"2.48.1", "2.55.1"}, []string{"3.0.0"}},
		{"prometheus", compat.Feature, "promql-experimental-functions", []string{"2.49.0"}, []string{"2.48.1"}},
		{"prometheus", compat.Function, "holt_winters", []string{"2.55.1"}, []string{"3.0.0"}},
		{"prometheus", compat.Function, "histogram_avg", []string{"2.51.0"}, []string{"2.50.1"}},
		{"prometheus", compat.ExperimentalFunction, "first_over_time", []string{"3.7.0", "3.13.2"}, []string{"3.6.0", "3.14.0"}},
		{"prometheus", compat.Aggregator, "limitk", []string{"2.54.0"}, []string{"2.53.0"}},
		{"prometheus", compat.TemplateFunc, "urlQueryEscape", []string{"3.8.0"}, []string{"2.48.1", "3.7.0"}},
		{"prometheus", compat.WebConfigKey, "tls_server_config.client_allowed_sans", []string{"2.45.0"}, []string{"2.44.0"}},
		{"prometheus", compat.WebConfigKey, "rate_limit.burst", []string{"3.8.0"}, []string{"2.48.1"}},
		{"prometheus", compat.Value, "alerting.alertmanagers[].api_version=v1", []string{"2.55.1"}, []string{"3.0.0"}},
		{"prometheus", compat.Behaviour, "retention-time-in-config", []string{"3.11.0"}, []string{"3.8.0", "3.10.0"}},
		{"alertmanager", compat.Flag, "--cluster.label", []string{"0.26.0"}, []string{"0.25.0"}},
		{"alertmanager", compat.Flag, "--enable-feature", []string{"0.27.0"}, []string{"0.26.0"}},
		{"alertmanager", compat.ConfigKey, "receivers[].discord_configs[].webhook_url_file", []string{"0.27.0"}, []string{"0.26.0"}},
		{"alertmanager", compat.SecretFile, "receivers[].discord_configs[].webhook_url_file", []string{"0.28.0"}, []string{"0.26.0", "0.27.0"}},
		{"alertmanager", compat.SecretFile, "receivers[].webhook_configs[].url_file", []string{"0.26.0"}, []string{"0.25.0"}},
		{"alertmanager", compat.SecretFile, "global.smtp_auth_password_file", []string{"0.25.0"}, []string{"0.24.0"}},
		{"alertmanager", compat.SecretFile, "receivers[].webex_configs[].token_file", nil, []string{"0.26.0", "0.34.2"}},
		{"alertmanager", compat.WebConfigKey, "tls_server_config.client_allowed_sans", []string{"0.26.0"}, []string{"0.25.0"}},
		{"alertmanager", compat.ClusterTLSKey, "tls_client_config.ca_file", []string{"0.26.0"}, nil},
		{"alertmanager", compat.TemplateFunc, "trimSpace", []string{"0.26.0"}, []string{"0.25.0"}},
		{"alertmanager", compat.Behaviour, "implicit-tls-needs-no-starttls", []string{"0.31.0"}, []string{"0.26.0"}},
		{"node_exporter", compat.Flag, "--web.config.file", []string{"1.5.0"}, []string{"1.4.1"}},
		{"node_exporter", compat.Flag, "--web.config", []string{"1.4.1"}, []string{"1.5.0"}},
		{"node_exporter", compat.Flag, "--collector.watchdog", []string{"1.8.0"}, []string{"1.7.0"}},
		{"node_exporter", compat.WebConfigKey, "tls_server_config.client_allowed_sans", []string{"1.6.0"}, []string{"1.5.0"}},
		{"node_exporter", compat.WebConfigKey, "rate_limit", []string{"1.11.0"}, []string{"1.8.2"}},
		{"apache_exporter", compat.Flag, "--web.listen-address", []string{"1.0.0"}, []string{"0.13.4"}},
		{"apache_exporter", compat.Flag, "--telemetry.address", []string{"0.13.4"}, []string{"1.0.3"}},
		{"apache_exporter", compat.WebConfigKey, "tls_server_config.client_allowed_sans", []string{"1.0.1"}, []string{"1.0.0"}},
		{"nginx-prometheus-exporter", compat.Flag, "--nginx.retries", []string{"0.11.0"}, []string{"1.0.0"}},
		{"nginx-prometheus-exporter", compat.WebConfigKey, "tls_server_config", []string{"1.0.0"}, []string{"0.11.0"}},
		{"blackbox_exporter", compat.ConfigKey, "modules.*.http.body_file", []string{"0.24.0"}, []string{"0.23.0"}},
		{"blackbox_exporter", compat.ConfigKey, "modules.*.unix", []string{"0.28.0"}, []string{"0.27.0"}},
		{"cadvisor", compat.Flag, "--podman", []string{"0.48.0"}, []string{"0.47.2"}},
		{"cadvisor", compat.Image, "ghcr.io/google/cadvisor", []string{"0.53.0"}, []string{"0.49.1"}},
		{"cadvisor", compat.Image, "gcr.io/cadvisor/cadvisor", []string{"0.49.1"}, []string{"0.53.0"}},
		{"compose", compat.ComposeKey, "services.*.gpus", []string{"2.30.0"}, []string{"2.29.7"}},
		{"compose", compat.ComposeKey, "services.*.label_file", []string{"2.32.0"}, []string{"2.30.3"}},
		{"compose", compat.ComposeKey, "models", []string{"2.38.0"}, []string{"2.29.7"}},
		{"compose-go", compat.ComposeKey, "jobs", []string{"2.16.0"}, []string{"2.15.0"}},
		{"systemd", compat.Directive, "LoadCredential", []string{"247.0", "252.39"}, []string{"245.4", "246.16"}},
		{"systemd", compat.Directive, "ProtectClock", []string{"245.0"}, []string{"244.1"}},
		{"systemd", compat.Directive, "PrivatePIDs", []string{"257.13"}, []string{"252.39"}},
		{"systemd", compat.Value, "Type=notify-reload", []string{"253.0"}, []string{"252.39"}},
		{"podman", compat.Feature, "quadlet", []string{"5.4.2"}, []string{"4.3.1"}},
		{"podman", compat.QuadletKey, ".pod", []string{"5.0.0"}, []string{"4.9.0"}},
		{"nginx", compat.Directive, "http2", []string{"1.25.1"}, []string{"1.10.0", "1.25.0"}},
		{"nginx", compat.Directive, "ssl", []string{"1.25.0"}, []string{"1.25.1"}},
		{"nginx", compat.Value, "ssl_protocols TLSv1.3", []string{"1.13.0"}, []string{"1.10.0"}},
		{"apache-httpd", compat.Value, "SSLProtocol TLSv1.3", []string{"2.4.52"}, []string{"2.4.35"}},
		{"grafana", compat.DashboardSchema, "39", []string{"11.2.2"}, []string{"10.4.0", "12.0.0"}},
		{"no_such_daemon", compat.Flag, "--help", nil, []string{"1.0.0"}},
	}
	for _, test := range tests {
		for _, text := range test.ok {
			if a := compat.Lookup(test.component, test.kind, test.name, version(t, text)); !a.OK || !a.Known {
				t.Errorf("%s: %s is not in %s", test.component, test.name, text)
			}
		}
		for _, text := range test.not {
			if a := compat.Lookup(test.component, test.kind, test.name, version(t, text)); a.OK {
				t.Errorf("%s: %s is in %s", test.component, test.name, text)
			}
		}
	}
}

func TestExplain(t *testing.T) {
	tests := []struct{ component, kind, name, version, fact, hint string }{
		{"apache_exporter", compat.Flag, "--web.config.file", "0.13.4", "--web.config.file exists from apache_exporter 1.0.0, not in 0.13.4", ""},
		{"apache_exporter", compat.Flag, "--web.config.file", "1.0.3", "--web.config.file exists from apache_exporter 1.0.0", ""},
		{"apache_exporter", compat.Flag, "--telemetry.address", "1.0.3", "--telemetry.address exists until apache_exporter 0.13.4, not in 1.0.3", ""},
		{"apache_exporter", compat.Flag, "--web.config", "0.10.0", "--web.config exists from apache_exporter 0.11.0 until 0.13.4, not in 0.10.0", ""},
		{"apache_exporter", compat.Flag, "--insecure", "1.0.3", "--insecure exists in apache_exporter 1.0.3", ""},
		{"prometheus", compat.Flag, "--web.confg.file", "2.48.1", "prometheus 2.48.1 has no flag --web.confg.file", "did you mean --web.config.file?"},
		{"prometheus", compat.ConfigKey, "scrape_configs[].job_nam", "2.48.1", "prometheus 2.48.1 has no key scrape_configs[].job_nam", "did you mean job_name?"},
		{"prometheus", compat.Flag, "--agent", "2.30.0", "--agent exists from prometheus 3.0.0, not in 2.30.0 (checked versions: 2.42.0 to 3.16.0)", ""},
		{"prometheus", compat.Flag, "--agnt", "4.0.0", "prometheus 4.0.0 has no flag --agnt (checked versions: 2.42.0 to 3.16.0)", "did you mean --agent?"},
		{
			"alertmanager", compat.SecretFile, "receivers[].discord_configs[].webhook_url_file", "0.27.0",
			"receivers[].discord_configs[].webhook_url_file works from alertmanager 0.28.0, not in 0.27.0", "",
		},
		{"systemd", compat.Directive, "LoadCredential", "245.4", "LoadCredential exists from systemd 247, not in 245", ""},
		{"nginx", compat.Directive, "server_name", "1.25.1", "nothing is known about the directive server_name of nginx", ""},
		{"grafana", compat.Flag, "--config", "11.2.2", "nothing is known about the flag --config of grafana", ""},
		{"redis", compat.Flag, "--port", "7.2.0", "nothing is known about the flag --port of redis", ""},
	}
	for _, test := range tests {
		a := compat.Lookup(test.component, test.kind, test.name, version(t, test.version))
		if got := a.Explain(); got != test.fact {
			t.Errorf("got  %s\nwant %s", got, test.fact)
		}
		if got := a.Hint(); got != test.hint {
			t.Errorf("%s: got hint %q, want %q", test.name, got, test.hint)
		}
	}
}

// TestNearestExists keeps a hint from naming what the version does not have.
func TestNearestExists(t *testing.T) {
	if a := compat.Lookup("prometheus", compat.Flag, "--agnt", version(t, "2.48.1")); a.Nearest != "" {
		t.Errorf("2.48.1 has no flag --agent, but the hint is %s", a.Nearest)
	}
}

func TestInRange(t *testing.T) {
	tests := []struct {
		component, version string
		want               bool
	}{
		{"prometheus", "2.42.0", true},
		{"prometheus", "3.16.7", true},
		{"prometheus", "2.41.0", false},
		{"prometheus", "3.17.0", false},
		{"systemd", "257.13", true},
		{"systemd", "258.0", false},
		{"redis", "7.2.0", false},
	}
	for _, test := range tests {
		a := compat.Lookup(test.component, compat.Flag, "--help", version(t, test.version))
		if a.InRange != test.want {
			t.Errorf("%s %s: got %t", test.component, test.version, a.InRange)
		}
	}
}

func TestChecked(t *testing.T) {
	oldest, newest := compat.Checked("prometheus")
	if oldest != version(t, "2.42.0") || newest != version(t, "3.16.0") {
		t.Errorf("prometheus: got %v to %v", oldest, newest)
	}
	if oldest, newest = compat.Checked("redis"); !oldest.IsZero() || !newest.IsZero() {
		t.Errorf("redis: got %v to %v", oldest, newest)
	}
}

func TestComponents(t *testing.T) {
	want := []string{
		"alertmanager", "apache-httpd", "apache_exporter", "blackbox_exporter", "cadvisor", "compose", "compose-go",
		"exporter-toolkit", "grafana", "nginx", "nginx-prometheus-exporter", "node_exporter", "podman", "prometheus",
		"pushgateway", "snmp_exporter", "systemd",
	}
	if got := compat.Components(); !slices.Equal(got, want) {
		t.Errorf("got  %v\nwant %v", got, want)
	}
	for _, component := range want {
		if !compat.Has(component) {
			t.Errorf("%s is listed but has no table", component)
		}
	}
	for _, component := range []string{"", "redis", "../data/nginx", "nginx.tsv"} {
		if compat.Has(component) {
			t.Errorf("there is a table for %q", component)
		}
	}
}

func TestNames(t *testing.T) {
	got := compat.Names("apache_exporter", compat.Flag)
	if !slices.IsSorted(got) || !slices.Contains(got, "--scrape_uri") {
		t.Errorf("got %v", got)
	}
	got[0] = "spoilt"
	if again := compat.Names("apache_exporter", compat.Flag); again[0] == "spoilt" {
		t.Error("a caller can change the table")
	}
	if got := compat.Names("apache_exporter", compat.ConfigKey); len(got) != 0 {
		t.Errorf("apache_exporter has no configuration, got %v", got)
	}
}
