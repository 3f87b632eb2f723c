package wires

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"gen/generator/check/ends"
	"gen/generator/plan"
	"gen/generator/report"
	"gen/generator/tree"
)

// readNode reads what runs on a node.
func (s *site) readNode(of *plan.Node) {
	if n := s.copied(of); n != nil {
		s.know(n)
		for at, p := range n.processes {
			s.running[of.Instances[at]] = p
		}
		return
	}
	n := &node{Node: of, containers: map[string]*process{}, listens: map[int][]*listen{}}
	s.know(n)
	folders, _ := s.file(of, "/etc/tmpfiles.d/gen.conf")
	users, _ := s.file(of, "/etc/sysusers.d/gen.conf")
	n.owned, n.users = s.reader.accounts(folders, users)
	if rules, ok := s.file(of, "/etc/gen/firewall.nft"); ok {
		n.rules = ends.Firewall(rules.Content)
	}
	project := s.project(n)
	for _, i := range n.Instances {
		if p := s.process(n, i, project); p != nil {
			n.processes, s.running[i] = append(n.processes, p), p
			s.readFiles(p)
			p.gatherListens(s)
		}
	}
}

// know notes where a node is found.
func (s *site) know(n *node) {
	s.nodes[n.Name] = n
	for _, a := range n.Addresses {
		s.at[a.String()] = n
	}
}

// project reads the containers of a node.
func (s *site) project(n *node) project {
	f, ok := s.file(n.Node, "/etc/gen/compose.yaml")
	if !ok {
		return project{}
	}
	read := s.reader.project(n.Node, f.Content)
	n.internal = read.internal
	return read
}

// process is what runs for an instance, or nil if the tree does not say.
func (s *site) process(n *node, i *plan.Instance, containers project) *process {
	p := &process{Instance: i, node: n}
	switch {
	case i.Runtime == plan.Compose:
		container, ok := containers.services[i.Unit]
		if !ok {
			s.add("check/path-missing", runtimePos(i), fmt.Sprintf("%s has no service %s in its compose.yaml", n.Name, i.Unit), own)
			return nil
		}
		n.containers[i.Unit] = p
		p.runs = container.Process
		p.commands(container, n.Name+"/etc/gen/compose.yaml", runtimePos(i))
	case i.Packaged():
		p.runs = ends.Process{User: i.User, Group: i.Group, HostNetwork: true}
		s.dropIns(p)
	default:
		f, ok := s.file(n.Node, "/etc/systemd/system/"+i.Unit)
		if !ok {
			s.add("check/path-missing", runtimePos(i), fmt.Sprintf("%s has no unit %s", n.Name, i.Unit), own)
			return nil
		}
		read := s.reader.unit(n.Node, f.Content)
		p.runs = read.Process
		p.commands(read, f.Path, runtimePos(i))
	}
	return p
}

// dropIns adds what gen tells a unit that a package brings.
func (s *site) dropIns(p *process) {
	for _, entry := range p.Files {
		f, ok := s.file(p.node.Node, entry.Path)
		if ok && strings.Contains(entry.Path, ".service.d/") {
			p.commands(s.reader.unit(p.node.Node, f.Content), f.Path, entry.Pos)
		}
	}
}

// commands adds what the command line says, and that of the health check.
func (p *process) commands(u unit, file string, pos report.Pos) {
	p.shown = append(p.shown, shown{u.line, file, pos})
	if len(u.Health) > 0 {
		p.shown = append(p.shown, shown{u.health, file, pos})
	}
}

// readFiles reads the files of the blueprint that have a reader, and those with
// TLS settings that the command line names.
func (s *site) readFiles(p *process) {
	for _, entry := range p.Files {
		f, ok := s.file(p.node.Node, entry.Path)
		if !ok {
			continue
		}
		content, known := s.said(p.node.Node, entry, f)
		if !known {
			continue
		}
		if content.Modules != nil {
			p.modules = content.Modules
		}
		p.shown = append(p.shown, shown{content, f.Path, entry.Pos})
	}
	for at := range p.shown {
		for _, group := range slices.Sorted(maps.Keys(p.shown[at].Settings)) {
			s.settings(p, &p.shown[at], group, p.shown[at].Settings[group])
		}
	}
}

// said is what a file of a blueprint says; ok is false if it has no reader.
func (s *site) said(n *plan.Node, entry plan.File, f tree.File) (c ends.Content, ok bool) {
	if how := formats[entry.Format]; how != nil {
		return s.reader.content(entry.Format, how, entry.Path, f), true
	}
	if how := sniffed(f.Path, f.Content); how != nil && entry.Format == "template" {
		return s.reader.alike(n, entry.Template, how, entry.Path, f), true
	}
	return c, false
}

// settings gives listeners and dials of a command line the TLS settings of a file.
func (s *site) settings(p *process, line *shown, group, name string) {
	f, ok := s.file(p.node.Node, name)
	if !ok {
		return
	}
	if p.secured == nil {
		p.secured = map[string]report.Pos{}
	}
	p.secured[group] = p.filePos(name, line.pos)
	settings := s.reader.content("settings", ends.WebConfig, name, f)
	line.Paths = append(line.Paths, settings.Paths...)
	for at := range line.Listens {
		if l := &line.Listens[at]; l.Group == group {
			l.TLS = settings.Server
		}
	}
	for at := range line.Dials {
		if d := &line.Dials[at]; settings.Client != nil && d.Client == (ends.Client{}) && (d.Group == group || group == "http") {
			d.Client = *settings.Client
		}
	}
}

// runtimePos is what a blueprint says of how a service runs.
func runtimePos(i *plan.Instance) report.Pos {
	switch b := i.Blueprint; {
	case i.Runtime == plan.Systemd && b.Systemd != nil && !b.Systemd.Pos.IsZero():
		return b.Systemd.Pos
	case i.Runtime == plan.Compose && b.Compose != nil && !b.Compose.Pos.IsZero():
		return b.Compose.Pos
	}
	return i.Blueprint.Pos
}
