package wires

import (
	"fmt"
	"path"
	"regexp"
	"slices"
	"strings"

	"gen/generator/blueprint"
	"gen/generator/check/ends"
	"gen/generator/plan"
	"gen/generator/report"
)

// greet proves what happens once a connection stands: the scheme, the server's
// certificate, the client's, and the path.
func (s *site) greet(d *dial, l *listen) {
	s.seen(d, l)
	if d.Scheme == "tcp" {
		return
	}
	secure := d.Scheme == "https" || d.Scheme == "tls"
	if secure != (l.TLS != nil) {
		speaks := map[bool]string{true: "TLS", false: "plain text"}
		s.add("check/link-scheme", d.pos, fmt.Sprintf("%s, where %s speaks %s", d.words(), l.process.Name, speaks[l.TLS != nil]), own)
		return
	}
	if secure {
		s.serverShown(d, l)
		s.clientShown(d, l)
	}
	s.asked(d, l)
}

// serverShown proves that the client takes the server's certificate for its own.
func (s *site) serverShown(d *dial, l *listen) {
	c := s.certificate(l.process.node, l.TLS.Cert)
	if c == nil {
		return // told by paths
	}
	if c.Usage != "serverAuth" {
		s.add("check/link-ca", l.tlsPos, fmt.Sprintf("%s shows the certificate %s, which is one of a client", l.process.Name, l.TLS.Cert), own)
		return
	}
	name := d.ServerName
	if name == "" {
		name = d.Host
	}
	covered := func(san string) bool { return same(san, name) || strings.EqualFold(san, name) }
	if !slices.ContainsFunc(c.DNS, covered) && !slices.ContainsFunc(c.IPs, covered) {
		s.add("check/link-san", l.process.Pos, fmt.Sprintf("%s, and the certificate %s of %s is not for %s", d.words(), l.TLS.Cert, l.process.Name, name), "correct the names of the certificate, or what is dialled")
	}
	switch trusted := authority(d.CA); {
	case d.Insecure:
		s.add("check/link-ca", d.pos, d.words()+" without verifying the server", "take insecure_skip_verify out")
	case trusted == "":
		s.add("check/link-ca", d.pos, fmt.Sprintf("%s, and trusts no authority of the site, while %s has signed the server's certificate", d.words(), c.Authority), own)
	case trusted != c.Authority:
		s.add("check/link-ca", d.pos, fmt.Sprintf("%s, and trusts %s, while %s has signed the server's certificate", d.words(), trusted, c.Authority), own)
	}
}

// authority is who stands in a file with certificates of authorities: every
// instance gets both under these names (package pki).
func authority(file string) string {
	if base, ok := strings.CutSuffix(path.Base(file), ".crt"); ok {
		return base
	}
	return ""
}

// clientShown proves that the server lets the client in.
func (s *site) clientShown(d *dial, l *listen) {
	if l.TLS.ClientCA == "" {
		return
	}
	c := s.certificate(d.from.node, d.Cert)
	switch {
	case d.Cert == "" || d.Key == "":
		s.add("check/link-admission", d.pos, fmt.Sprintf("%s without a client certificate, and %s asks for one", d.words(), l.process.Name), own)
	case c == nil:
		return // told by paths
	case s.certificate(d.from.node, d.Key) != c || d.Key != c.Key:
		s.add("check/link-admission", d.pos, fmt.Sprintf("%s with the certificate %s and the key %s, which are no pair", d.words(), d.Cert, d.Key), own)
	case c.Usage != "clientAuth":
		s.add("check/link-admission", d.pos, fmt.Sprintf("%s with the certificate %s, which is one of a server", d.words(), d.Cert), own)
	case authority(l.TLS.ClientCA) != c.Authority:
		s.add("check/link-ca", l.tlsPos, fmt.Sprintf("%s, and %s trusts %s, while %s has signed the client's certificate", d.words(), l.process.Name, authority(l.TLS.ClientCA), c.Authority), own)
	case !s.admits(l, c):
		s.add("check/link-admission", s.blame(d, l, c), fmt.Sprintf("%s as %s, and %s does not let that name in", d.words(), c.Name, l.process.Name), own)
	}
	if c != nil && !slices.Contains(l.admitted, c.Name) {
		l.admitted = append(l.admitted, c.Name)
	}
}

