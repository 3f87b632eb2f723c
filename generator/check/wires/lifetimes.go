package wires

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"gen/generator/check/ends"
	"gen/generator/report"
)

// lifetimes proves that no certificate outlives its authority, and that each
// request asks for what the list says.
func (s *site) lifetimes() {
	authorities := map[string]ends.Certificate{}
	for _, c := range s.list {
		ca, ok := authorities[c.Authority]
		if !ok {
			f, _ := s.tree.Get(c.Authority + ".cnf")
			ca = ends.Request(f.Content)
			authorities[c.Authority] = ca
		}
		if c.Days > ca.Days {
			s.add("check/certificate-days", s.certificatePos(c), fmt.Sprintf("the certificate %s%s lives for %d days, and its authority %s for %d", c.Node, c.Path, c.Days, c.Authority, ca.Days), "set tls: {leaf: ...} below tls: {ca: ...}")
			continue
		}
		s.request(c)
	}
}

// request proves that the request of a certificate is for the same names.
func (s *site) request(c ends.Certificate) {
	name := c.Node + strings.TrimSuffix(c.Path, ".crt") + ".cnf"
	f, ok := s.tree.Get(path.Clean(name))
	if !ok {
		return
	}
	r := ends.Request(f.Content)
	if r.Days != c.Days {
		s.add("check/certificate-days", s.certificatePos(c), fmt.Sprintf("%s is for %d days, and certificates.yaml for %d", name, r.Days, c.Days), own)
	}
	if !slices.Equal(r.DNS, c.DNS) || !slices.Equal(r.IPs, c.IPs) || r.Name != c.Name || r.Usage != c.Usage {
		s.add("check/link-san", s.certificatePos(c), fmt.Sprintf("%s asks for %s (%s), and certificates.yaml for %s (%s)", name, strings.Join(append(r.DNS, r.IPs...), ", "), r.Usage, strings.Join(append(slices.Clone(c.DNS), c.IPs...), ", "), c.Usage), own)
	}
}

// certificatePos is who has a certificate.
func (s *site) certificatePos(c ends.Certificate) report.Pos {
	if n := s.nodes[c.Node]; n != nil {
		return s.ownerOf(n, c.Path)
	}
	return report.Pos{}
}

// ownerOf is the service in whose folder for certificates a path lies.
func (s *site) ownerOf(n *node, name string) report.Pos {
	for _, p := range n.processes {
		if path.Dir(name) == p.TLSDir() {
			return p.Pos
		}
	}
	return n.Pos
}

// owner cuts user:group.
func owner(text string) (user, group string) {
	user, group, _ = strings.Cut(text, ":")
	return user, group
}
