package main

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// reader is a program with the files that it reads.
type reader struct {
	// program names it in findings and in the summary.
	program string
	// paths matches the files; a node's are absolute, those of no node relative.
	paths *regexp.Regexp
	// check returns what the program has against any of the files.
	check func(n *node, files []string) error
}

// readers are all readers. The first one that matches a file reads it. They run in this order:
// certificates, users and folders come first, because what follows refers to them.
var readers = []reader{
	{"openssl req -x509", regexp.MustCompile(`(^|/)ca-[^/]+\.cnf$`), each(checkAuthority)},
	{"openssl req", regexp.MustCompile(`\.cnf$`), each(checkRequest)},
	{"systemd-sysusers", regexp.MustCompile(`/sysusers\.d/[^/]+\.conf$`), each(checkSysusers)},
	{"systemd-tmpfiles", regexp.MustCompile(`/tmpfiles\.d/[^/]+\.conf$`), each(checkTmpfiles)},
	{"systemd-analyze", regexp.MustCompile(`\.(service|socket|target|timer|path|mount)(\.d/[^/]+\.conf)?$`), checkUnits},
	{"systemctl preset", regexp.MustCompile(`/system-preset/[^/]+\.preset$`), each(checkPreset)},
	{"promtool check config", regexp.MustCompile(`/prometheus/prometheus\.yml$`), each(checkPrometheus)},
	{"promtool test rules", regexp.MustCompile(`[/._-]tests?(/[^/]+)?\.ya?ml$`), each(checkRuleTests)},
	{"promtool check rules", regexp.MustCompile(`/rules(\.d)?/(own/)?[^/]+\.ya?ml$`), each(checkRules)},
	{"promtool check web-config", regexp.MustCompile(`/web(-[^/]+)?\.yml$`), each(checkWebConfig)},
	{"promtool --http.config.file", regexp.MustCompile(`/http-client\.yml$`), each(checkHTTPClient)},
	{"prometheus target files", regexp.MustCompile(`/(targets|file_sd)(\.d)?/[^/]+\.(ya?ml|json)$`), checkTargets},
	{"amtool check-config", regexp.MustCompile(`/alertmanager\.yml$`), each(checkAlertmanager)},
	{"amtool template", regexp.MustCompile(`/alertmanager/.*\.tmpl$`), checkNotifications},
	{"blackbox_exporter --config.check", regexp.MustCompile(`/blackbox(_exporter)?/[^/]+\.yml$`), each(checkBlackbox)},
	{"docker compose config", regexp.MustCompile(`/compose\.ya?ml$`), each(checkCompose)},
	{"nginx -t (own process)", regexp.MustCompile(`/nginx\.conf$|-front/[^/]+\.conf$`), checkNginxProcesses},
	{"nginx -t", regexp.MustCompile(`^/etc/nginx/.*$`), checkNginx},
	{"apache2ctl -t", regexp.MustCompile(`^/etc/apache2/.*$`), checkApache},
	{"apache2ctl -t (Red Hat)", regexp.MustCompile(`^/etc/httpd/.*$`), each(checkHTTPD)},
	{"nft -c", regexp.MustCompile(`\.nft$|/nftables\.conf$`), each(checkNft)},
	{"ssh -G", regexp.MustCompile(`(^|/)ssh_config$`), each(checkSSH)},
	{"shellcheck", regexp.MustCompile(`\.sh$|^/etc/gen/[a-z-]+$`), each(checkScript)},
	{"grafana.ini", regexp.MustCompile(`/grafana\.ini$`), each(checkINI)},
	{"dashboard-linter", regexp.MustCompile(`^/etc/grafana/dashboards/[^/]+\.json$`), each(checkDashboard)},
	{"JSON", regexp.MustCompile(`\.json$`), each(checkJSON)},
	{"YAML", regexp.MustCompile(`/grafana/provisioning/.*\.ya?ml$|/cluster-tls\.yml$|^certificates\.yaml$|^/etc/(shop|nasty)/[^/]+\.ya?ml$`), each(checkYAML)},
	{"people", regexp.MustCompile(`\.md$`), each(checkText)},
	{"gen", regexp.MustCompile(`^gen\.lock$|^/etc/gen/digests/[^/]+/[^/]+$`), each(checkText)},
}

// sortFiles gives each file to its reader, and returns those that no program reads.
func sortFiles(files []string) (byReader map[string][]string, unread []string) {
	byReader = map[string][]string{}
	for _, file := range files {
		i := slices.IndexFunc(readers, func(r reader) bool { return r.paths.MatchString(file) })
		if i < 0 {
			unread = append(unread, file)
			continue
		}
		byReader[readers[i].program] = append(byReader[readers[i].program], file)
	}
	return byReader, unread
}

// verify has every file of n read.
func (n *node) verify(total *tally) {
	byReader, unread := sortFiles(paths(n.files))
	for _, r := range readers {
		files := byReader[r.program]
		if len(files) == 0 {
			continue
		}
		total.count(r.program, len(files))
		total.add(n.label+": "+r.program, r.check(n, files))
	}
	for _, file := range unread {
		total.add(n.label, fmt.Errorf("%s: no program reads it; add a reader to e2e/verify", file))
	}
}

// tally is what has been read, and what was found.
type tally struct {
	counts   map[string]int
	findings []string
}

func (t *tally) count(program string, files int) {
	if t.counts == nil {
		t.counts = map[string]int{}
	}
	t.counts[program] += files
}

// add records an error; one that joins several counts as several.
func (t *tally) add(label string, err error) {
	if err == nil {
		return
	}
	if joined, ok := err.(interface{ Unwrap() []error }); ok {
		for _, one := range joined.Unwrap() {
			t.add(label, one)
		}
		return
	}
	t.findings = append(t.findings, label+": "+strings.TrimRight(err.Error(), "\n"))
}

// summary is one line of counts.
func (t *tally) summary() string {
	var parts []string
	for _, r := range readers {
		if n := t.counts[r.program]; n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", n, r.program))
		}
	}
	return fmt.Sprintf("verified: %s; findings: %d", strings.Join(parts, ", "), len(t.findings))
}
