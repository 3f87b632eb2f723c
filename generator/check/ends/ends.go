// Package ends reads out of the files of a node what they dial and where they
// listen: one reader for each format, none of which knows the plan. It is the
// second look at connections, so that it says what a daemon would do with the
// file as it stands, and not what gen meant.
//
// A reader gets the path of its file on the node, against which relative paths
// are resolved as the daemon does. What a reader does not know it leaves out:
// whether the daemon would take the file at all is proven elsewhere.
package ends

import (
	"net"
	"net/url"
	"path"
	"strconv"
	"strings"
)

// Content is what a file says of connections and of other files.
type Content struct {
	Listens []Listen
	Dials   []Dial
	// Jobs are scraped at targets that stand in files of their own.
	Jobs []Job
	// Modules are the ways in which a prober dials what it is asked to look at.
	Modules map[string]Client
	// Server and Client are TLS settings for listeners and dials of the command
	// line that names the file; nil where it has none.
	Server *Server
	Client *Client
	// Settings are files with TLS settings, by the Group of what they are about.
	Settings map[string]string
	// Sources are the ids of datasources, References those that the file names.
	Sources, References []string
	// Paths are the absolute paths of all files and folders that it names.
	Paths []string
}

// Listen is one place where a process listens.
type Listen struct {
	// Host is the address, empty or a wildcard for all.
	Host string
	Port int
	// Flag says so, and Group is its first part, such as web or cluster; empty for none.
	Flag, Group string
	// TLS is nil where the port is plain.
	TLS *Server
	// Paths are the paths of URLs that are answered; nil means that the file does not say.
	Paths []string
}

// Server is how a listener shows itself, and whom it lets in.
type Server struct {
	Cert, Key string
	// ClientCA is the file with the authority of clients; empty when none is asked for a certificate.
	ClientCA string
	// Names are the names that are let in, Patterns regular expressions over the
	// certificate's subject; nil patterns are none, an empty list lets nobody in.
	Names, Patterns []string
	// Users are those whose password is asked for, too.
	Users []string
}

// Open tells whether every certificate of the authority is let in.
func (s *Server) Open() bool { return len(s.Names) == 0 && s.Patterns == nil }

// Dial is one place that a process connects to.
type Dial struct {
	// Scheme is http or https, or tcp or tls for what does not speak HTTP.
	Scheme, Host string
	Port         int
	// Path is that of the URL, without a query.
	Path string
	Client
	// Group is the first part of the flag that says so.
	Group string
	// About says in the file's own words which entry it is.
	About string
}

// Client is how a dial shows itself, and whom it trusts. CA, Cert, Key and
// Password are files.
type Client struct {
	CA, Cert, Key, ServerName string
	// Username and Password are of HTTP basic authentication.
	Username, Password string
	// Insecure tells that nothing is verified.
	Insecure bool
}

// Job is a dial that is made to many targets, each host:port.
type Job struct {
	// Name is the job's; Dial has neither host nor port.
	Name string
	Dial Dial
	// Files are target files, Static targets that stand in the file itself.
	Files, Static []string
	// Prober is the host:port that is dialled instead, and told to look at the
	// target in the way of Module; empty for none.
	Prober, Module string
}

// Absolute is a path as the daemon sees it that resolves relative ones against
// the folder of its file.
func Absolute(file, name string) string {
	if name == "" || path.IsAbs(name) {
		return name
	}
	return path.Join(path.Dir(file), name)
}

// HostPort cuts host:port, of which the host may be empty.
func HostPort(text string) (host string, port int, ok bool) {
	host, number, err := net.SplitHostPort(text)
	if err != nil {
		return "", 0, false
	}
	port, err = strconv.Atoi(number)
	return host, port, err == nil && port > 0 && port < 1<<16
}

// ports are those of schemes whose URLs name none.
var ports = map[string]int{"http": 80, "https": 443}

// URL reads what a URL dials; ok is false for other schemes than HTTP's.
func URL(text string) (d Dial, ok bool) {
	u, err := url.Parse(text)
	if err != nil || ports[u.Scheme] == 0 || u.Hostname() == "" {
		return Dial{}, false
	}
	d = Dial{Scheme: u.Scheme, Host: u.Hostname(), Port: ports[u.Scheme], Path: u.Path}
	if u.Port() != "" {
		d.Port, err = strconv.Atoi(u.Port())
	}
	return d, err == nil
}

// paths are those that a client names.
func (c Client) paths() []string { return given(c.CA, c.Cert, c.Key, c.Password) }

// paths are those that a server names.
func (s Server) paths() []string { return given(s.Cert, s.Key, s.ClientCA) }

// given are the paths that are there; "system" and other words are none.
func given(names ...string) (list []string) {
	for _, name := range names {
		if path.IsAbs(name) {
			list = append(list, path.Clean(name))
		}
	}
	return list
}

// folder is the part of a path before the first name with a wild card.
func folder(glob string) string {
	if at := strings.IndexAny(glob, "*?["); at >= 0 {
		return path.Dir(glob[:at] + "x")
	}
	return glob
}
