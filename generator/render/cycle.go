package render

import (
	"slices"
	"strings"
	"text/template"
	"text/template/parse"
)

// findCycle returns the name of a template that calls itself, directly or
// through others, or "". Recursion has no use here and can exhaust the stack.
func findCycle(root *template.Template) string {
	calls := map[string][]string{}
	for _, t := range root.Templates() {
		if t.Tree != nil {
			calls[t.Name()] = templateCalls(t.Root)
		}
	}
	templates := root.Templates()
	slices.SortFunc(templates, func(a, b *template.Template) int { return strings.Compare(a.Name(), b.Name()) })
	for _, t := range templates {
		if reaches(calls, t.Name(), t.Name(), map[string]bool{}) {
			return t.Name()
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
