package check

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"strings"

	"gen/generator/check/compose"
	"gen/generator/check/nft"
	"gen/generator/check/ssh"
	"gen/generator/check/unit"
	"gen/generator/plan"
	"gen/generator/report"
	"gen/generator/tree"
)

// nodes checks what belongs to nodes as a whole: their units and projects.
func (c *checker) nodes() {
	nodes := map[string]*plan.Node{}
	for _, n := range c.plan.Nodes {
		nodes[n.Name] = n
	}
	for f := range c.tree.All() {
		name, path, _ := strings.Cut(f.Path, "/")
		if f.Path == sshFile {
			c.ssh(f)
		}
		node, ok := nodes[name]
		if !ok {
			continue
		}
		switch {
		case path == "etc/gen/compose.yaml":
			c.whole("check/compose", "docker compose", node, f, compose.Project)
		case path == "etc/gen/firewall.nft":
			c.whole("check/config", "nft", node, f, nft.Ruleset)
		case !strings.HasPrefix(path, "etc/systemd/system/"):
		case strings.HasSuffix(path, ".service"):
			c.whole("check/unit", "systemd", node, f, func(content []byte) error { return unit.Service(content, false) })
		case strings.Contains(path, ".service.d/") && strings.HasSuffix(path, ".conf"):
			c.whole("check/unit", "systemd", node, f, func(content []byte) error { return unit.Service(content, true) })
		}
	}
}

// sshFile is how administrators reach the nodes.
const sshFile = "ssh_config"

func (c *checker) ssh(f tree.File) {
	if err := ssh.Config(f.Content); err != nil {
		c.add("check/config", report.Pos{}, fmt.Sprintf("ssh would refuse %s: %s", f.Path, err), "correct what the site says under ssh of a node, or report it if the file is gen's own work")
	}
}

// whole checks a file that gen has put together for a node; of those that
// differ in the node's address or in a digest only, one.
func (c *checker) whole(id, reader string, n *plan.Node, f tree.File, read func([]byte) error) {
	c.count(&c.figures.Files, 1)
	if c.same[n] || !c.first(id, string(shape(n, f.Content))) {
		return
	}
	c.todo = append(c.todo, func() {
		if err := read(f.Content); err != nil {
			c.add(id, c.serviceOf(n, f), fmt.Sprintf("%s would refuse %s: %s", reader, f.Path, err), "correct the blueprint, or report it if the file is gen's own work")
		}
	})
}

// shape is the digest of a file without what makes nodes differ: the address,
// and digests of other files.
func shape(n *plan.Node, content []byte) []byte {
	sum, address := sha256.New(), []byte(n.Address.String())
	for line := range bytes.Lines(content) {
		line, _, _ = bytes.Cut(line, []byte("gen.config:"))
		for found := true; found; {
			var before []byte
			before, line, found = bytes.Cut(line, address)
			sum.Write(before)
			if found {
				sum.Write([]byte{0})
			}
		}
	}
	return sum.Sum(nil)
}

// serviceOf is what a blueprint says of a file, or else of its service, or else the node.
func (c *checker) serviceOf(n *plan.Node, f tree.File) report.Pos {
	for _, i := range n.Instances {
		for _, entry := range i.Files {
			if n.Name+entry.Path == f.Path {
				return entry.Pos
			}
		}
		if i.Name != f.Service && i.Unit+".service" != base(f.Path) {
			continue
		}
		switch b := i.Blueprint; {
		case i.Runtime == plan.Systemd && b.Systemd != nil:
			return orElse(b.Systemd.Pos, b.Pos)
		case b.Compose != nil:
			return orElse(b.Compose.Pos, b.Pos)
		}
	}
	return n.Pos
}

func base(path string) string { return path[strings.LastIndexByte(path, '/')+1:] }
