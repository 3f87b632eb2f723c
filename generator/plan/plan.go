// Package plan is what a site means: nodes, service instances, listeners,
// links, certificates and targets, all resolved, sorted and free of YAML.
//
// A Link is the central idea: one connection that the site needs, with both
// its ends. Whatever two files must agree on, they read from the same link.
// A Plan is complete and is never changed after New has returned it.
package plan

import (
	"net/netip"
	"time"

	"gen/generator/blueprint"
	"gen/generator/compat"
	"gen/generator/dashboards"
	"gen/generator/report"
	"gen/generator/topology"
)

// Plan is a resolved site.
type Plan struct {
	// Site is the site's name, Domain the DNS domain of its names.
	Site, Domain string
	TLS          TLS
	// Admins are the networks from which people come; empty means any.
	Admins   []netip.Prefix
	Firewall bool
	// Mirror is where release archives come from: a URL without a slash at its
	// end, a folder as the user typed it, or empty for their authors.
	Mirror string
	// Runbooks is the URL of the folder with alerts.md, with a slash at its end;
	// empty if nobody says.
	Runbooks string
	// Nodes are sorted by name.
	Nodes []*Node
	// Links are sorted by From, Name and To.
	Links []*Link
	// Certificates are sorted by node, service and kind; those of people come first.
	Certificates []*Certificate
	// Blueprints are those in use, sorted by name.
	Blueprints []*blueprint.Blueprint
	// Externals are scraped but not installed by gen, sorted by name.
	Externals []*External
	// Receivers are sorted by name; those that a route combines stand beside the user's own.
	Receivers []*Receiver
	Routes    Route
	// Alerts are those in force, sorted by service and then as their blueprint lists them.
	Alerts []*Alert
	// Times are sorted by name, Expectations as the user lists them.
	Times        []Times
	Expectations []Expectation
	// Rules and RuleTests are files of the user, as they are, sorted by name.
	Rules, RuleTests []topology.File
	// dashboards are those of each service, as far as the site has what they show.
	dashboards map[*blueprint.Blueprint][]*blueprint.Dashboard
	// panels are the URLs of PanelURL by alert; nil until all else is settled.
	panels map[string]string
	// Dashboards are the user's own.
	Dashboards []*dashboards.Dashboard
	// SecretCommand is the program with its arguments that tells a secret, in
	// which {name} stands for the secret's name; empty for none.
	SecretCommand []string
	// SecretTimeout is how long it may take.
	SecretTimeout time.Duration
	// Recorded is what is known about secrets, sorted by name.
	Recorded []Recorded
}

// TLS says how the site's certificates are made. Lifetimes are in days.
type TLS struct {
	Algorithm        string
	LeafDays, CADays int
}

// Runtimes of an instance.
const (
	Systemd = "systemd"
	Compose = "compose"
)

// Node is one host.
type Node struct {
	Name string
	// Address is what services listen on and are reached at.
	Address netip.Addr
	// Addresses are all addresses, Address first; Names all DNS names, <node>.<domain> first.
	Addresses []netip.Addr
	Names     []string
	// Labels are on every target of the node, sorted by name.
	Labels []Label
	// OS is debian or redhat.
	OS string
	// Arch is the processor, in the words of release archives: amd64, arm64, …
	Arch string
	// Runtime is what services run under that know both: Systemd or Compose.
	Runtime string
	SSH     SSH
	// Instances are sorted by name.
	Instances []*Instance
	// Like is the first node from which this one differs in nothing that its own
	// files are made of but its Words; the node itself if there is none before.
	Like *Node
	Pos  report.Pos
}

// Label is a name with a value.
type Label struct{ Name, Value string }

// SSH is how an administrator reaches a node; zero values mean ssh's defaults.
type SSH struct {
	User, Host, Jump string
	Port             int
}

// Instance is one service on one node.
type Instance struct {
	Node      *Node
	Blueprint *blueprint.Blueprint
	// Name is unique on the node: the blueprint's name, or <service>-front.
	Name    string
	Version compat.Version
	// Runtime is Systemd or Compose.
	Runtime string
	// Unit is the systemd unit, or the compose service.
	Unit string
	// Binary is the program's absolute path (systemd); Image the image with tag (compose).
	Binary, Image string
	// Release is where its program comes from; nil when a package, an image or
	// the user brings it.
	Release *Release
	// User runs the daemon (systemd: a name; compose: the uid). Group may read
	// its keys and private files (a name, or a gid).
	User, Group string
	// HostNetwork tells that the process shares the host's network: always under systemd.
	HostNetwork bool
	// Settings are complete: the user's, else the blueprint's defaults.
	Settings map[string]any
	// Listeners are in the blueprint's order.
	Listeners []*Listener
	// Out and In are the links that start and end here, sorted as in Plan.
	Out, In []*Link
	// Behind is set on a front: the listener that it stands before.
	Behind *Listener
	// Server and Client are its certificates, or nil.
	Server, Client *Certificate
	// Args is the rendered command line without the program.
	Args []string
	// Environment is rendered and sorted by name.
	Environment []Label
	// Health is the rendered health check of a container; empty for none.
	Health []string
	// Check is the rendered command that looks at its files on the node; empty for none.
	Check []string
	// Files are the blueprint's files that apply, paths rendered and absolute.
	Files []File
	// Textfile is the folder on the node whose .prom files it exports, for gen
	// to write to; empty for none.
	Textfile string
	// Secrets are those that it reads, sorted by name.
	Secrets []Secret
	Pos     report.Pos
	// wishes are the user's own words.
	wishes topology.Service
	// site is what it belongs to.
	site *Plan
}

