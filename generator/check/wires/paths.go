package wires

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"gen/generator/check/ends"
	"gen/generator/report"
)

// paths proves that every path in a file is there, for who reads it.
func (s *site) paths() {
	for _, n := range s.apart {
		for _, p := range n.processes {
			s.mounts(p)
			var looked []string
			for _, c := range p.shown {
				for _, name := range c.Paths {
					if !slices.Contains(looked, name) {
						looked = append(looked, name)
						s.path(p, c, name)
					}
				}
			}
		}
	}
}

// mounts proves that what a container is to see is on the host.
func (s *site) mounts(p *process) {
	for _, m := range p.runs.Mounts {
		if m.Source == "" || s.bound(p, m) || s.stands(p, m.Source) {
			continue
		}
		s.add("check/path-missing", runtimePos(p.Instance), fmt.Sprintf("%s on %s mounts %s, which is nowhere", p.Name, p.node.Name, m.Source), own)
	}
}

// bound tells whether the blueprint itself says a mount.
func (s *site) bound(p *process, m ends.Mount) bool {
	for _, text := range p.Blueprint.Compose.Binds {
		if text.Value == m.Source+":"+m.Target || strings.HasPrefix(text.Value, m.Source+":"+m.Target+":") {
			return true
		}
	}
	return false
}

// path proves one path of a file.
func (s *site) path(p *process, c shown, name string) {
	where, mounted := p.onHost(name)
	switch {
	case mounted && s.stands(p, where):
		if !s.readable(p, where) {
			s.add("check/path-unreadable", p.pathPos(c, name), fmt.Sprintf("%s names %s, which %s cannot read on %s", c.file, name, p.who(), p.node.Name), own)
		}
	case under(name, "/dev", "/proc", "/sys"), under(name, p.runs.Folders...), s.installed(p, name), s.named(p, name), mounted && s.named(p, where):
	case !mounted:
		s.add("check/path-missing", p.pathPos(c, name), fmt.Sprintf("%s names %s, which is not mounted into %s", c.file, name, p.Name), `mount it, or add it under installed in the blueprint if the image brings it`)
	default:
		s.add("check/path-missing", p.pathPos(c, name), fmt.Sprintf("%s names %s, which nothing brings to %s", c.file, name, p.node.Name), `correct the path, or add it under installed in the blueprint if a package brings it`)
	}
}

// pathPos is where the blueprint says a path, or at least its last name.
func (p *process) pathPos(c shown, name string) report.Pos {
	if pos := argPos(p.Instance, name, c.pos); pos != c.pos {
		return pos
	}
	return argPos(p.Instance, path.Base(name), c.pos)
}

// under tells whether a path is one of the folders or lies in one.
func under(name string, folders ...string) bool {
	return slices.ContainsFunc(folders, func(folder string) bool {
		return name == folder || strings.HasPrefix(name, strings.TrimSuffix(folder, "/")+"/")
	})
}

// installed tells whether a package, or the image, brings a path.
func (s *site) installed(p *process, name string) bool {
	if name == p.Binary || len(p.Blueprint.Installed) == 0 && p.starts(name) {
		return true
	}
	for _, text := range p.Blueprint.Installed {
		if under(name, text.Value) {
			return true
		}
	}
	return false
}

// starts tells whether a path is a program of a container's image, about which
// a blueprint need not say anything.
func (p *process) starts(name string) bool {
	first := func(words []string) bool { return len(words) > 0 && words[0] == name }
	return p.Image != "" && (first(p.runs.Args) || first(p.runs.Health))
}

// named tells whether the site itself says a path, so that a person brings it.
func (s *site) named(p *process, name string) bool {
	for _, value := range p.Settings {
		if text, ok := value.(string); ok && len(text) > 1 && text[0] == '/' && under(name, text) {
			return true
		}
	}
	for _, e := range s.plan.Externals {
		if e.CA == name {
			return true
		}
	}
	for _, r := range s.plan.Receivers {
		for _, way := range r.Integrations {
			if way.CA == name {
				return true
			}
		}
	}
	return false
}

// onHost is where a path of the process lies on the host; ok is false if a
// container does not see the host there.
func (p *process) onHost(name string) (where string, ok bool) {
	if p.Image == "" {
		return name, true
	}
	longest := -1
	for _, m := range p.runs.Mounts {
		if m.Source != "" && under(name, m.Target) && len(m.Target) > longest {
			longest = len(m.Target)
			where, ok = path.Join(m.Source, strings.TrimPrefix(name, m.Target)), true
		}
	}
	return where, ok
}

// stands tells whether a path of the host is in the tree, is a certificate, or a secret.
func (s *site) stands(p *process, name string) bool {
	if _, ok := s.file(p.node.Node, name); ok {
		return true
	}
	if s.tree.Folder(p.node.Name + name) {
		return true
	}
	for _, secret := range p.Secrets {
		if secret.Path == name {
			return true
		}
	}
	for _, owned := range p.node.owned { // folders that the node makes
		if under(owned.Path, name) {
			return true
		}
	}
	return s.issued(p, name)
}

// issued tells whether the authorities bring a path.
func (s *site) issued(p *process, name string) bool {
	if s.certificate(p.node, name) != nil {
		return true
	}
	base := path.Base(name)
	return p.HasTLS() && (name == p.TLSDir() || path.Dir(name) == p.TLSDir() && (base == "ca-server.crt" || base == "ca-client.crt"))
}
