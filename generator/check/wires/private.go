package wires

import (
	"fmt"
	"io/fs"
	"path"
	"slices"

	"gen/generator/check/ends"
	"gen/generator/plan"
)

// others is what everybody may do with a file.
const others fs.FileMode = 0o007

// right is who may use a file.
type right struct {
	user, group string
	mode        fs.FileMode
}

// who is whom a process runs as.
func (p *process) who() string { return p.runs.User + ":" + p.runs.Group }

// may tells whether a process may read what is of these rights.
func (p *process) may(r right) bool {
	switch {
	case p.runs.User == "root", p.runs.User == "0", r.mode&0o004 != 0:
		return true
	case r.user == p.runs.User:
		return r.mode&0o400 != 0
	}
	return r.mode&0o040 != 0 && (r.group == p.runs.Group || slices.Contains(p.runs.Groups, r.group))
}

// readable tells whether a process may read a path of the host. Folders on the
// way count: the last line of tmpfiles about one does.
func (s *site) readable(p *process, name string) bool {
	for _, owned := range p.node.owned {
		if under(name, owned.Path) && !p.may(right{owned.User, owned.Group, owned.Mode}) {
			return false
		}
	}
	if c := s.certificate(p.node, name); c != nil && name == c.Key {
		return p.may(right{"root", c.Group, 0o640})
	}
	return p.may(s.rights(p.node, name))
}

// rights are those of a path of the tree once the node has applied tmpfiles; a
// file of which nothing is said is everybody's to read.
func (s *site) rights(n *node, name string) right {
	r := right{"root", "root", 0o644}
	if f, ok := s.file(n.Node, name); ok {
		r.mode = f.Mode
		r.user, r.group = owner(f.Owner)
	}
	if owned, ok := n.last(name); ok {
		r.user, r.group, r.mode = owned.User, owned.Group, r.mode&owned.Mode
	}
	return r
}

// last is the line of tmpfiles that counts for what lies at a path: that of the
// innermost folder.
func (n *node) last(name string) (found ends.Owned, ok bool) {
	for _, owned := range n.owned {
		if (owned.Below && under(name, owned.Path) || owned.Path == name) && len(owned.Path) >= len(found.Path) {
			found, ok = owned, true
		}
	}
	return found, ok
}

// private proves that nobody but its service reads a key, a secret, or a file
// into which a secret is filled.
func (s *site) private() {
	for _, n := range s.apart {
		for _, p := range n.processes {
			s.privateFiles(p)
			for _, secret := range p.Secrets {
				s.closed(p, secret.Path)
			}
		}
	}
	for _, c := range s.list {
		if n := s.nodes[c.Node]; n != nil && !s.same[n.Node] {
			s.closedKey(n, c)
		}
	}
}

// privateFiles proves that a file with a placeholder is closed.
func (s *site) privateFiles(p *process) {
	for _, entry := range p.Files {
		f, ok := s.file(p.node.Node, entry.Path)
		if ok && (len(f.Secrets) > 0 || entry.Mode&0o007 == 0 && entry.Mode != 0) && f.Mode&others != 0 {
			s.add("check/private-readable", entry.Pos, fmt.Sprintf("everybody on %s may read %s, which is private", p.node.Name, entry.Path), "add private: true to the entry under files")
		}
	}
}

// closed proves that the folder of a secret is closed.
func (s *site) closed(p *process, name string) {
	if owned, ok := p.node.last(path.Dir(name)); !ok || owned.Mode&others != 0 {
		s.add("check/private-readable", runtimePos(p.Instance), fmt.Sprintf("everybody on %s may read %s, as tmpfiles.d does not close its folder", p.node.Name, name), own)
	}
}

// closedKey proves that a key is closed.
func (s *site) closedKey(n *node, c ends.Certificate) {
	if owned, ok := n.last(c.Key); !ok || owned.Mode&others != 0 {
		s.add("check/private-readable", s.ownerOf(n, c.Key), fmt.Sprintf("everybody on %s may read %s, as tmpfiles.d does not close its folder", n.Name, c.Key), own)
	}
}

// accounts proves that every unit runs as a user that is made.
func (s *site) accounts() {
	for _, at := range s.apart {
		for _, p := range at.processes {
			if p.Runtime != plan.Systemd || p.Packaged() {
				continue
			}
			for _, name := range []string{p.runs.User, p.runs.Group} {
				if name != "root" && !slices.Contains(at.users, name) {
					s.add("check/unknown-user", runtimePos(p.Instance), fmt.Sprintf("%s of %s runs as %s, which nothing makes", p.Unit, at.Name, name), own)
				}
			}
		}
	}
}
