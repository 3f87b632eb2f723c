package plan

import (
	"fmt"
	"net"
	"slices"
	"strconv"
	"strings"

	"gen/generator/strictyaml"
	"gen/generator/topology"
)

// settleExternals settles what is scraped but not installed.
func (p *planner) settleExternals() {
	for _, entry := range p.site.Scrape {
		p.plan.Externals = append(p.plan.Externals, p.external(entry.Key, entry.Value))
	}
	slices.SortFunc(p.plan.Externals, func(a, b *External) int { return strings.Compare(a.Name, b.Name) })
}

func (p *planner) external(name strictyaml.Text, own topology.External) *External {
	if _, taken := p.blueprints[name.Value]; taken {
		p.fail("plan/job-clash", name.Pos, fmt.Sprintf("%q is the job of a service that gen installs", name.Value), "give these targets a name of their own")
	}
	e := &External{
		Name: name.Value, Scheme: "https", Path: either(own.Path.Value, "/metrics"), Interval: own.Interval.Text,
		CA: either(own.CA.Value, "site"), ServerName: own.ServerName.Value, Plaintext: own.Plaintext.Value,
	}
	if e.Plaintext != "" {
		e.Scheme, e.CA = "http", ""
	} else if e.CA != "site" && e.CA != "system" && !strings.HasPrefix(e.CA, "/") {
		p.fail("plan/bad-ca", own.CA.Pos, fmt.Sprintf("ca %q is not site, system or an absolute path", e.CA), "write one of them")
	}
	if !strings.HasPrefix(e.Path, "/") {
		p.fail("plan/bad-path", own.Path.Pos, fmt.Sprintf("path %q does not begin with /", e.Path), "write it as \"/metrics\"")
	}
	set := map[string]string{}
	for _, l := range own.Labels {
		set[l.Key.Value] = l.Value.Value
	}
	e.Labels = labels(set)
	e.Targets = p.targets(own.Targets)
	if own.BasicAuth != nil {
		e.Username, e.Secret = own.BasicAuth.Username.Value, own.BasicAuth.Password.Name.Value
	}
	return e
}

// targets reads host:port of each target; Prometheus refuses anything more.
func (p *planner) targets(texts []strictyaml.Text) []string {
	var list []string
	for _, text := range texts {
		host, port, err := net.SplitHostPort(text.Value)
		number, notNumber := strconv.Atoi(port)
		if err != nil || notNumber != nil || number < 1 || number > 65535 || !plainHost(host) {
			p.fail("plan/bad-target", text.Pos, fmt.Sprintf("%q is not host:port", text.Value), `write it as "192.168.10.50:9100"; the scheme and path have keys of their own`)
			continue
		}
		if slices.Contains(list, text.Value) {
			p.fail("plan/duplicate-target", text.Pos, fmt.Sprintf("target %q stands twice", text.Value), "take one of them out")
			continue
		}
		list = append(list, text.Value)
	}
	return list
}

// plainHost tells whether a host is made of what names and addresses are made of.
func plainHost(host string) bool {
	return host != "" && strings.IndexFunc(host, func(r rune) bool {
		letter := 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || '0' <= r && r <= '9'
		return !letter && !strings.ContainsRune(".:-_", r)
	}) < 0
}
