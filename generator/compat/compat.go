// Package compat knows which flag, key, function and directive exists in which
// version of which daemon: data, and one query over it.
//
// The data stands in data/, one file per component, extracted from the sources
// of the daemons at their tags. It is parsed when a component is first asked
// for and never changes afterwards.
package compat

// The kinds of things that Lookup knows. Not every component has every kind.
const (
	// Flag is a command line flag, written as the daemon's help does: --web.config.file.
	Flag = "flag"
	// Feature is a name for --enable-feature: exemplar-storage.
	Feature = "feature"
	// ConfigKey is a path in the daemon's own configuration file: scrape_configs[].job_name.
	ConfigKey = "config-key"
	// RuleKey is a path in a Prometheus rule file: groups[].rules[].expr.
	RuleKey = "rule-key"
	// WebConfigKey is a path in the web.yml of the exporter-toolkit: tls_server_config.cert_file.
	WebConfigKey = "web-config-key"
	// Function is a PromQL function: rate.
	Function = "function"
	// TemplateFunc is a function of notification and alert templates: humanize.
	TemplateFunc = "template-func"
	// SecretFile is a configuration key that reads a secret from a file, with the
	// version from which it works, which may be later than the key itself: discord_configs[].webhook_url_file.
	SecretFile = "secret-file"
	// Directive is a directive of a web server or of a systemd unit file: http2, LoadCredential.
	Directive = "directive"
)

// Answer is what is known about one name at one version.
type Answer struct {
	// Component, Kind, Name and Version repeat the question.
	Component, Kind, Name string
	Version               Version
	// Known tells whether the name occurs in the data at all.
	Known bool
	// OK tells whether the name exists, and works, at the version.
	OK bool
	// Since is the first version with the name; zero when it is older than the checked versions.
	Since Version
	// Until is the last version with the name; zero when the newest checked version has it.
	Until Version
	// InRange tells whether the version lies inside the checked versions.
	InRange bool
	// Nearest is the known name that looks most alike when the name is unknown; it may be empty.
	Nearest string
}
