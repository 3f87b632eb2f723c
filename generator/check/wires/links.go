package wires

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"gen/generator/blueprint"
	"gen/generator/check/ends"
	"gen/generator/plan"
	"gen/generator/report"
)

// purpose is why a process dials, as far as its files tell.
func (d *dial) purpose() string {
	switch {
	case d.exact:
		return blueprint.Scrape
	case d.probing:
		return blueprint.Probe
	}
	return ""
}

// purpose is why a link is there, in the same words.
func purpose(l *plan.Link) string {
	if l.Purpose == blueprint.Scrape || l.Purpose == blueprint.Probe {
		return l.Purpose
	}
	return ""
}

// seen notes that a process dials a listener.
func (s *site) seen(d *dial, l *listen) {
	if s.met[l] == nil {
		s.met[l] = map[client]bool{}
	}
	s.met[l][client{d.from, d.purpose()}] = true
}

// missing proves that every link of the plan has been seen in the files.
func (s *site) missing() {
	for _, link := range s.plan.Links {
		from, to := s.running[link.From], s.running[link.To.Instance]
		if from == nil || to == nil || s.have(client{from, purpose(link)}, to, link.To.Port) {
			continue
		}
		if !s.visible(from, link) {
			s.believe(link, from, to)
			continue
		}
		s.add("check/link-missing", s.dialPos(link), fmt.Sprintf("%s on %s has to dial %s of %s at %s, and nothing in its files says so", link.From.Name, link.From.Node.Name, link.To.Name, link.To.Instance.Name, link.Address()), own)
	}
}

// believe takes a link for seen of which only the address can be found.
func (s *site) believe(link *plan.Link, from, to *process) {
	for _, l := range to.listens {
		if l.Port == link.To.Port {
			s.seen(&dial{from: from}, l)
			l.admitted = append(l.admitted, link.Identity)
		}
	}
}

// have tells whether a process was seen to dial another one at a port.
func (s *site) have(from client, to *process, port int) bool {
	return slices.ContainsFunc(to.listens, func(l *listen) bool { return l.Port == port && s.met[l][from] })
}

// visible tells whether a link can be seen at all: what a user's own service is to
// dial may stand in a flag or file in a way that nobody knows, then in plain words.
func (s *site) visible(p *process, link *plan.Link) bool {
	if builtIn(p.Blueprint) {
		return true
	}
	for _, c := range p.shown {
		if f, ok := s.tree.Get(c.file); ok && strings.Contains(string(f.Content), link.Address()) {
			return false
		}
	}
	for _, entry := range p.Files {
		if f, ok := s.file(p.node.Node, entry.Path); ok && strings.Contains(string(f.Content), link.Address()) {
			return false
		}
	}
	return true
}

// dialPos is where a link begins: the file that should have it, or the link itself.
func (s *site) dialPos(link *plan.Link) report.Pos {
	for _, entry := range link.From.Blueprint.Links {
		if entry.Key.Value == link.Name {
			return entry.Key.Pos
		}
	}
	return link.From.Blueprint.Pos
}

// listenPos is where a link ends: what the blueprint there says of its listener.
func (s *site) listenPos(link *plan.Link) report.Pos {
	to := link.To.Instance
	for _, entry := range to.Blueprint.Listeners {
		if entry.Key.Value == link.To.Name {
			return entry.Key.Pos
		}
	}
	for _, entry := range to.Files { // a front listens as its file says
		return entry.Pos
	}
	return to.Blueprint.Pos
}

// admissions proves that a listener lets in nobody but those who dial it.
func (s *site) admissions() {
	for _, n := range s.plan.Nodes {
		for _, p := range s.nodes[n.Name].processes {
			for _, l := range p.listens {
				if l.TLS != nil && !l.unseen {
					s.admission(l)
				}
			}
		}
	}
}

