package wires

import (
	"fmt"
	"slices"
	"strings"

	"gen/generator/blueprint"
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
