// Package effect says what a change of the output means for each node: which
// files come, change and go, and which services start, stop, restart or reload.
// It tells so to people, to programs and to a pull request.
package effect

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"gen/generator/plan"
	"gen/generator/tree"
)

// Node is what a change means for one node, or for the files of the site that
// go to no node when Name is empty.
type Node struct {
	Name string `json:"node"`
	// Created, Changed and Removed count files. Relabelled counts those of the
	// same content whose owner, mode or service is another.
	Created    int `json:"created"`
	Changed    int `json:"changed"`
	Removed    int `json:"removed"`
	Relabelled int `json:"relabelled"`
	// Secrets are those that were replaced, as "name of service", sorted, never
	// nil. Nothing is told of what is in them.
	Secrets []string `json:"secrets"`
	// Start, Stop, Restart and Reload are units (or compose services), sorted,
	// never nil. A unit stands in one of them only, the first that fits.
	Start   []string `json:"start"`
	Stop    []string `json:"stop"`
	Restart []string `json:"restart"`
	Reload  []string `json:"reload"`
}

// Of returns the nodes that a change touches, sorted by name, the site first.
func Of(t *tree.Tree, c *tree.Changes) []Node {
	s := summary{nodes: map[string]*Node{}, before: ownUnits(c.Before), after: ownUnits(labels(t))}
	s.count(c.Created, func(n *Node) *int { return &n.Created })
	s.count(c.Changed, func(n *Node) *int { return &n.Changed })
	s.count(c.Removed, func(n *Node) *int { return &n.Removed })
	s.count(c.Relabelled, func(n *Node) *int { return &n.Relabelled })
	for _, path := range c.Changed {
		if service, secret, ok := plan.RecordOf(strings.TrimPrefix(path, nodeOf(path))); ok {
			n := s.at(path)
			n.Secrets = append(n.Secrets, secret+" of "+service)
		}
	}
	for _, path := range slices.Concat(c.Created, c.Changed, c.Relabelled) {
		if f, ok := t.Get(path); ok {
			s.touch(path, f.OnChange, f.Unit)
		}
	}
	for _, gone := range c.Before {
		if _, removed := slices.BinarySearch(c.Removed, gone.Path); removed {
			s.touch(gone.Path, gone.OnChange, gone.Unit)
		}
	}
	return s.sorted()
}

// labels are the lock's lines of a tree, without digests.
func labels(t *tree.Tree) []tree.Locked {
	var lines []tree.Locked
	for f := range t.All() {
		lines = append(lines, tree.Locked{Path: f.Path, Unit: f.Unit})
	}
	return lines
}

// nodeUnit is a unit of a node.
type nodeUnit struct{ node, unit string }

// ownUnits are the units that exist because of these files: compose services,
// and units whose own file is among them. Others, such as the nginx of a
// distribution, neither start nor stop because gen's files come or go.
func ownUnits(lines []tree.Locked) map[nodeUnit]bool {
	own := map[nodeUnit]bool{}
	for _, f := range lines {
		node := nodeOf(f.Path)
		if composed := !strings.Contains(f.Unit, "."); f.Unit != "" && (composed || f.Path == node+"/etc/systemd/system/"+f.Unit) {
			own[nodeUnit{node, f.Unit}] = true
		}
	}
	return own
}

// nodeOf is the node that a file goes to, "" for files at the root of the output.
func nodeOf(path string) string {
	name, _, inNode := strings.Cut(path, "/")
	if !inNode {
		return ""
	}
	return name
}

// summary is the nodes by name, and the units of gen's own before and after.
type summary struct {
	nodes         map[string]*Node
	before, after map[nodeUnit]bool
}

func (s summary) at(path string) *Node {
	name := nodeOf(path)
	if s.nodes[name] == nil {
		s.nodes[name] = &Node{Name: name, Secrets: []string{}, Start: []string{}, Stop: []string{}, Restart: []string{}, Reload: []string{}}
	}
	return s.nodes[name]
}

func (s summary) count(paths []string, field func(*Node) *int) {
	for _, path := range paths {
		*field(s.at(path))++
	}
}

// touch records what the unit of a file needs.
func (s summary) touch(path, need, unit string) {
	n, key := s.at(path), nodeUnit{nodeOf(path), unit}
	switch {
	case unit == "":
	case s.after[key] && !s.before[key]:
		n.Start = append(n.Start, unit)
	case s.before[key] && !s.after[key]:
		n.Stop = append(n.Stop, unit)
	case need == tree.Restart:
		n.Restart = append(n.Restart, unit)
	case need == tree.Reload:
		n.Reload = append(n.Reload, unit)
	}
}

func (s summary) sorted() []Node {
	nodes := []Node{}
	for _, n := range slices.SortedFunc(maps.Values(s.nodes), func(a, b *Node) int { return cmp.Compare(a.Name, b.Name) }) {
		for _, units := range []*[]string{&n.Secrets, &n.Start, &n.Stop, &n.Restart, &n.Reload} {
			slices.Sort(*units)
			*units = slices.Compact(*units)
		}
		n.Reload = slices.DeleteFunc(n.Reload, func(unit string) bool { return slices.Contains(n.Restart, unit) })
		nodes = append(nodes, *n)
	}
	return nodes
}
