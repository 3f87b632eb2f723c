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
		pos := d.pos
		if planned(d) != nil {
			pos = l.process.Pos
		}
		s.add("check/link-san", pos, fmt.Sprintf("%s, and the certificate %s of %s is not for %s", d.words(), l.TLS.Cert, l.process.Name, name), "correct the names of the certificate, or what is dialled")
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
	s.login(d, l, m)
	if d.exact && m != nil {
		if d.Path != m.Path {
			s.add("check/link-path", d.pos, fmt.Sprintf("%s, and the metrics of %s are at %s", d.words(), m.Job, m.Path), own)
		}
		return
	}
	base := strings.TrimSuffix(d.Path, "/")
	if base == "" || d.Path == l.meant.Path || m != nil && d.Path == m.Path {
		return
	}
	s.add("check/link-path", d.pos, fmt.Sprintf("%s, and %s has no page %s", d.words(), l.process.Name, d.Path), own)
}

// login proves that a client shows the user and the password that the listener
// asks for; the blueprint or the site says which ones.
func (s *site) login(d *dial, l *listen, m *plan.Metrics) {
	user, secret := "", ""
	switch auth := l.meant.BasicAuth; {
	case auth != nil:
		user, secret = auth.Username, auth.Secret
	case d.exact && m != nil:
		user, secret = m.Username, m.Secret
	}
	if d.Username != user || secret != "" && path.Base(d.Password) != secret {
		s.add("check/link-login", d.pos, fmt.Sprintf("%s as %q with %s, and %s asks for %q with %s", d.words(), d.Username, either(path.Base(d.Password)), l.process.Name, user, either(secret)), own)
	}
	if l.TLS != nil && !slices.Equal(l.TLS.Users, asked(l.meant)) && !l.unseen {
		s.add("check/link-login", l.tlsPos, fmt.Sprintf("%s, and %s lets in the users %q instead of %q", d.words(), l.process.Name, l.TLS.Users, asked(l.meant)), own)
	}
}

// asked are the users that a listener has to know by itself.
func asked(l *plan.Listener) []string {
	if l.BasicAuth == nil {
		return nil
	}
	return []string{l.BasicAuth.Username}
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
