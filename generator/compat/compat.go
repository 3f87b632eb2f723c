// Package compat knows which flag, key, function and directive exists in which
// version of which daemon: data, and one query over it.
//
// The data stands in data/, one table per component, extracted from the sources
// of the daemons at their tags. A table is read when its component is first
// asked for and never changes afterwards. A component is a project by its
// upstream name: prometheus, node_exporter, nginx-prometheus-exporter,
// apache-httpd, compose (the docker compose program), systemd.
package compat

import (
	"slices"
	"strings"

	"gen/generator/report"
)

// The kinds of things that a table knows. Not every component has every kind.
// Key kinds name paths: a dot before a key, [] for the elements of a list, * for
// a free name, ** for anything below.
const (
	// Flag is a command line flag with two dashes: --web.config.file.
	Flag = "flag"
	// Feature is a value of --enable-feature, or of podman the feature quadlet.
	Feature = "feature"
	// ConfigKey is a path in the daemon's own configuration: scrape_configs[].job_name.
	ConfigKey = "config-key"
	// RuleKey is a path in a Prometheus rule file: groups[].rules[].expr.
	RuleKey = "rule-key"
	// WebConfigKey is a path in the web.yml of a daemon with the exporter-toolkit: tls_server_config.cert_file.
	WebConfigKey = "web-config-key"
	// ClusterTLSKey is a path in the file of Alertmanager's --cluster.tls-config.
	ClusterTLSKey = "cluster-tls-key"
	// ComposeKey is a path in a compose.yaml: services.*.image.
	ComposeKey = "compose-key"
	// DatasourceKey is a path in a Grafana datasource provisioning file: datasources[].url.
	DatasourceKey = "datasource-key"
	// DashboardProviderKey is a path in a Grafana dashboard provisioning file: providers[].name.
	DashboardProviderKey = "dashboard-provider-key"
	// DashboardSchema is a schemaVersion that a Grafana release writes by itself: 39.
	DashboardSchema = "dashboard-schema"
	// INIKey is a key of grafana.ini with its section in front: server.cert_file.
	INIKey = "ini-key"
	// SecretFile is a ConfigKey that names a file with a secret. Its versions are
	// those in which the daemon really reads the file, which may be later than the
	// version that first parses the key.
	SecretFile = "secret-file"
	// Function is a PromQL function: rate.
	Function = "function"
	// Aggregator is a PromQL aggregation: sum.
	Aggregator = "aggregator"
	// ExperimentalFunction is a Function or Aggregator in the versions in which it
	// needs --enable-feature=promql-experimental-functions.
	ExperimentalFunction = "experimental-function"
	// TemplateFunc is a function in alert annotations or notification templates: humanize.
	TemplateFunc = "template-func"
	// Directive is a directive of a web server or of a systemd unit: http2, LoadCredential.
	Directive = "directive"
	// QuadletKey is a key of a podman quadlet file, or a unit suffix: Secret, .pod.
	QuadletKey = "quadlet-key"
	// Value is one value of a flag, key or directive: ssl_protocols TLSv1.3, Type=notify-reload.
	Value = "value"
	// Default is a value that holds when nothing is written: ssl_protocols TLSv1.3.
	Default = "default"
	// Variable is a variable of nginx: $request_id.
	Variable = "variable"
	// Behaviour is a habit of the daemon that no key or flag shows: smtp-password-file-is-trimmed.
	Behaviour = "behaviour"
	// Image is a container image without its tag: prom/prometheus.
	Image = "image"
	// ImageTag is the form of the image's tags: v<version>.
	ImageTag = "image-tag"
	// ImageUser is the user inside of the image, user or user:group.
	ImageUser = "image-user"
	// ImagePath is a file or directory that the image is made for: /prometheus.
	ImagePath = "image-path"
)

// Answer is what is known about one name at one version.
type Answer struct {
	// Component, Kind, Name and Version repeat the question.
	Component, Kind, Name string
	Version               Version
	// Known tells whether the name occurs in the table at all.
	Known bool
	// OK tells whether the name exists, or works, at the version.
	OK bool
	// Since is the first version with the name; zero when that is older than what was checked.
	Since Version
	// Until is the last version with the name; zero when the newest checked version has it.
	Until Version
	// InRange tells whether the version lies inside the checked versions. Outside,
	// the answer is a guess from the nearest checked version.
	InRange bool
	// Nearest is the name most like an unknown one that exists at the version; it may be empty.
	Nearest string
	// Source is the upstream file that shows the fact; it may be empty.
	Source string
}

// Lookup tells whether a name of a kind exists at version v of a component. An
// unknown component knows no name.
func Lookup(component, kind, name string, v Version) Answer {
	t := load(component)
	a := Answer{Component: component, Kind: kind, Name: name, Version: v, InRange: t.covers(v)}
	e, known := t.entries[entryKey{kind, name}]
	if !known {
		a.Nearest = t.nearest(kind, name, v)
		return a
	}
	a.Known, a.OK = true, t.has(e, v)
	a.Since, a.Until, a.Source = e.since, e.until, e.source
	return a
}

// Components returns the names of all components, sorted.
func Components() []string {
	entries, err := files.ReadDir("data")
	if err != nil {
		return nil
	}
	names := make([]string, len(entries))
	for i, entry := range entries {
		names[i] = strings.TrimSuffix(entry.Name(), ".tsv")
	}
	return slices.Sorted(slices.Values(names))
}

// Has tells whether there is a table for the component.
func Has(component string) bool { return load(component).exists() }

// Checked returns the oldest and the newest version that the component's table
// was made from, both zero for an unknown component. Later patch releases of
// the newest version count as checked.
func Checked(component string) (oldest, newest Version) {
	t := load(component)
	return t.oldest, t.newest
}

// Names returns all names of a kind that any version of the component has, sorted.
func Names(component, kind string) []string {
	return slices.Clone(load(component).names[kind])
}

// nearest looks for a misspelling: of a path among the keys beside it, of any
// other name among all of the kind.
func (t *table) nearest(kind, name string, v Version) string {
	parent, word := splitName(kind, name)
	candidates := map[string]string{}
	for _, other := range t.names[kind] {
		otherParent, candidate := splitName(kind, other)
		if otherParent == parent && t.has(t.entries[entryKey{kind, other}], v) {
			candidates[candidate] = other
		}
	}
	words := make([]string, 0, len(candidates))
	for candidate := range candidates {
		words = append(words, candidate)
	}
	best, _ := report.Nearest(word, words)
	return candidates[best]
}

// splitName cuts a path before its last key; other names have no parent.
func splitName(kind, name string) (parent, word string) {
	if dot := strings.LastIndexByte(name, '.'); dot >= 0 && strings.HasSuffix(kind, "-key") {
		return name[:dot], name[dot+1:]
	}
	return "", name
}
