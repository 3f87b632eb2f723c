// Package effect says what a change of the output means for each node: which
// files come, change and go, and which services have to reload or restart.
package effect

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"gen/generator/tree"
)

// Node is what a change means for one node, or for the files of the site that
// go to no node when Name is empty.
type Node struct {
	Name string `json:"node"`
	// Created, Changed and Removed count files.
	Created int `json:"created"`
	Changed int `json:"changed"`
	Removed int `json:"removed"`
	// Restart and Reload are units (or compose services), sorted; a unit that
	// restarts is not also reloaded.
	Restart []string `json:"restart,omitempty"`
	Reload  []string `json:"reload,omitempty"`
}

// Of returns the nodes that a change touches, sorted by name, the site first.
// lock is what stood in the output folder's lock before.
func Of(t *tree.Tree, c *tree.Changes, lock []tree.Locked) []Node {
	s := summary{}
	for _, path := range c.Created {
		s.at(path).Created++
		s.wake(t, path)
	}
	for _, path := range c.Changed {
		s.at(path).Changed++
		s.wake(t, path)
	}
	for _, path := range c.Removed {
		s.at(path).Removed++
	}
	for _, gone := range lock {
		if _, removed := slices.BinarySearch(c.Removed, gone.Path); removed {
			s.touch(gone.Path, gone.OnChange, gone.Unit)
		}
	}
	return s.sorted()
}

// summary is the nodes by name.
type summary map[string]*Node

func (s summary) at(path string) *Node {
	name, _, inNode := strings.Cut(path, "/")
	if !inNode {
		name = ""
	}
	if s[name] == nil {
		s[name] = &Node{Name: name}
	}
	return s[name]
}

// wake records what the service of a new or changed file needs.
func (s summary) wake(t *tree.Tree, path string) {
	if f, ok := t.Get(path); ok {
		s.touch(path, f.OnChange, f.Unit)
	}
}

func (s summary) touch(path, need, unit string) {
	n := s.at(path)
	switch {
	case unit == "":
	case need == tree.Restart:
		n.Restart = append(n.Restart, unit)
	case need == tree.Reload:
		n.Reload = append(n.Reload, unit)
	}
}

func (s summary) sorted() []Node {
	var nodes []Node
	for _, n := range slices.SortedFunc(maps.Values(s), func(a, b *Node) int { return cmp.Compare(a.Name, b.Name) }) {
		n.Restart, n.Reload = distinct(n.Restart), distinct(n.Reload)
		n.Reload = slices.DeleteFunc(n.Reload, func(unit string) bool { return slices.Contains(n.Restart, unit) })
		nodes = append(nodes, *n)
	}
	return nodes
}

func distinct(words []string) []string {
	slices.Sort(words)
	return slices.Compact(words)
}
