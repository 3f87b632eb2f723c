package ends

import "strings"

// host is a virtual host in the making.
type host struct {
	address string
	ssl     bool
	tls     Server
	verify  bool
	paths   []string
	// place is the section Location that is open, its handler not yet seen.
	place string
}

// Apache reads a configuration of Apache httpd. A port without a virtual host
// beside it belongs to somebody else's files, and is left out.
func Apache(_ string, content []byte) Content {
	var out Content
	var h *host
	listening := map[string]bool{}
	for line := range strings.Lines(string(content)) {
		name, args := apacheLine(line)
		switch {
		case name == "" || len(args) == 0:
			if strings.EqualFold(name, "</VirtualHost>") && h != nil {
				out.virtualHost(h, listening)
				h = nil
			}
		case strings.EqualFold(name, "Listen"):
			listening[args[0]] = true
		case strings.EqualFold(name, "<VirtualHost"):
			h = &host{address: args[0], paths: []string{}}
		case strings.EqualFold(name, "LoadModule") && len(args) > 1:
			out.Paths = append(out.Paths, given(args[1])...)
		case strings.EqualFold(name, "CustomLog"), strings.EqualFold(name, "ErrorLog"), strings.EqualFold(name, "Include"):
			out.Paths = append(out.Paths, given(folder(args[0]))...)
		case h != nil:
			h.directive(name, args)
		}
	}
	return out
}

// apacheLine cuts a line into its directive and arguments.
func apacheLine(line string) (name string, args []string) {
	line = strings.TrimSpace(line)
	if line == "" || line[0] == '#' {
		return "", nil
	}
	args = arguments(line)
	if strings.HasPrefix(args[0], "<") && !strings.HasPrefix(args[0], "</") {
		args[len(args)-1] = strings.TrimSuffix(args[len(args)-1], ">")
	}
	return args[0], args[1:]
}

func (h *host) directive(name string, args []string) {
	switch strings.ToLower(name) {
	case "sslengine":
		h.ssl = strings.EqualFold(args[0], "on")
	case "sslcertificatefile":
		h.tls.Cert = args[0]
	case "sslcertificatekeyfile":
		h.tls.Key = args[0]
	case "sslcacertificatefile":
		h.tls.ClientCA = args[0]
	case "sslverifyclient":
		h.verify = strings.EqualFold(args[0], "require")
	case "<location":
		h.place = args[0]
	case "sethandler":
		h.paths = append(h.paths, h.place)
	}
}

func (c *Content) virtualHost(h *host, listening map[string]bool) {
	c.Paths = append(c.Paths, h.tls.paths()...)
	l := Listen{Paths: h.paths}
	l.Host, l.Port = nginxAddress(h.address)
	if !h.verify {
		h.tls.ClientCA = ""
	}
	if h.ssl {
		l.TLS = &h.tls
	}
	if listening[h.address] {
		c.Listens = append(c.Listens, l)
	}
}
