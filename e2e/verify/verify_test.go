package main

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

func TestEveryFileGoesToItsReader(t *testing.T) {
	for file, program := range map[string]string{
		"/etc/prometheus/prometheus.yml":               "promtool check config",
		"/etc/prometheus/rules/node.yml":               "promtool check rules",
		"/etc/prometheus/rules/tests/node.yml":         "promtool test rules",
		"/etc/prometheus/rules/node.test.yml":          "promtool test rules",
		"/etc/prometheus/rules/node_test.yml":          "promtool test rules",
		"/etc/prometheus/targets/node.json":            "prometheus target files",
		"/etc/node_exporter/web.yml":                   "promtool check web-config",
		"/etc/alertmanager/alertmanager.yml":           "amtool check-config",
		"/etc/systemd/system/a.service":                "systemd-analyze",
		"/etc/systemd/system/nginx.service.d/gen.conf": "systemd-analyze",
		"/etc/sysusers.d/gen.conf":                     "systemd-sysusers",
		"/usr/lib/tmpfiles.d/gen.conf":                 "systemd-tmpfiles",
		"/etc/nginx/nginx.conf":                        "nginx -t (own process)",
		"/etc/nginx/conf.d/a.conf":                     "nginx -t",
		"/etc/front/nginx.conf":                        "nginx -t (own process)",
		"/etc/apache2/sites-available/a.conf":          "apache2ctl -t",
		"/etc/ssl/nginx/server.cnf":                    "openssl req",
		"/etc/gen/apply":                               "shellcheck",
		"/etc/gen/digests/grafana/grafana-metrics":     "gen",
		"/etc/grafana/dashboards/gen-site.json":        "dashboard-linter",
		"/etc/grafana/own-dashboards/shop.json":        "JSON",
		"/etc/shop/shop.yaml":                          "YAML",
		"ssh_config":                                   "ssh -G",
		"README.md":                                    "people",
	} {
		byReader, unread := sortFiles([]string{file})
		if !slices.Equal(byReader[program], []string{file}) || len(unread) > 0 {
			t.Errorf("%s: read by %v, not by %s", file, byReader, program)
		}
	}
}

func TestUnknownFilesHaveNoReader(t *testing.T) {
	for _, file := range []string{"/etc/unheard/of.conf", "/etc/prometheus/notes.txt", "stray", "/etc/webby.yml"} {
		if byReader, unread := sortFiles([]string{file}); !slices.Equal(unread, []string{file}) {
			t.Errorf("%s: read by %v", file, byReader)
		}
	}
}

