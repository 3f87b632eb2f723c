package plan

import (
	"fmt"
	"net"
	"strconv"

	"gen/generator/compat"
)

// View is what a blueprint's templates see of one instance.
type View struct {
	// Name is the instance's name, Version its version as text.
	Name, Version string
	// Site and Domain are the site's.
	Site, Domain string
	// Node, Address, OS, Arch and Runtime describe where it runs.
	Node, Address, OS, Arch, Runtime string
	// Config is its folder /etc/<name>, Binary the program's path (systemd).
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

// Is tells whether the version lies in a range such as ">=1.0.0".
func (v *View) Is(constraint string) (bool, error) {
	r, err := compat.ParseRange(constraint)
	return r.Contains(v.instance.Version), err
}

// Secret is the path of a secret's file.
func (v *View) Secret(name string) string { return v.instance.SecretPath(name) }

// Link is the only outgoing link of a name; templates use it where the
// blueprint's link is neither optional nor repeated.
func (v *View) Link(name string) (LinkView, error) {
	if links := v.Links[name]; len(links) == 1 {
		return links[0], nil
	}
	return LinkView{}, fmt.Errorf("there are %d links %q, not one", len(v.Links[name]), name)
}

// View is what the instance's templates may read, made anew at each call: of
// thousands of instances, few are looked at at a time.
func (i *Instance) View() *View { return i.newView() }

// TLS holds the paths of the instance's keys and certificates.
func (i *Instance) TLS() TLSView {
	dir := i.TLSDir()
	return TLSView{
		Dir: dir, ServerCert: dir + "/server.crt", ServerKey: dir + "/server.key",
		ClientCert: dir + "/client.crt", ClientKey: dir + "/client.key",
		ServerCA: dir + "/ca-server.crt", ClientCA: dir + "/ca-client.crt",
	}
}

// Bind is what the listener binds, as host:port.
func (l *Listener) Bind() string { return net.JoinHostPort(l.Host, strconv.Itoa(l.Port)) }

// Address is what the link dials, as host:port.
func (l *Link) Address() string { return net.JoinHostPort(l.Host, strconv.Itoa(l.Port)) }

// URL is what the link dials, with scheme and path.
func (l *Link) URL() string { return l.Scheme + "://" + l.Address() + l.Path }

func (l *Link) view() LinkView {
	return LinkView{
		URL: l.URL(), Address: l.Address(), Scheme: l.Scheme, Host: l.Host, Port: l.Port, Path: l.Path,
		Node: l.To.Instance.Node.Name, Service: l.To.Instance.Name,
	}
}
