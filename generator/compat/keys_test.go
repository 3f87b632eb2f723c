package compat_test

import (
	"os"
	"slices"
	"testing"

	"gen/generator/compat"
)

// TestCheckYAMLKeys reads whole files that the daemons accept at these versions.
func TestCheckYAMLKeys(t *testing.T) {
	tests := []struct {
		file, component, kind string
		versions              []string
	}{
		{"prometheus.yml", "prometheus", compat.ConfigKey, []string{"2.48.1", "2.55.1", "3.15.0"}},
		{"rules.yml", "prometheus", compat.RuleKey, []string{"2.48.1", "3.15.0"}},
		{"alertmanager.yml", "alertmanager", compat.ConfigKey, []string{"0.26.0", "0.34.2"}},
		{"blackbox.yml", "blackbox_exporter", compat.ConfigKey, []string{"0.22.0", "0.28.0"}},
		{"web.yml", "prometheus", compat.WebConfigKey, []string{"2.48.1", "3.15.0"}},
		{"web.yml", "alertmanager", compat.WebConfigKey, []string{"0.26.0"}},
		{"web.yml", "node_exporter", compat.WebConfigKey, []string{"1.6.0", "1.8.2"}},
		{"web.yml", "apache_exporter", compat.WebConfigKey, []string{"1.0.3"}},
		{"compose.yaml", "compose", compat.ComposeKey, []string{"2.29.7", "5.7.0"}},
		{"compose.yaml", "compose-go", compat.ComposeKey, []string{"2.2.0", "2.16.2"}},
		{"compose.yaml", "grafana", compat.ConfigKey, []string{"11.2.2"}},
	}
	for _, test := range tests {
		doc, err := os.ReadFile("testdata/" + test.file)
		if err != nil {
			t.Fatal(err)
		}
		for _, text := range test.versions {
			_, problems := compat.CheckYAMLKeys(test.component, test.kind, version(t, text), doc)
			for _, p := range problems {
				t.Errorf("%s at %s %s: line %d: %s", test.file, test.component, text, p.Line, p.Fact)
			}
		}
	}
}

