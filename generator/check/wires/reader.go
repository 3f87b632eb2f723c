package wires

import (
	"bytes"
	"strings"

	"gen/generator/check/ends"
	"gen/generator/plan"
	"gen/generator/tree"
)

// read reads a file at its path on the node.
type read func(file string, content []byte) ends.Content

// formats are the readers of formats that blueprints name.
var formats = map[string]read{
	"alertmanager":        ends.Alertmanager,
	"blackbox":            ends.Blackbox,
	"grafana-datasources": ends.Datasources,
	"grafana-provider":    ends.Provider,
	"prometheus":          ends.Prometheus,
}

// sniffed is the reader of a file whose format nobody has named, or nil.
func sniffed(file string, content []byte) read {
	switch {
	case strings.HasSuffix(file, ".service"), strings.Contains(file, ".service.d/"):
		return nil // read as a unit, if it is one of a service
	case strings.HasSuffix(file, ".ini"):
		return ends.GrafanaINI
	case bytes.Contains(content, []byte("<VirtualHost ")), bytes.Contains(content, []byte("\nListen ")):
		return ends.Apache
	case bytes.Contains(content, []byte("server {")):
		return ends.Nginx
	}
	return ends.Text
}

// reader reads equal files once; units and projects also when they differ in
// the address of their node only.
type reader struct {
	// done is by the way of reading and the path, and then by content.
	done     map[[2]string]map[string]ends.Content
	units    map[string]unit
	projects map[string]project
	owned    map[string][]ends.Owned
	users    map[string][]string
}

// unit is a unit, or a container, with what its command lines say.
type unit struct {
	ends.Process
	line, health ends.Content
}

// project are the containers of a node by name, and its networks that lead nowhere.
type project struct {
	services map[string]unit
	internal []string
}

func newReader() reader {
	return reader{map[[2]string]map[string]ends.Content{}, map[string]unit{}, map[string]project{}, map[string][]ends.Owned{}, map[string][]string{}}
}

// content is what a file says that is read in a way with a name.
func (r reader) content(name string, how read, file string, f tree.File) ends.Content {
	key := [2]string{name, file}
	c, ok := r.done[key][string(f.Content)]
	if !ok {
		c = how(file, f.Content)
		if r.done[key] == nil {
			r.done[key] = map[string]ends.Content{}
		}
		r.done[key][string(f.Content)] = c
	}
	return c
}

// alike is what a file says that differs from those of other nodes in address
// and name only.
func (r reader) alike(n *plan.Node, name string, how read, file string, f tree.File) ends.Content {
	shape, back := standIn(n, f.Content)
	f.Content = shape
	return restored(r.content(name, how, file, f), back)
}

// unit reads a unit on the node.
func (r reader) unit(n *plan.Node, content []byte) unit {
	shape, back := standIn(n, content)
	u, ok := r.units[string(shape)]
	if !ok {
		u = commands(ends.Unit(shape))
		r.units[string(shape)] = u
	}
	return u.with(back)
}

// project reads the containers of the node.
func (r reader) project(n *plan.Node, content []byte) project {
	shape, back := standIn(n, digest.ReplaceAll(content, nil))
	p, ok := r.projects[string(shape)]
	if !ok {
		read, _ := ends.Compose(shape) // what cannot be read has no containers
		p = project{map[string]unit{}, read.Internal}
		for name, s := range read.Services {
			p.services[name] = commands(s)
		}
		r.projects[string(shape)] = p
	}
	here := project{make(map[string]unit, len(p.services)), p.internal}
	for name, u := range p.services {
		here.services[name] = u.with(back)
	}
	return here
}

// accounts are the folders and the users that a node makes.
func (r reader) accounts(folders, users tree.File) ([]ends.Owned, []string) {
	owned, ok := r.owned[string(folders.Content)]
	if !ok {
		owned = ends.Folders(folders.Content)
		r.owned[string(folders.Content)] = owned
	}
	names, ok := r.users[string(users.Content)]
	if !ok {
		names = ends.Users(users.Content)
		r.users[string(users.Content)] = names
	}
	return owned, names
}
