// Package systemd writes what systemd reads on a node: a hardened unit for
// every service that gen runs itself, and for the node sysusers.d, tmpfiles.d
// and a preset, so that a tree that is copied to a node only has to be booted.
//
// The units are for systemd 239 (RHEL 8) and later; older releases than a
// directive warn about it and go on.
package systemd

import (
	"fmt"

	"gen/generator/emit"
	"gen/generator/plan"
	"gen/generator/tree"
)

var _ emit.Whole = Emit

// Emit writes the units of every node in the plan's order, and after them the
// node's own files. An error names the node and the unit.
func Emit(p *plan.Plan) ([]tree.File, error) {
	w := writer{}
	var files []tree.File
	for _, n := range p.Nodes {
		for _, i := range n.Instances {
			if i.Runtime != plan.Systemd || i.Packaged() {
				continue
			}
			content, err := w.unit(i)
			if err != nil {
				return nil, fmt.Errorf("%s of %s: %w", i.Unit, n.Name, err)
			}
			files = append(files, unitFile(i, content))
		}
		for _, write := range []func(*plan.Node) ([]tree.File, error){rebootFiles, nodeFiles} {
			own, err := write(n)
			if err != nil {
				return nil, fmt.Errorf("%s: %w", n.Name, err)
			}
			files = append(files, own...)
		}
	}
	return files, nil
}

func unitFile(i *plan.Instance, content []byte) tree.File {
	f := emit.OnNode(i.Node, "/etc/systemd/system/"+i.Unit, content)
	f.Service, f.OnChange, f.Unit = i.Name, tree.Restart, i.Unit
	return f
}

// nodeFiles are the files that exist once on a node; those without a line are left out.
func nodeFiles(n *plan.Node) ([]tree.File, error) {
	var files []tree.File
	for _, kind := range []struct {
		path string
		list func(*plan.Node) ([]string, error)
	}{
		{"/etc/systemd/system-preset/50-gen.preset", presets},
		{"/etc/sysusers.d/gen.conf", accounts},
		{"/etc/tmpfiles.d/gen.conf", owners},
	} {
		lines, err := kind.list(n)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", kind.path, err)
		}
		if len(lines) > 0 {
			files = append(files, emit.OnNode(n, kind.path, joined(lines)))
		}
	}
	return files, nil
}

// joined puts the notice before the lines.
func joined(lines []string) []byte {
	text := []byte("# " + emit.Notice + "\n")
	for _, line := range lines {
		text = append(append(text, line...), '\n')
	}
	return text
}
