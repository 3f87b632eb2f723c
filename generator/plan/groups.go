package plan

import (
	"maps"
	"slices"
	"strings"

	"gen/generator/strictyaml"
	"gen/generator/topology"
)

// flatGroup is a group with everything that it takes over from other groups.
type flatGroup struct {
	labels   map[string]string
	runtime  strictyaml.Text
	os       strictyaml.Text
	arch     strictyaml.Text
	ssh      topology.SSH
	services []topology.Service
}

// flattenGroups resolves groups within groups and refuses circles.
func (p *planner) flattenGroups() {
	for _, entry := range p.site.Groups {
		p.flatten(entry.Key.Value, nil)
	}
}

// flatten returns a group by name; trail are the groups that led here.
func (p *planner) flatten(name string, trail []string) *flatGroup {
	if done, ok := p.groups[name]; ok {
		return done
	}
	group, _ := p.site.Groups.Get(name)
	flat := p.merge(group, append(slices.Clone(trail), name))
	p.groups[name] = flat
	return flat
}

// merge lays a group's or node's own words over the groups that it names.
func (p *planner) merge(own topology.Group, trail []string) *flatGroup {
	flat := &flatGroup{labels: map[string]string{}}
	for _, name := range own.Groups {
		switch _, known := p.site.Groups.Get(name.Value); {
		case !known:
			p.fail("plan/unknown-group", name.Pos, "there is no group "+quoted(name.Value), meantOr("add it under groups", name.Value, keys(p.site.Groups)))
		case slices.Contains(trail, name.Value):
			p.fail("plan/circular-group", name.Pos, "groups go round in a circle: "+circle(trail, name.Value), "take one of them out of the circle")
		default:
			flat.lay(p.flatten(name.Value, trail))
		}
	}
	labels := map[string]string{}
	for _, l := range own.Labels {
		labels[l.Key.Value] = l.Value.Value
	}
	flat.lay(&flatGroup{labels: labels, runtime: own.Runtime, os: own.OS, arch: own.Arch, ssh: own.SSH, services: own.Services})
	return flat
}

// circle writes the groups from the first time that name was met.
func circle(trail []string, name string) string {
	round := trail[slices.Index(trail, name):]
	return strings.Join(append(slices.Clone(round), name), " > ")
}

// lay puts top over f: what top says wins.
func (f *flatGroup) lay(top *flatGroup) {
	maps.Copy(f.labels, top.labels)
	f.runtime = either(top.runtime, f.runtime)
	f.os = either(top.os, f.os)
	f.arch = either(top.arch, f.arch)
	f.ssh = topology.SSH{
		User: either(top.ssh.User, f.ssh.User), Host: either(top.ssh.Host, f.ssh.Host),
		Jump: either(top.ssh.Jump, f.ssh.Jump), Port: either(top.ssh.Port, f.ssh.Port),
	}
	for _, svc := range top.services {
		f.layService(svc)
	}
}

func (f *flatGroup) layService(top topology.Service) {
	at := slices.IndexFunc(f.services, func(s topology.Service) bool { return s.Name.Value == top.Name.Value })
	if at < 0 {
		f.services = append(f.services, top)
		return
	}
	below := f.services[at]
	f.services[at] = topology.Service{
		Name: top.Name, Pos: top.Pos,
		Port: either(top.Port, below.Port), Ports: layMap(below.Ports, top.Ports),
		Version: either(top.Version, below.Version), Runtime: either(top.Runtime, below.Runtime),
		Binary: either(top.Binary, below.Binary), Image: either(top.Image, below.Image),
		BasicAuth: either(top.BasicAuth, below.BasicAuth),
		Settings:  layMap(below.Settings, top.Settings),
	}
}

// layMap returns below with top's entries over it, in order of first mention.
func layMap[T any](below, top strictyaml.Map[T]) strictyaml.Map[T] {
	merged := slices.Clone(below)
	for _, entry := range top {
		at := slices.IndexFunc(merged, func(e strictyaml.Entry[T]) bool { return e.Key.Value == entry.Key.Value })
		if at < 0 {
			merged = append(merged, entry)
		} else {
			merged[at] = entry
		}
	}
	return merged
}

// either returns the first value unless it was left out.
func either[T comparable](first, second T) T {
	var none T
	if first != none {
		return first
	}
	return second
}

func keys[T any](m strictyaml.Map[T]) []string {
	names := make([]string, len(m))
	for i, entry := range m {
		names[i] = entry.Key.Value
	}
	return names
}

func sortedKeys[T any](m map[string]T) []string { return slices.Sorted(maps.Keys(m)) }

// labels returns a map as a list sorted by name.
func labels(m map[string]string) []Label {
	list := make([]Label, 0, len(m))
	for _, name := range sortedKeys(m) {
		list = append(list, Label{name, m[name]})
	}
	return list
}