// Release is where the authors of a service publish the program of one version
// for one processor.
type Release struct {
	// Archive is the URL of a .tar.gz, or of the program itself. Checksums is
	// that of the release's own list of SHA-256 digests, or empty.
	Archive, Checksums string
	// Program is the path inside the archive; empty for the program itself.
	Program string
}

// File is one of an instance's files, to be written in some format.
type File struct {
	// Path is absolute on the node.
	Path             string
	Format, Template string
	// Listener is the one that the file is about, or nil.
	Listener *Listener
	// OnChange is reload, restart or empty.
	OnChange string
	// Mode is 0640 for a private file, else 0644; Owner is root:<group> or root:root.
	Mode  uint32
	Owner string
	Pos   report.Pos
}

// Secret is a secret that an instance reads from a file on its node.
type Secret struct {
	Name string
	// Path is absolute: /etc/<service>/secrets/<name>.
	Path string
	// Inline tells that this version cannot read it from a file: the config has
	// a placeholder which is filled in on the node.
	Inline bool
	About  string
	// Forms are what it has to look like, in the words of blueprint.SecretForms.
	Forms []string
	// Expands are sequences that the reader would take for something else.
	Expands []string
	// OnChange is reload, restart or empty.
	OnChange string
	// Digest is keyed and tells when the secret changes; empty if it is not recorded.
	Digest string
}

// Recorded is what is known about a secret without having it.
type Recorded struct {
	Name, Digest string
	// Hash is bcrypt's; empty unless exporters ask for the password.
	Hash string
}

// BasicAuth is a user with a password, asked for beside a client certificate.
type BasicAuth struct {
	Username string
	// Secret names the password; Hash is bcrypt's of it, empty while it is not recorded.
	Secret, Hash string
	Pos          report.Pos
}

// Listener is one place where an instance listens.
type Listener struct {
	Instance *Instance
	Name     string
	// Host is the address that it binds: the node's, 127.0.0.1, or empty for
	// all addresses of a container's own network.
	Host string
	Port int
	// Security is one of blueprint's ways; the way of a fronted daemon is Local.
	Security string
	// Reason says why there is no client verification (ServerTLS).
	Reason   string
	Protocol string
	Path     string
	Metrics  *Metrics
	People   bool
	// Trust is what the instance needs when it is to believe other authorities
	// there: reload, restart, or empty for what it needs after a renewal.
	Trust string
	// Front is the front's listener before this one, or nil.
	Front *Listener
	// Admits are the identities (certificate names) that may connect, sorted.
	Admits []string
	// Published tells that it is reachable at the node's address.
	Published bool
	// BasicAuth is what it asks for, or nil.
	BasicAuth *BasicAuth
}

// Metrics says how a listener is scraped.
type Metrics struct {
	// Job is the service's name, also when a front stands before it.
	Job, Path string
	// Interval is in Prometheus' notation; empty means the default.
	Interval string
	Params   []Label
	// Username and Secret are of HTTP basic authentication; empty for none.
	Username string
	Secret   string
}

// Link is one connection that the site needs.
type Link struct {
	// Name is the blueprint's name of the link, such as "status".
	Name, Purpose string
	From          *Instance
	To            *Listener
	// Host is what the client dials: an address, or a compose service name.
	Host   string
	Port   int
	Scheme string
	Path   string
	// Identity is the certificate name that the client shows; empty for none.
	Identity string
	// Username and Secret are what the client shows beside it; empty for none.
	Username, Secret string
}

// Kinds of certificates.
const (
	ServerCert = "server"
	ClientCert = "client"
)

// Certificate is one certificate that the site needs; no key material.
type Certificate struct {
	// Node and Instance are nil for a certificate of people.
	Node     *Node
	Instance *Instance
	Kind     string
	// CN is also among DNS: nginx and Apache look at the one, Go only at the other.
	CN  string
	DNS []string
	IPs []netip.Addr
	// Days is the lifetime.
	Days int
	// Cert and Key are absolute paths on the node; CA is the bundle of who signed it.
	Cert, Key string
	// Group may read the key; OnChange is what its reader needs after renewal.
	Group, OnChange string
}

// External is something scraped that gen does not install.
type External struct {
	Name       string
	Targets    []string
	Scheme     string
	Path       string
	Interval   string
	Labels     []Label
	CA         string
	ServerName string
	Username   string
	Secret     string
	// Plaintext is the reason for a plain connection; empty means TLS.
	Plaintext string
}