// admits tells whether a listener lets a client in. nginx before 1.11.6 wrote
// subjects in another way, so that a name counts when both are taken.
func (s *site) admits(l *listen, c *ends.Certificate) bool {
	if l.TLS.Open() || slices.ContainsFunc(c.DNS, func(name string) bool { return slices.Contains(l.TLS.Names, name) }) {
		return true
	}
	return s.taken(l, "CN="+c.Name+",O="+s.plan.Site) && s.taken(l, "/O="+s.plan.Site+"/CN="+c.Name)
}

// taken tells whether a pattern over subjects matches. Fronts are alike, so
// that each question is answered once.
func (s *site) taken(l *listen, subject string) bool {
	return slices.ContainsFunc(l.TLS.Patterns, func(pattern string) bool {
		question := [2]string{pattern, subject}
		answer, known := s.answers[question]
		if !known {
			matched, err := regexp.MatchString(pattern, subject)
			answer = matched && err == nil
			s.answers[question] = answer
		}
		return answer
	})
}

// blame is the end that is not as the plan has it.
func (s *site) blame(d *dial, l *listen, c *ends.Certificate) report.Pos {
	if link := planned(d); link != nil && link.Identity == c.Name {
		return l.tlsPos
	}
	return d.pos
}

// asked proves that the listener answers what it is asked for.
func (s *site) asked(d *dial, l *listen) {
	if d.Scheme == "tls" {
		return // no HTTP is spoken
	}
	if l.Paths != nil && !slices.Contains(l.Paths, d.Path) {
		s.add("check/link-path", s.pathPos(d, l), fmt.Sprintf("%s, and %s answers at %s only", d.words(), l.process.Name, strings.Join(l.Paths, ", ")), own)
		return
	}
	if l.meant == nil || l.meant.Protocol != "http" {
		return
	}
	m := l.meant.Metrics
	if l.meant.Front != nil { // it is scraped through its front
		m = l.meant.Front.Metrics
	}
	if d.exact && m != nil {
		s.metrics(d, l, m)
		return
	}
	base := strings.TrimSuffix(d.Path, "/")
	if base == "" || d.Path == l.meant.Path || m != nil && d.Path == m.Path {
		return
	}
	s.add("check/link-path", d.pos, fmt.Sprintf("%s, and %s has no page %s", d.words(), l.process.Name, d.Path), own)
}

// metrics proves that a scrape reads the metrics, and with which password.
func (s *site) metrics(d *dial, l *listen, m *plan.Metrics) {
	if d.Path != m.Path {
		s.add("check/link-path", d.pos, fmt.Sprintf("%s, and the metrics of %s are at %s", d.words(), m.Job, m.Path), own)
	}
	username, secret := m.Username, m.Secret
	if auth := l.meant.BasicAuth; auth != nil {
		username, secret = auth.Username, auth.Secret
	}
	if d.Username != username || secret != "" && path.Base(d.Password) != secret {
		s.add("check/link-login", d.pos, fmt.Sprintf("%s as %q with %s, and the metrics are for %q with %s", d.words(), d.Username, either(path.Base(d.Password)), username, either(secret)), own)
	}
}

func either(name string) string {
	if name == "" || name == "." {
		return "no password"
	}
	return name
}

// pathPos is the end at which a path is not as the plan has it.
func (s *site) pathPos(d *dial, l *listen) report.Pos {
	if link := planned(d); link != nil && link.Path == d.Path && link.Purpose != blueprint.Upstream {
		return l.pos
	}
	return d.pos
}