func (s *site) admission(l *listen) {
	name := l.process.Name + " on " + l.process.node.Name
	switch {
	case l.TLS.ClientCA == "":
		if l.meant != nil && (l.meant.VerifiesClients() || l.meant.Reason == "") {
			s.add("check/link-admission", l.tlsPos, fmt.Sprintf("%s asks nobody at port %d for a certificate, and there is no reason why", name, l.Port), own)
		}
		return
	case l.TLS.Open():
		s.add("check/link-admission", l.tlsPos, fmt.Sprintf("%s lets in every certificate of %s at port %d", name, authority(l.TLS.ClientCA), l.Port), own)
		return
	}
	for _, identity := range l.TLS.Names {
		if c := s.identities[identity]; !s.invited(l, c) && identity != plan.Nobody {
			s.uninvited(l, identity)
		}
	}
	if len(l.TLS.Patterns) == 0 {
		return
	}
	for _, identity := range slices.Sorted(maps.Keys(s.identities)) {
		// One notation is enough to get in.
		if (s.taken(l, "CN="+identity+",O="+s.plan.Site) || s.taken(l, "/O="+s.plan.Site+"/CN="+identity)) && !s.invited(l, s.identities[identity]) {
			s.uninvited(l, identity)
		}
	}
}

// invited tells whether somebody dials, or people use, a listener as a client.
func (s *site) invited(l *listen, c *ends.Certificate) bool {
	return c != nil && (slices.Contains(l.admitted, c.Name) || c.Node == "" && l.meant != nil && l.meant.People)
}

func (s *site) uninvited(l *listen, identity string) {
	s.add("check/link-admission", l.tlsPos, fmt.Sprintf("%s on %s lets in %s at port %d, who does not dial it", l.process.Name, l.process.node.Name, identity, l.Port), own)
}

// plaintext proves that nothing speaks plain text where others can hear it. What
// a user's own service opens beside its listeners is not the site's.
func (s *site) plaintext() {
	for _, n := range s.plan.Nodes {
		for _, p := range s.nodes[n.Name].processes {
			for _, l := range p.listens {
				if l.TLS == nil && !l.inside() && (l.meant != nil || builtIn(p.Blueprint)) {
					s.add("check/plaintext", l.pos, fmt.Sprintf("%s on %s listens at %q, port %d, without TLS", p.Name, n.Name, l.Host, l.Port), "let it listen on loopback, or give it a certificate")
				}
			}
			s.plainJobs(p)
		}
	}
}

// inside tells whether a listener is heard by its own host, or the network of
// its project that leads nowhere else, only.
func (l *listen) inside() bool {
	if l.process.runs.HostNetwork || ends.Loopback(l.Host) {
		return ends.Loopback(l.Host)
	}
	internal := func(network string) bool { return !slices.Contains(l.process.node.internal, network) }
	return l.port == 0 && !slices.ContainsFunc(l.process.runs.Networks, internal)
}

// plainJobs proves that what is scraped in plain text outside of the site has a reason.
func (s *site) plainJobs(p *process) {
	for _, c := range p.shown {
		for _, j := range c.Jobs {
			for _, e := range s.plan.Externals {
				if e.Name == j.Name && e.Plaintext == "" && j.Dial.Scheme == "http" {
					s.add("check/plaintext", c.pos, fmt.Sprintf("%s reads %s in plain text, for which the site has no reason", p.Name, j.Name), own)
				}
			}
		}
	}
}

// datasources proves that dashboards name datasources that are there.
func (s *site) datasources() {
	for _, n := range s.plan.Nodes {
		for _, p := range s.nodes[n.Name].processes {
			if p.Writes("grafana-datasources") {
				s.sources(p)
			}
		}
	}
}

func (s *site) sources(p *process) {
	var known []string
	for _, c := range p.shown {
		known = append(known, c.Sources...)
	}
	all := slices.Clone(p.shown)
	for _, entry := range p.Files {
		if entry.Format != "grafana-dashboards" {
			continue
		}
		for _, f := range s.matching(p.node.Node, entry.Path+"/*") {
			all = append(all, shown{s.reader.content(entry.Format, ends.Dashboard, "", f), f.Path, entry.Pos})
		}
	}
	for _, c := range all {
		for _, uid := range c.References {
			if !slices.Contains(known, uid) {
				s.add("check/datasource", c.pos, fmt.Sprintf("%s names the datasource %q; there are %s", c.file, uid, strings.Join(known, ", ")), own)
			}
		}
	}
}
