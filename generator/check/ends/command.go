package ends

import (
	"net/netip"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// Flags of daemons that are alike mean the same: what follows knows no daemon,
// but how flags are named.
var (
	// listening takes host:port, or the port only when a second flag says the host.
	listening = regexp.MustCompile(`^(([a-z.-]+[.-])?(listen|bind)[._-]addr(ess)?|telemetry\.address|metrics-addr|listen|bind)$`)
	bindPort  = regexp.MustCompile(`^(listen[._-])?port$`)
	bindHost  = regexp.MustCompile(`^(listen|bind)[._-](ip|host|addr(ess)?)$`)
	// elsewhere are URLs and addresses at which others find the daemon.
	elsewhere = regexp.MustCompile(`external|advertise|root|public`)
	// security takes a file with TLS settings, of a listener or of dials.
	security = regexp.MustCompile(`^[a-z]+\.(config\.file|tls-config)$`)
	// file is what a flag that takes one ends with.
	file = regexp.MustCompile(`(^|[._-])(file|path|dir|directory|config|cert|key|ca|homepath|cacert)$`)
	// rooted is a path that lies in one of the usual folders of a host.
	rooted = regexp.MustCompile(`^/(etc|var|usr|opt|srv|home|root|run|mnt|media|bin|sbin|lib|lib64|tmp|dev|proc|sys)(/|$)`)
	// web is what takes the path of a URL.
	web = regexp.MustCompile(`(telemetry|metrics?|probe|url)[._-]path|prefix|uri|url|endpoint`)
	// peer is another one of its kind.
	peer = regexp.MustCompile(`(^|[._-])peer$`)
)

// Flag is one of a command line; Name is without dashes, and empty for a bare word.
type Flag struct{ Name, Value string }

// Flags cuts a command line into flags, of which a value may follow as a word of its own.
func Flags(args []string) (list []Flag) {
	for at := 0; at < len(args); at++ {
		name := strings.TrimLeft(args[at], "-")
		if name == args[at] || name == "" {
			list = append(list, Flag{Value: args[at]})
			continue
		}
		name, value, cut := strings.Cut(name, "=")
		if !cut && at+1 < len(args) && !strings.HasPrefix(args[at+1], "-") {
			at++
			value = args[at]
		}
		list = append(list, Flag{name, value})
	}
	return list
}

// Command reads a command line with its environment.
func Command(args []string, environment map[string]string) Content {
	flags, c := Flags(args), Content{}
	client := clientOf(flags, environment)
	c.Listens = listens(flags)
	for _, f := range flags {
		c.Paths = append(c.Paths, f.paths()...)
		if d, ok := f.dial(); ok {
			d.Client, d.Group = client, prefix(f.Name)
			c.Dials = append(c.Dials, d)
		}
	}
	c.Dials = append(c.Dials, connected(args)...)
	for _, value := range environment {
		if rooted.MatchString(value) {
			c.Paths = append(c.Paths, value)
		}
	}
	slices.Sort(c.Paths)
	c.Settings = settings(flags)
	c.Server = serverOf(args)
	return c
}

// dial is what a flag with a URL or a peer makes the process connect to.
func (f Flag) dial() (Dial, bool) {
	if elsewhere.MatchString(f.Name) {
		return Dial{}, false
	}
	about := "--" + f.Name
	if f.Name == "" {
		about = "command line"
	}
	if peer.MatchString(f.Name) {
		host, port, ok := HostPort(f.Value)
		return Dial{Scheme: "tls", Host: host, Port: port, About: about}, ok
	}
	d, ok := URL(f.Value)
	d.About = about
	return d, ok
}

// connected is what nc is told to connect to: HOST PORT at the end.
func connected(args []string) []Dial {
	if len(args) < 3 || args[0] != "nc" {
		return nil
	}
	port, err := strconv.Atoi(args[len(args)-1])
	if err != nil {
		return nil
	}
	return []Dial{{Scheme: "tcp", Host: args[len(args)-2], Port: port, About: "nc"}}
}

// clientOf reads TLS settings that stand in flags of their own.
func clientOf(flags []Flag, environment map[string]string) Client {
	c := Client{CA: environment["SSL_CERT_FILE"]}
	for _, f := range flags {
		words := strings.FieldsFunc(f.Name, func(r rune) bool { return strings.ContainsRune("._-", r) })
		switch has := func(word string) bool { return slices.Contains(words, word) }; {
		case !strings.HasPrefix(f.Value, "/"):
		case has("ca"), has("cacert"):
			c.CA = f.Value
		case has("key"):
			c.Key = f.Value
		case has("cert"):
			c.Cert = f.Value
		}
	}
	return c
}

// serverOf reads TLS settings of a listener from the paths and names of a command line.
func serverOf(args []string) *Server {
	var c Content
	var server Server
	for _, arg := range args {
		for _, w := range word.FindAllString(arg, -1) {
			c.word(w, &server, &Client{})
		}
	}
	if server.Cert == "" {
		return nil
	}
	return &server
}

// listens are the places that flags make the process listen at.
func listens(flags []Flag) (list []Listen) {
	host := ""
	for _, f := range flags {
		if _, _, whole := HostPort(f.Value); bindHost.MatchString(f.Name) && !whole {
			host = f.Value
		}
	}
	for _, f := range flags {
		if h, port, ok := HostPort(f.Value); ok && listening.MatchString(f.Name) {
			list = append(list, Listen{Host: h, Port: port, Flag: f.Name, Group: prefix(f.Name)})
		}
		if port, err := strconv.Atoi(f.Value); err == nil && bindPort.MatchString(f.Name) {
			list = append(list, Listen{Host: host, Port: port, Flag: f.Name})
		}
	}
	return list
}

// settings are the files with TLS settings, by the flags' first part.
func settings(flags []Flag) map[string]string {
	found := map[string]string{}
	for _, f := range flags {
		if security.MatchString(f.Name) {
			found[prefix(f.Name)] = f.Value
		}
	}
	return found
}

// prefix is the part of a flag's name before its first dot.
func prefix(name string) string {
	first, _, _ := strings.Cut(name, ".")
	return first
}

// paths are the file or folder that a flag names.
func (f Flag) paths() []string {
	switch {
	case web.MatchString(f.Name) || strings.ContainsAny(f.Value, "*?[]()|^$ \t\n"):
		return nil
	case rooted.MatchString(f.Value), file.MatchString(f.Name) && f.Value != "/":
		return given(f.Value)
	}
	return nil
}

// Wildcard tells whether an address to bind means all of them.
func Wildcard(host string) bool {
	a, err := netip.ParseAddr(host)
	return host == "" || host == "*" || err == nil && a.IsUnspecified()
}

// Loopback tells whether an address or name leads to the host itself.
func Loopback(host string) bool {
	a, err := netip.ParseAddr(host)
	return host == "localhost" || err == nil && a.IsLoopback()
}
