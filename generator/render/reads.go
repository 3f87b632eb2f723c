package render

import (
	"slices"
	"text/template/parse"
)

// Reads returns the names of the fields and methods of its data that the
// template can look at, sorted: of equal data as far as these go, it makes equal
// texts. It is false if the template hands on its data as a whole.
func (t *Template) Reads() (names []string, ok bool) {
	r := reads{}
	if tree := t.trees[t.name]; tree != nil {
		r.list(tree.Root, true)
	}
	slices.Sort(r.names)
	return slices.Compact(r.names), !r.all
}

// reads gathers what a template reads of its data.
type reads struct {
	names []string
	all   bool
}

// list looks at a part of a template in which the dot is the template's data, or
// something that was read of it before.
func (r *reads) list(list *parse.ListNode, dot bool) {
	if list == nil {
		return
	}
	for _, n := range list.Nodes {
		switch n := n.(type) {
		case *parse.ActionNode:
			r.pipe(n.Pipe, dot)
		case *parse.TemplateNode: // what it calls reads what is handed on
			r.pipe(n.Pipe, dot)
		case *parse.IfNode:
			r.branch(&n.BranchNode, dot, dot)
		case *parse.WithNode:
			r.branch(&n.BranchNode, dot, false)
		case *parse.RangeNode:
			r.branch(&n.BranchNode, dot, false)
		}
	}
}

func (r *reads) branch(n *parse.BranchNode, dot, inside bool) {
	r.pipe(n.Pipe, dot)
	r.list(n.List, inside)
	r.list(n.ElseList, dot)
}

func (r *reads) pipe(n *parse.PipeNode, dot bool) {
	if n == nil {
		return
	}
	for _, command := range n.Cmds {
		for _, word := range command.Args {
			r.word(word, dot)
		}
	}
}

// word looks at one operand. Variables other than $ hold what was read before.
func (r *reads) word(n parse.Node, dot bool) {
	switch n := n.(type) {
	case *parse.FieldNode:
		if dot {
			r.names = append(r.names, n.Ident[0])
		}
	case *parse.VariableNode:
		if n.Ident[0] != "$" {
			return
		}
		if len(n.Ident) == 1 {
			r.all = true
			return
		}
		r.names = append(r.names, n.Ident[1])
	case *parse.DotNode:
		r.all = r.all || dot
	case *parse.ChainNode:
		r.word(n.Node, dot)
	case *parse.PipeNode:
		r.pipe(n, dot)
	}
}
