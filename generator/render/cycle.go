package render

import (
	"maps"
	"slices"
	"text/template/parse"
)

// findCycle returns the name of a template that calls itself, directly or
// through others, or "". Recursion has no use here and can exhaust the stack.
func findCycle(trees map[string]*parse.Tree) string {
	calls := map[string][]string{}
	for name, tree := range trees {
		calls[name] = templateCalls(tree.Root)
	}
	for _, name := range slices.Sorted(maps.Keys(trees)) {
		if reaches(calls, name, name, map[string]bool{}) {
			return name
		}
	}
	return ""
}

// reaches tells whether calling from leads to a call of to.
func reaches(calls map[string][]string, from, to string, seen map[string]bool) bool {
	for _, next := range calls[from] {
		if next == to {
			return true
		}
		if !seen[next] {
			seen[next] = true
			if reaches(calls, next, to, seen) {
				return true
			}
		}
	}
	return false
}

// templateCalls lists the templates that a piece of a template calls.
func templateCalls(node parse.Node) []string {
	switch n := node.(type) {
	case *parse.TemplateNode:
		return []string{n.Name}
	case *parse.ListNode:
		return listCalls(n)
	case *parse.IfNode:
		return append(listCalls(n.List), listCalls(n.ElseList)...)
	case *parse.WithNode:
		return append(listCalls(n.List), listCalls(n.ElseList)...)
	case *parse.RangeNode:
		return append(listCalls(n.List), listCalls(n.ElseList)...)
	}
	return nil
}

func listCalls(list *parse.ListNode) []string {
	if list == nil {
		return nil
	}
	var calls []string
	for _, node := range list.Nodes {
		calls = append(calls, templateCalls(node)...)
	}
	return calls
}
