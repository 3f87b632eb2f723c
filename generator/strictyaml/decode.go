package strictyaml

import (
	"reflect"

	"gen/generator/report"

	"gopkg.in/yaml.v3"
)

// Decoder is implemented by types that a user may write in several shapes.
// DecodeYAML is called with null too. A pointer receiver is usual.
type Decoder interface{ DecodeYAML(c *Context) }

// Context is what a Decoder gets to see.
type Context struct {
	// Node is what the user wrote.
	Node *yaml.Node
	// Report takes problems.
	Report *report.Report
	// File is the name of the file that Node stands in.
	File string
}

// Pos returns where Node begins.
func (c *Context) Pos() report.Pos { return posOf(c.File, c.Node) }

// PosOf returns where a part of Node begins.
func (c *Context) PosOf(part *yaml.Node) report.Pos { return posOf(c.File, part) }

// Decode reads part, usually Node or one of its children, into the value that
// into points at. To let a Decoder fall back to its own fields, convert it to
// a type without the method: type plain T; c.Decode(c.Node, (*plain)(t)).
func (c *Context) Decode(part *yaml.Node, into any) { Decode(c.File, part, into, c.Report) }

// Fail adds a problem at Node.
func (c *Context) Fail(id, fact, hint string) { c.FailAt(c.Node, id, fact, hint) }

// FailAt adds a problem at a part of Node.
func (c *Context) FailAt(part *yaml.Node, id, fact, hint string) {
	c.Report.Add(report.Problem{ID: id, Pos: posOf(c.File, part), Fact: fact, Hint: hint})
}

// Decode reads n, as Parse returned it, into the value that into points at and
// adds all problems to r; what has a problem stays zero. It knows structs with
// fields tagged `yaml:"key"`, `yaml:"key,required"` and `yaml:"key,scalar"` (a
// list that may be written as one bare value), embedded structs, a field Pos
// tagged `yaml:"-"` that receives the place, Text, Int, Bool, Duration, Node,
// List, Map, pointers (null leaves nil, but a scalar's pointer refuses null),
// string types, int, bool and Decoder. A nil n is ignored, so that the result
// of Parse can be passed on. It panics when the Go type is none of these.
func Decode(file string, n *yaml.Node, into any, r *report.Report) {
	if n == nil {
		return
	}
	v := reflect.ValueOf(into).Elem()
	codecOf(v.Type()).decode(reader{file, r}, n, v)
}

// reader carries what every decoding function needs.
type reader struct {
	file   string
	report *report.Report
}

// fail adds a problem at n.
func (d reader) fail(n *yaml.Node, id, fact, hint string) {
	d.report.Add(report.Problem{ID: id, Pos: posOf(d.file, n), Fact: fact, Hint: hint})
}

// want tells whether n is of the kind and adds a problem when it is not.
func (d reader) want(n *yaml.Node, kind yaml.Kind) bool { return d.wantFor(n, kind, kindHints[kind]) }

// wantFor is want with a hint that shows what to write.
func (d reader) wantFor(n *yaml.Node, kind yaml.Kind, form string) bool {
	switch {
	case isNull(n):
		d.fail(n, "yaml/no-value", "want "+kindNames[kind]+", got nothing", "type "+form+", or leave it out")
		return false
	case n.Kind != kind:
		d.fail(n, "yaml/wrong-kind", "want "+kindNames[kind]+", got "+kindNames[n.Kind], "write it as "+form)
		return false
	}
	return true
}

// kindNames are the user's words for the kinds of nodes.
var kindNames = map[yaml.Kind]string{
	yaml.ScalarNode:   "a single value",
	yaml.SequenceNode: "a list",
	yaml.MappingNode:  "a mapping",
	yaml.AliasNode:    "an alias",
}

// kindHints show how each kind is typed.
var kindHints = map[yaml.Kind]string{
	yaml.ScalarNode:   "one value on the line of its key",
	yaml.SequenceNode: `a list, such as [a, b] or lines that start with "- "`,
	yaml.MappingNode:  `a mapping of "key: value" lines`,
}

// isNull tells whether n is an empty value, null or ~.
func isNull(n *yaml.Node) bool { return n.Kind == yaml.ScalarNode && n.Tag == "!!null" }
