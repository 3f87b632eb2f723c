// Package emit holds what all emitters share. An emitter turns a plan into
// files of one format; it lives in a package of its own below this one, is the
// only importer of that format's library, and knows nothing of services beyond
// what the plan says.
package emit

import (
	"bytes"
	"io/fs"

	"gopkg.in/yaml.v3"

	"gen/generator/plan"
	"gen/generator/tree"
)

// Format writes one of an instance's files; it may write several below f.Path
// when that names a folder.
type Format func(p *plan.Plan, i *plan.Instance, f plan.File) ([]tree.File, error)

// Whole writes files of the whole site or of every node.
type Whole func(p *plan.Plan) ([]tree.File, error)

// Notice is the first line of every file that can hold a comment.
const Notice = "Written by gen; do not edit: change site.yaml and build again."

// For returns the tree's file for an instance's file f with this content.
func For(i *plan.Instance, f plan.File, content []byte) tree.File {
	return tree.File{
		Path: i.Node.Name + f.Path, Content: content,
		Mode: fs.FileMode(f.Mode), Owner: f.Owner,
		Service: i.Name, OnChange: f.OnChange, Unit: i.Unit,
	}
}

// OnNode returns a file of the node itself, readable by everybody.
func OnNode(n *plan.Node, path string, content []byte) tree.File {
	return tree.File{Path: n.Name + path, Content: content, Mode: 0o644}
}

// YAML encodes v with two blanks of indentation below a notice and further
// comment lines.
func YAML(v any, comments ...string) ([]byte, error) {
	var head bytes.Buffer
	for _, line := range append([]string{Notice}, comments...) {
		head.WriteString("# " + line + "\n")
	}
	text, err := PlainYAML(v)
	return append(head.Bytes(), text...), err
}

// PlainYAML encodes v in the same way without a notice, as a part of a file.
func PlainYAML(v any) ([]byte, error) {
	var out bytes.Buffer
	encoder := yaml.NewEncoder(&out)
	encoder.SetIndent(2)
	if err := encoder.Encode(v); err != nil {
		return nil, err
	}
	return out.Bytes(), encoder.Close()
}
