package wires

import (
	"bytes"
	"regexp"
	"slices"
	"strings"

	"gen/generator/check/ends"
	"gen/generator/plan"
)

// standIn4 and standIn6 take the place of a node's address while a file is
// read, so that files which differ in it are read once. Nobody has them: they
// are reserved (RFC 1112, RFC 6666).
const standIn4, standIn6 = "240.0.0.1", "100::1"

// digest is what differs in a project when any file of a container does.
var digest = regexp.MustCompile(`gen\.config: .*`)

// standInName takes the place of a node's name (RFC 6761).
const standInName = "node.invalid"

// standIn is a file with another address and name in the place of its node's,
// and what puts those back.
func standIn(n *plan.Node, content []byte) (shape []byte, back func(string) string) {
	if n == nil {
		return content, func(text string) string { return text }
	}
	own, other, name := n.Address.String(), standIn4, n.Names[0]
	if n.Address.Is6() {
		other = standIn6
	}
	if bytes.Contains(content, []byte(other)) || bytes.Contains(content, []byte(standInName)) {
		return content, func(text string) string { return text }
	}
	shape = bytes.ReplaceAll(content, []byte(own), []byte(other))
	if bytes.Contains(shape, []byte(name)) {
		shape = bytes.ReplaceAll(shape, []byte(name), []byte(standInName))
	}
	return shape, func(text string) string {
		return strings.ReplaceAll(strings.ReplaceAll(text, other, own), standInName, name)
	}
}

// commands reads the command lines of a process.
func commands(p ends.Process) unit {
	u := unit{p, ends.Command(p.Args, p.Environment), ends.Content{}}
	if strings.HasPrefix(p.Program, "/") {
		u.line.Paths = append(u.line.Paths, p.Program)
	}
	if len(p.Health) > 0 {
		u.health = ends.Command(p.Health, p.Environment)
	}
	return u
}

// with is the unit of one node, whose address is put back where connections
// are made. The words of the command line are not asked for addresses again.
func (u unit) with(back func(string) string) unit {
	u.line, u.health = restored(u.line, back), restored(u.health, back)
	u.Ports = slices.Clone(u.Ports)
	for at := range u.Ports {
		u.Ports[at].Host = back(u.Ports[at].Host)
	}
	return u
}

// restored is the content of one node, with lists of its own where more is added.
func restored(c ends.Content, back func(string) string) ends.Content {
	c.Paths, c.Listens, c.Dials = slices.Clip(c.Paths), slices.Clone(c.Listens), slices.Clone(c.Dials)
	for at := range c.Listens {
		c.Listens[at].Host = back(c.Listens[at].Host)
	}
	for at := range c.Dials {
		c.Dials[at].Host = back(c.Dials[at].Host)
	}
	return c
}
