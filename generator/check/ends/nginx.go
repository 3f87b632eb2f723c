package ends

import (
	"slices"
	"strconv"
	"strings"
)

// Nginx reads a configuration of nginx, or a part of one that another includes.
func Nginx(_ string, content []byte) Content {
	tree, _ := parseBlocks(words(string(content)), 0)
	var out Content
	admitted := subjects(tree)
	for _, server := range all(tree, "server") {
		out.nginxServer(server, admitted)
	}
	for _, name := range []string{"pid", "include", "error_log", "access_log"} {
		for _, b := range all(tree, name) {
			if len(b.args) > 0 {
				out.Paths = append(out.Paths, given(folder(b.args[0]))...)
			}
		}
	}
	return out
}

// subjects are the patterns over a certificate's subject with which a map's
// variable becomes 1, by variable.
func subjects(tree []block) map[string][]string {
	found := map[string][]string{}
	for _, m := range all(tree, "map") {
		if len(m.args) != 2 || m.args[0] != "$ssl_client_s_dn" {
			continue
		}
		found[m.args[1]] = []string{}
		for _, entry := range m.inner {
			if len(entry.args) == 1 && entry.args[0] != "0" {
				pattern, isPattern := strings.CutPrefix(unmark(entry.name), "~")
				if !isPattern {
					pattern = "^" + pattern + "$"
				}
				found[m.args[1]] = append(found[m.args[1]], pattern)
			}
		}
	}
	return found
}

func (c *Content) nginxServer(server block, admitted map[string][]string) {
	tls := &Server{Cert: server.first("ssl_certificate"), Key: server.first("ssl_certificate_key")}
	if server.first("ssl_verify_client") == "on" {
		tls.ClientCA = server.first("ssl_client_certificate")
	}
	for _, test := range server.inner { // if ($admitted = 0) { return 403; }
		if test.name == "if" && len(test.args) == 3 && test.args[1] == "=" && test.args[2] == "0)" && test.first("return") != "" {
			tls.Patterns = admitted[strings.TrimPrefix(test.args[0], "(")]
		}
	}
	paths := []string{}
	for _, location := range server.inner {
		if location.name != "location" || len(location.args) == 0 || location.first("return") != "" {
			continue
		}
		paths = append(paths, location.args[len(location.args)-1])
		c.passedOn(location)
	}
	for _, listen := range server.inner {
		if listen.name != "listen" || len(listen.args) == 0 {
			continue
		}
		l := Listen{Paths: paths}
		l.Host, l.Port = nginxAddress(listen.args[0])
		if slices.Contains(listen.args, "ssl") {
			l.TLS = tls
		}
		c.Listens = append(c.Listens, l)
	}
	c.Paths = append(c.Paths, tls.paths()...)
}

// nginxAddress reads "address:port", "port" or "address".
func nginxAddress(text string) (host string, port int) {
	if port, err := strconv.ParseUint(text, 10, 16); err == nil {
		return "", int(port)
	}
	if host, port, ok := HostPort(text); ok {
		return host, port
	}
	return strings.Trim(text, "[]"), 80
}

// passedOn adds what a location passes requests on to. With a variable, which
// is set beside it, the path is that of the request.
func (c *Content) passedOn(location block) {
	target := location.first("proxy_pass")
	for _, set := range location.inner {
		if set.name == "set" && len(set.args) == 2 && set.args[0] == target {
			target = set.args[1]
		}
	}
	d, ok := URL(target)
	if !ok {
		return
	}
	if d.About = "proxy_pass"; d.Path == "" {
		d.Path = location.args[len(location.args)-1]
	}
	d.Client = Client{CA: location.first("proxy_ssl_trusted_certificate"), Cert: location.first("proxy_ssl_certificate"), Key: location.first("proxy_ssl_certificate_key")}
	c.Dials = append(c.Dials, d)
}