func TestToolIsTheOneForTheVersion(t *testing.T) {
	dir := t.TempDir()
	for _, name := range []string{"promtool-3.15.0", "promtool-2.48.1", "promtool-2.9.0", "promtool-2.9.0.stamp", "README"} {
		if err := os.WriteFile(filepath.Join(dir, name), nil, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	box, err := openToolbox(dir)
	if err != nil {
		t.Fatal(err)
	}
	for wanted, name := range map[string]string{
		"": "promtool-3.15.0", "2.48.1": "promtool-2.48.1", "2.10.0": "promtool-2.48.1",
		"3.0.0": "promtool-3.15.0", "4.0.0": "promtool-3.15.0", "2.9.0": "promtool-2.9.0",
	} {
		if got, err := box.find("promtool", wanted); err != nil || filepath.Base(got) != name {
			t.Errorf("find(%q) = %s, %v; want %s", wanted, got, err, name)
		}
	}
	if got, err := box.find("amtool", ""); err == nil {
		t.Errorf("find(amtool) = %s, want an error", got)
	}
}

func TestNoToolsAndNoCasesAreErrors(t *testing.T) {
	if _, err := openToolbox(filepath.Join(t.TempDir(), "none")); err == nil {
		t.Error("a missing folder of tools passes")
	}
	if _, err := findCases(t.TempDir(), source{}); err == nil {
		t.Error("a folder without cases passes")
	}
}

func TestVersionsAreThoseOfTheNode(t *testing.T) {
	got, err := described([]byte(`{"nodes":[{"name":"mon","services":[{"blueprint":"prometheus","version":"2.48.1"}]},{"name":"web"}]}`))
	if err != nil || got["mon"]["prometheus"] != "2.48.1" || len(got["web"]) != 0 {
		t.Errorf("described = %v, %v", got, err)
	}
	got, err = pinned("testdata/good/site.yaml", []string{"mon"})
	if err != nil || got["mon"]["alertmanager"] != "0.26.0" {
		t.Errorf("pinned = %v, %v", got, err)
	}
	for _, text := range []string{"", "no JSON", `{"nodes": 1}`} {
		if _, err := described([]byte(text)); err == nil {
			t.Errorf("described(%q) passes", text)
		}
	}
}

func TestSiteIsTheCaseOrTheExample(t *testing.T) {
	dir := t.TempDir()
	for _, file := range []string{"examples/small/site.yaml", "golden/own/site.yaml"} {
		if err := writeNew(filepath.Join(dir, file), "version: 1\n", 0o644); err != nil {
			t.Fatal(err)
		}
	}
	from := source{examples: filepath.Join(dir, "examples")}
	for name, want := range map[string]string{"own": "golden/own/site.yaml", "small": "examples/small/site.yaml"} {
		if got, err := from.siteFile(filepath.Join(dir, "golden", name)); err != nil || got != filepath.Join(dir, want) {
			t.Errorf("%s: %s, %v", name, got, err)
		}
	}
	if got, err := from.siteFile(filepath.Join(dir, "golden/none")); err == nil {
		t.Errorf("a case without a site passes as %s", got)
	}
}

func TestMentionedPathsAreAbsolute(t *testing.T) {
	n := &node{files: map[string]string{
		"/etc/a/web.yml":  "cert_file: ../ssl/a/server.crt\nkey: \"/etc/ssl/a/server.key\"\n",
		"/etc/a/t.conf":   "z /etc/*/secret.keyring 0640\n",
		"/etc/a/READ.md":  "see /etc/ssl/b/server.crt\n",
		"/etc/a/mail.yml": "password_file: /etc/a/secrets/smtp-password\n",
	}}
	if got := n.mentioned(pemPath); !slices.Equal(got, []string{"/etc/ssl/a/server.crt", "/etc/ssl/a/server.key"}) {
		t.Errorf("certificates: %v", got)
	}
	if got := n.mentioned(secretPath); !slices.Equal(got, []string{"/etc/a/secrets/smtp-password"}) {
		t.Errorf("secrets: %v", got)
	}
}

func TestWordsOfACommandLine(t *testing.T) {
	got := words("/usr/bin/x --a=1 \\\n    \"--b=two words\" '--c=3'")
	if want := []string{"/usr/bin/x", "--a=1", "--b=two words", "--c=3"}; !slices.Equal(got, want) {
		t.Errorf("words = %q, want %q", got, want)
	}
}

func TestTallyCountsEachFinding(t *testing.T) {
	var total tally
	total.count("YAML", 2)
	total.add("site/node", nil)
	total.add("site/node", errors.Join(errors.New("one"), nil, errors.New("two\n")))
	if want := []string{"site/node: one", "site/node: two"}; !slices.Equal(total.findings, want) {
		t.Errorf("findings = %q, want %q", total.findings, want)
	}
	if got, want := total.summary(), "verified: 2 YAML; findings: 2"; got != want {
		t.Errorf("summary = %q, want %q", got, want)
	}
}

func TestUsage(t *testing.T) {
	for _, args := range [][]string{{}, {"-tools", "x"}, {"-tools", "x", "a", "b"}, {"-unknown"}} {
		t.Setenv("GEN_TOOLS", "")
		var out, errs strings.Builder
		if code := run(args, &out, &errs); code != 2 || errs.Len() == 0 {
			t.Errorf("run(%q) = %d, %q", args, code, errs.String())
		}
	}
}
