package ends

import (
	"regexp"
	"strings"
)

var (
	// entry is a key with its value, in whatever format.
	entry = regexp.MustCompile(`^[\s-]*"?([A-Za-z][A-Za-z0-9._-]*)"?\s*[:=\s]\s*"?([^"\s]+)"?;?,?\s*$`)
	// word is a path, a name or an address.
	word = regexp.MustCompile(`[A-Za-z0-9._/@+:-]+`)
)

// Text reads a file of a format that nobody has told gen about, of which only
// the words can be known: addresses behind keys that say listen or bind, paths,
// and the names that certificates and identities have in every site.
func Text(_ string, content []byte) Content {
	var c Content
	var server Server
	var client Client
	for line := range strings.Lines(string(content)) {
		line = strings.TrimSpace(line)
		if line == "" || line[0] == '#' || line[0] == ';' || strings.HasPrefix(line, "//") {
			continue
		}
		if m := entry.FindStringSubmatch(line); m != nil {
			c.entry(m[1], m[2])
		}
		for _, w := range word.FindAllString(line, -1) {
			c.word(w, &server, &client)
		}
	}
	if server.Cert != "" {
		c.Server = &server
	}
	c.Client = &client
	return c
}

func (c *Content) entry(key, value string) {
	if host, port, ok := HostPort(value); ok && listening.MatchString(strings.ToLower(key)) {
		c.Listens = append(c.Listens, Listen{Host: host, Port: port})
	}
}

// word takes what a word means by its shape.
func (c *Content) word(w string, server *Server, client *Client) {
	if strings.HasPrefix(w, "/") {
		if rooted.MatchString(w) {
			c.Paths = append(c.Paths, given(w)...)
		}
		switch base := w[strings.LastIndexByte(w, '/')+1:]; base {
		case "server.crt":
			server.Cert = w
		case "server.key":
			server.Key = w
		case "ca-client.crt":
			server.ClientCA = w
		case "client.crt":
			client.Cert = w
		case "client.key":
			client.Key = w
		case "ca-server.crt":
			client.CA = w
		}
		return
	}
	if strings.Contains(w, ".client.") {
		server.Names = append(server.Names, w)
	}
}
