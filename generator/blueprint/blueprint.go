// Package blueprint loads blueprints: folders of data that say what one kind
// of service is. Built-in blueprints and a user's own are read by the same
// loader, and a mistake in one is reported like a mistake in site.yaml.
//
// A folder holds blueprint.yaml (this type), and may hold alerts.yaml
// (Alerts), dashboards/*.yaml (Dashboard), metrics.tsv and *.tmpl files that blueprint.yaml
// names. Strings marked "template" are Go templates over plan.View.
package blueprint

import (
	"gen/generator/compat"
	"gen/generator/report"
	"gen/generator/strictyaml"
)

// Blueprint is one kind of service.
type Blueprint struct {
	// Name is the folder's name, and the service's name in site.yaml.
	Name string `yaml:"-"`
	// Folder is where it was read from, as the user would type it.
	Folder string `yaml:"-"`

	About     strictyaml.Text           `yaml:"about,required" doc:"what the service is, in one sentence"`
	Versions  Versions                  `yaml:"versions,required" doc:"versions that the blueprint covers"`
	Settings  strictyaml.Map[Setting]   `yaml:"settings" doc:"settings that a site may set"`
	Listeners strictyaml.Map[Listener]  `yaml:"listeners" doc:"where it listens; the first is the main one"`
	Links     strictyaml.Map[Link]      `yaml:"links" doc:"connections that it opens, by name"`
	Args      []strictyaml.Text         `yaml:"args" doc:"command line in every runtime (template; every line of a result is one argument, an empty one is left out)"`
	Files     []File                    `yaml:"files" doc:"files that it needs on its node"`
	Secrets   strictyaml.Map[SecretUse] `yaml:"secrets" doc:"secrets that it reads, by name"`
	Renewal   strictyaml.Text           `yaml:"renewal" doc:"what it needs when its certificates were renewed: nothing, reload or restart; default: nothing where the exporter-toolkit reads them, else reload, or restart if it cannot"`
	Textfile  strictyaml.Text           `yaml:"textfile" doc:"folder on the node whose .prom files it exports (template); gen makes it, root's alone to write, and tells there what it knows of the node; empty: none"`
	Installed []strictyaml.Text         `yaml:"installed" doc:"files and folders that its package or image brings, as absolute paths; what a configuration names must be there, in the output, or a secret"`
	Systemd   *Systemd                  `yaml:"systemd" doc:"how it runs as a unit; absent: it cannot"`
	Compose   *Compose                  `yaml:"compose" doc:"how it runs as a container; absent: it cannot"`
	Pos       report.Pos                `yaml:"-"`

	// Alerts, Records and Dashboards come from the folder's other files.
	Alerts     []Alert      `yaml:"-"`
	Records    []Record     `yaml:"-"`
	Dashboards []*Dashboard `yaml:"-"`
	// Metrics is the folder's metrics.tsv; its text is empty when there is none.
	Metrics MetricsTable `yaml:"-"`
	// Templates are the folder's *.tmpl files by file name.
	Templates map[string]string `yaml:"-"`
}

// MetricsTable is a metrics.tsv as it was read: what the service exports. Only
// the proof of expressions reads what stands in it.
type MetricsTable struct {
	// File is the name as the user would type it.
	File, Text string
}

// Versions says which versions a blueprint covers.
type Versions struct {
	Default strictyaml.Text `yaml:"default,required" doc:"what a site gets that pins nothing; tested"`
	Oldest  strictyaml.Text `yaml:"oldest,required" doc:"first version that works"`
	Newest  strictyaml.Text `yaml:"newest" doc:"last version that was checked; later ones get a warning"`
	Follows strictyaml.Text `yaml:"follows" doc:"service whose program it runs on; where that is installed on the node, its version counts"`
	Host    strictyaml.Text `yaml:"host" doc:"version to assume of a program that the distribution brings and nobody has pinned"`
	Table   strictyaml.Text `yaml:"table" doc:"compatibility table of its flags and keys; default: none"`
}

// Choice is a value that may depend on the version: written as the value
// itself, or as a list of {versions: ">=1.0.0", use: VALUE} of which the first
// that fits counts; an entry without versions always fits.
type Choice struct {
	Cases []Case
	Pos   report.Pos
}

// Case is one entry of a Choice.
type Case struct {
	Versions compat.Range
	Use      strictyaml.Text
}

// Setting is a setting that a site may set on the service.
type Setting struct {
	Type    strictyaml.Text   `yaml:"type,required" doc:"text, int, bool, duration, size, path, list or map"`
	Default strictyaml.Node   `yaml:"default" doc:"value when the site sets none"`
	Enum    []strictyaml.Text `yaml:"enum" doc:"allowed values of a text"`
	Pattern strictyaml.Text   `yaml:"pattern" doc:"regular expression that a text, path, or each item of a list must match"`
	About   strictyaml.Text   `yaml:"about,required" doc:"what it does, in one sentence"`
	Pos     report.Pos        `yaml:"-"`
}

// Ways in which a listener is secured.
const (
	// WebConfig is an exporter-toolkit web configuration with client_allowed_sans.
	WebConfig = "web-config"
	// Front is a TLS front of gen's own; the daemon listens on loopback behind it.
	Front = "front"
	// Native is mutual TLS by the daemon's own flags or files, which the blueprint writes.
	Native = "native"
	// ServerTLS is TLS without a client certificate; it needs a reason.
	ServerTLS = "server-tls"
	// Local is plaintext that never leaves loopback or the node's inner network.
	Local = "local"
)

