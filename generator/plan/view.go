package plan

// View is what a blueprint's templates see of one instance.
type View struct {
	// Name is the instance's name, Version its version as text.
	Name, Version string
	// Site and Domain are the site's.
	Site, Domain string
	// Node, Address, OS and Runtime describe where it runs.
	Node, Address, OS, Runtime string
	// Config is its folder /etc/<name>, State /var/lib/<name> (or the volume's path).
	Config string
	Binary string
	// Setting holds the settings by name.
	Setting map[string]any
	// Listen is "host:port" to bind, Host and Port its parts, by listener name.
	Listen map[string]string
	Host   map[string]string
	Port   map[string]int
	// Admits are the identities that may connect, by listener name.
	Admits map[string][]string
	// Path is the status path by listener name.
	Path map[string]string
	// Links are the outgoing links by name, each sorted by URL.
	Links map[string][]LinkView
	// TLS holds the paths of keys and certificates.
	TLS TLSView
	// Behind is what a front passes on to ("127.0.0.1:8080"); empty elsewhere.
	Behind     string
	BehindPath string
	// Peers are "host:port" of the other instances' listener of the same name, by listener name.
	Peers map[string][]string

	instance *Instance
}

// LinkView is an outgoing link as templates see it.
type LinkView struct {
	// URL is scheme://host:port/path; Address is host:port.
	URL, Address, Scheme, Host, Path string
	Port                             int
	// Node and Service are at the other end.
	Node, Service string
}

// TLSView holds absolute paths on the node; the same inside a container.
type TLSView struct {
	// Dir is /etc/ssl/<name>.
	Dir                   string
	ServerCert, ServerKey string
	ClientCert, ClientKey string
	// ServerCA signed the servers' certificates: clients trust it. ClientCA
	// signed the clients' certificates: servers trust it.
	ServerCA, ClientCA string
}
