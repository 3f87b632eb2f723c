package expr

import (
	"slices"
	"text/template/parse"
)

// prefix is what Prometheus puts in front of every template, see
// rules/alerting.go@v3.15.0.
const prefix = "{{$labels := .Labels}}{{$externalLabels := .ExternalLabels}}{{$externalURL := .ExternalURL}}{{$value := .Value}}"

// use is a label that a template reads.
type use struct {
	label string
	at    int
}

// uses are the labels that a template reads. One that cannot be parsed has
// none: others tell that.
func uses(text string) []use {
	tree := parse.New("")
	tree.Mode = parse.SkipFuncCheck
	if _, err := tree.Parse(prefix+text, "", "", map[string]*parse.Tree{}); err != nil || tree.Root == nil {
		return nil
	}
	w := walker{}
	w.node(tree.Root)
	return slices.DeleteFunc(w.uses, func(u use) bool { return u.at < 0 })
}

type walker struct {
	uses []use
	// inner tells that "." is something else: inside of range and with.
	inner int
}

// add notes a label behind the dot or the quote at a place.
func (w *walker) add(label string, pos parse.Pos) {
	w.uses = append(w.uses, use{label, int(pos) + 1 - len(prefix)})
}

func (w *walker) node(n parse.Node) {
	switch n := n.(type) {
	case *parse.ListNode:
		if n != nil {
			for _, one := range n.Nodes {
				w.node(one)
			}
		}
	case *parse.ActionNode:
		w.node(n.Pipe)
	case *parse.TemplateNode:
		w.node(n.Pipe)
	case *parse.IfNode:
		w.branch(&n.BranchNode, 0)
	case *parse.RangeNode:
		w.branch(&n.BranchNode, 1)
	case *parse.WithNode:
		w.branch(&n.BranchNode, 1)
	case *parse.PipeNode:
		if n != nil {
			for _, one := range n.Cmds {
				w.command(one)
			}
		}
	case *parse.ChainNode:
		w.node(n.Node)
	case *parse.VariableNode:
		if len(n.Ident) > 1 && n.Ident[0] == "$labels" {
			w.add(n.Ident[1], n.Pos)
		}
	case *parse.FieldNode:
		if len(n.Ident) > 1 && n.Ident[0] == "Labels" && w.inner == 0 {
			w.add(n.Ident[1], n.Pos)
		}
	}
}

func (w *walker) branch(n *parse.BranchNode, inner int) {
	w.node(n.Pipe)
	w.inner += inner
	w.node(n.List)
	w.inner -= inner
	w.node(n.ElseList)
}

// command is a function with its arguments; index reads a label by its name.
func (w *walker) command(n *parse.CommandNode) {
	for _, arg := range n.Args {
		w.node(arg)
	}
	if len(n.Args) < 3 {
		return
	}
	function, ok := n.Args[0].(*parse.IdentifierNode)
	variable, labels := n.Args[1].(*parse.VariableNode)
	word, text := n.Args[2].(*parse.StringNode)
	if ok && labels && text && function.Ident == "index" && len(variable.Ident) == 1 && variable.Ident[0] == "$labels" {
		w.add(word.Text, word.Pos)
	}
}