// Listener is one place where the service listens.
type Listener struct {
	Port     strictyaml.Int  `yaml:"port,required" doc:"default port"`
	About    strictyaml.Text `yaml:"about" doc:"what is served there"`
	Security Choice          `yaml:"security,required" doc:"web-config, front, native, server-tls or local, by version"`
	Reason   strictyaml.Text `yaml:"reason" doc:"why it does not ask for a client certificate (server-tls)"`
	Bind     strictyaml.Text `yaml:"bind" doc:"node (default) or loopback"`
	Protocol strictyaml.Text `yaml:"protocol" doc:"http (default), tcp, or tcp+udp"`
	Path     strictyaml.Text `yaml:"path" doc:"path that neighbours ask for (template); default /"`
	Metrics  *Metrics        `yaml:"metrics" doc:"present when Prometheus is to scrape it"`
	People   strictyaml.Bool `yaml:"people" doc:"people use it with a browser"`
	Peers    strictyaml.Bool `yaml:"peers" doc:"only there when the site has a second instance of the service"`
	Trust    strictyaml.Text `yaml:"trust" doc:"what the service needs when it is to believe other authorities there: reload or restart; default: what it needs when its certificates were renewed"`
	Pos      report.Pos      `yaml:"-"`
}

// Metrics says how a listener is scraped.
type Metrics struct {
	Path     strictyaml.Text                 `yaml:"path" doc:"path of the metrics; default /metrics"`
	Interval strictyaml.Duration             `yaml:"interval" doc:"scrape interval; default: Prometheus' own"`
	Params   strictyaml.Map[strictyaml.Text] `yaml:"params" doc:"URL parameters"`
	Username strictyaml.Text                 `yaml:"username" doc:"user of HTTP basic authentication"`
	Password strictyaml.Text                 `yaml:"password" doc:"name of the secret with the password"`
}

// Purposes of links.
const (
	// Scrape is Prometheus reading metrics.
	Scrape = "scrape"
	// Alerting is Prometheus sending alerts to an Alertmanager.
	Alerting = "alert"
	// Query is a reader asking Prometheus or Alertmanager.
	Query = "query"
	// Status is an exporter reading its server.
	Status = "status"
	// Gossip is Alertmanagers talking to each other.
	Gossip = "gossip"
	// Probe is blackbox_exporter looking at a listener from outside.
	Probe = "probe"
	// Health is a daemon's health check of itself.
	Health = "health"
	// Upstream is a front passing on to what is behind it.
	Upstream = "upstream"
)

// Link is a kind of connection that the service opens.
type Link struct {
	Purpose     strictyaml.Text  `yaml:"purpose,required" doc:"scrape, alert, query, status, gossip, probe or health"`
	Service     strictyaml.Text  `yaml:"service" doc:"service at the other end; self for its own listener; left out: every listener that fits the purpose"`
	Listener    strictyaml.Text  `yaml:"listener" doc:"listener at the other end; default: its main one"`
	Scope       strictyaml.Text  `yaml:"scope" doc:"node: on the same node; site (default): anywhere"`
	Optional    strictyaml.Bool  `yaml:"optional" doc:"the service works without it"`
	Certificate *strictyaml.Bool `yaml:"certificate" doc:"whether the service can show a client certificate; default true"`
	Pos         report.Pos       `yaml:"-"`
}

// File is a file that the service needs.
type File struct {
	Path     strictyaml.Text `yaml:"path,required" doc:"absolute, or relative to /etc/<service> (template)"`
	Format   strictyaml.Text `yaml:"format" doc:"format that gen writes: web-config, prometheus, alertmanager, …"`
	Template strictyaml.Text `yaml:"template" doc:"template file, in the blueprint's folder or gen's own"`
	Listener strictyaml.Text `yaml:"listener" doc:"listener that the file is about"`
	When     strictyaml.Text `yaml:"when" doc:"condition (template); an empty result leaves the file out"`
	OnChange strictyaml.Text `yaml:"on_change" doc:"reload, restart or nothing (default)"`
	Private  strictyaml.Bool `yaml:"private" doc:"only root and the service may read it"`
	Pos      report.Pos      `yaml:"-"`
}

// SecretFile is the form of a secret that is a file as it stands, to its last line end.
const SecretFile = "file"

// SecretForms are what secrets can look like.
var SecretForms = []string{"password", SecretFile, "url", "token", "discord-url", "slack-url", "telegram-token", "pagerduty-key", "msteams-url"}

// SecretUse is a secret that the service reads from /etc/<service>/secrets/<name>.
type SecretUse struct {
	About    strictyaml.Text   `yaml:"about,required" doc:"what it is"`
	Form     strictyaml.Text   `yaml:"form" doc:"what it looks like: password (default), file (any text, of several lines too), url, token, discord-url, slack-url, telegram-token, pagerduty-key or msteams-url"`
	Expands  []strictyaml.Text `yaml:"expands" doc:"sequences in it that the service would take for something else, such as ${"`
	OnChange strictyaml.Text   `yaml:"on_change" doc:"what the service needs when it changes: reload or restart; default: nothing"`
	When     strictyaml.Text   `yaml:"when" doc:"condition (template); an empty result means it is not needed"`
}