func TestCheckYAMLKeysRefuses(t *testing.T) {
	tests := []struct {
		component, kind, version, doc string
		want                          []compat.KeyProblem
	}{
		{
			"alertmanager", compat.ConfigKey, "0.26.0",
			"receivers:\n- name: x\n  discord_configs:\n  - webhook_url_file: /x\n",
			[]compat.KeyProblem{{4, 5, "receivers[].discord_configs[].webhook_url_file", "receivers[].discord_configs[].webhook_url_file exists from alertmanager 0.27.0, not in 0.26.0", ""}},
		},
		{ // 0.27.0 reads the key and then misses the URL
			"alertmanager", compat.ConfigKey, "0.27.0",
			"receivers:\n- name: x\n  discord_configs:\n  - webhook_url_file: /x\n",
			[]compat.KeyProblem{{4, 5, "receivers[].discord_configs[].webhook_url_file", "receivers[].discord_configs[].webhook_url_file works from alertmanager 0.28.0, not in 0.27.0", ""}},
		},
		{ // the root of the recursion is checked like its leaves
			"alertmanager", compat.ConfigKey, "0.26.0",
			"route:\n  labels: {a: b}\n  routes:\n  - routes:\n    - {receivr: x}\n    - {routes: [{labels: {}}]}\n",
			[]compat.KeyProblem{
				{2, 3, "route.labels", "route.labels exists from alertmanager 0.34.0, not in 0.26.0", ""},
				{5, 8, "route.receivr", "alertmanager 0.26.0 has no key route.receivr", "did you mean receiver?"},
				{6, 18, "route.labels", "route.labels exists from alertmanager 0.34.0, not in 0.26.0", ""},
			},
		},
		{
			"alertmanager", compat.ClusterTLSKey, "0.26.0", "tls_server_config: {cert_file: a, key_file: b}\ntls_config: {}\n",
			[]compat.KeyProblem{{2, 1, "tls_config", "alertmanager 0.26.0 has no cluster TLS key tls_config", ""}},
		},
		{
			"prometheus", compat.ConfigKey, "2.48.1", "scrape_configs:\n- job_name: a\n  scrape_protocols: [PrometheusProto]\n",
			[]compat.KeyProblem{{3, 3, "scrape_configs[].scrape_protocols", "scrape_configs[].scrape_protocols exists from prometheus 2.49.0, not in 2.48.1", ""}},
		},
		{
			"prometheus", compat.ConfigKey, "2.55.0", "scrape_configs:\n- job_name: a\n  fallback_scrape_protocol: PrometheusText0.0.4\n",
			[]compat.KeyProblem{{3, 3, "scrape_configs[].fallback_scrape_protocol", "scrape_configs[].fallback_scrape_protocol exists from prometheus 3.0.0, not in 2.55.0", ""}},
		},
		{
			"prometheus", compat.ConfigKey, "3.0.0", "scrape_configs: [{job_name: a, scrape_classic_histograms: true}]\n",
			[]compat.KeyProblem{{1, 32, "scrape_configs[].scrape_classic_histograms", "scrape_configs[].scrape_classic_histograms exists from prometheus 2.45.0 until 2.55.1, not in 3.0.0", ""}},
		},
		{
			"prometheus", compat.ConfigKey, "3.7.3", "storage: {tsdb: {retention: {time: 30d}}}\n",
			[]compat.KeyProblem{{1, 18, "storage.tsdb.retention", "storage.tsdb.retention exists from prometheus 3.8.0, not in 3.7.3", ""}},
		},
		{ // a path in one key, a map under a plain value, a key at the wrong depth
			"prometheus", compat.ConfigKey, "2.48.1",
			"global.scrape_interval: 1m\nglobal: {scrape_interval: {every: 1m}}\nscrape_interval: 1m\n",
			[]compat.KeyProblem{
				{1, 1, "'global.scrape_interval'", "prometheus 2.48.1 has no key 'global.scrape_interval'", ""},
				{2, 28, "global.scrape_interval.every", "prometheus 2.48.1 has no key global.scrape_interval.every", ""},
				{3, 1, "scrape_interval", "prometheus 2.48.1 has no key scrape_interval", ""},
			},
		},
		{
			"prometheus", compat.RuleKey, "2.48.1", "groups:\n- name: a\n  query_offset: 1m\n  labels: {a: b}\n  rules:\n  - {alert: A, expr: up, annotation: {}}\n",
			[]compat.KeyProblem{
				{3, 3, "groups[].query_offset", "groups[].query_offset exists from prometheus 2.53.0, not in 2.48.1", ""},
				{4, 3, "groups[].labels", "groups[].labels exists from prometheus 3.0.0, not in 2.48.1", ""},
				{6, 26, "groups[].rules[].annotation", "prometheus 2.48.1 has no rule file key groups[].rules[].annotation", "did you mean annotations?"},
			},
		},
		{
			"exporter-toolkit", compat.WebConfigKey, "0.11.0", "rate_limit: {burst: 10}\n",
			[]compat.KeyProblem{{1, 1, "rate_limit", "rate_limit exists from exporter-toolkit 0.15.0, not in 0.11.0", ""}},
		},
		{
			"node_exporter", compat.WebConfigKey, "1.8.2", "rate_limit: {burst: 10}\n",
			[]compat.KeyProblem{{1, 1, "rate_limit", "rate_limit exists from node_exporter 1.11.0, not in 1.8.2", ""}},
		},
		{
			"node_exporter", compat.WebConfigKey, "1.5.0", "tls_server_config:\n  client_allowed_sans: [prometheus]\n  cert: x\n",
			[]compat.KeyProblem{
				{2, 3, "tls_server_config.client_allowed_sans", "tls_server_config.client_allowed_sans exists from node_exporter 1.6.0, not in 1.5.0", ""},
				{3, 3, "tls_server_config.cert", "tls_server_config.cert exists from node_exporter 1.8.0, not in 1.5.0", ""},
			},
		},
		{ // the toolkit refuses all headers but five
			"prometheus", compat.WebConfigKey, "2.48.1", "http_server_config:\n  headers:\n    Referrer-Policy: no-referrer\n",
			[]compat.KeyProblem{{3, 5, "http_server_config.headers.Referrer-Policy", "prometheus 2.48.1 has no web configuration key http_server_config.headers.Referrer-Policy", ""}},
		},
		{
			"nginx-prometheus-exporter", compat.WebConfigKey, "0.11.0", "tls_server_config: {cert_file: x}\n",
			[]compat.KeyProblem{{1, 1, "tls_server_config", "tls_server_config exists from nginx-prometheus-exporter 1.0.0, not in 0.11.0", ""}},
		},
		{
			"blackbox_exporter", compat.ConfigKey, "0.23.0", "modules:\n  web:\n    http: {body_file: x, method: GET}\n    metod: x\n",
			[]compat.KeyProblem{
				{3, 12, "modules.*.http.body_file", "modules.*.http.body_file exists from blackbox_exporter 0.24.0, not in 0.23.0", ""},
				{4, 5, "modules.*.metod", "blackbox_exporter 0.23.0 has no key modules.*.metod", ""},
			},
		},
		{
			"compose", compat.ComposeKey, "2.29.7", "services:\n  a:\n    gpus: all\n    privilged: true\n    env_file: [{path: a, format: raw}]\nmodels: {}\n",
			[]compat.KeyProblem{
				{3, 5, "services.*.gpus", "services.*.gpus exists from compose 2.30.0, not in 2.29.7", ""},
				{4, 5, "services.*.privilged", "compose 2.29.7 has no key services.*.privilged", "did you mean privileged?"},
				{5, 26, "services.*.env_file[].format", "services.*.env_file[].format exists from compose 2.30.0, not in 2.29.7", ""},
				{6, 1, "models", "models exists from compose 2.38.0, not in 2.29.7", ""},
			},
		},
		{
			"prometheus", compat.ConfigKey, "2.48.1", "global: [\n",
			[]compat.KeyProblem{{Fact: "this is no YAML: line 1: did not find expected node content"}},
		},
	}
	for _, test := range tests {
		_, got := compat.CheckYAMLKeys(test.component, test.kind, version(t, test.version), []byte(test.doc))
		if !slices.Equal(got, test.want) {
			t.Errorf("%s %s:\n%s\ngot  %+v\nwant %+v", test.component, test.version, test.doc, got, test.want)
		}
	}
}

func FuzzCheckYAMLKeys(f *testing.F) {
	for _, doc := range []string{"", "---\n", "# only\n", "a: &a {b: *a}\n", "- [[{global: 1}]]\n", "? {a: b}\n: c\n", "<<: x\n", "!!binary x: y\n"} {
		f.Add([]byte(doc))
	}
	f.Fuzz(func(t *testing.T, doc []byte) {
		_, problems := compat.CheckYAMLKeys("prometheus", compat.ConfigKey, version(t, "2.48.1"), doc)
		for _, p := range problems {
			if p.Fact == "" {
				t.Errorf("%q: a problem without a fact", doc)
			}
		}
	})
}
