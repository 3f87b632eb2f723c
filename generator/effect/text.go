package effect

import (
	"fmt"
	"strings"

	"gen/generator/tree"
)

// mostNodes is how many nodes are listed one by one, so that a change of every
// node of a large site still fits a screen and a comment.
const mostNodes = 50

// Headline counts the files of a change, such as "3 new, 1 changed, 84 as before".
func Headline(c *tree.Changes) string {
	words := counted(len(c.Created), len(c.Changed), len(c.Removed), len(c.Relabelled))
	if len(words) == 0 && c.LockChanged {
		words = append(words, "only gen.lock changes")
	}
	return strings.Join(append(words, fmt.Sprintf("%d as before", len(c.Unchanged)-len(c.Relabelled))), ", ")
}

// Text lists the nodes, one per line, for people.
func Text(nodes []Node) string {
	width := 0
	for _, n := range shown(nodes) {
		width = max(width, len(n.title()))
	}
	var out strings.Builder
	for _, n := range shown(nodes) {
		fmt.Fprintf(&out, "  %-*s  %s\n", width, n.title(), strings.Join(n.words(), "; "))
	}
	if more := len(nodes) - len(shown(nodes)); more > 0 {
		fmt.Fprintf(&out, "  and %d more nodes\n", more)
	}
	return out.String()
}

func shown(nodes []Node) []Node { return nodes[:min(len(nodes), mostNodes)] }

// title is the node's name; a node cannot have brackets in its own.
func (n Node) title() string {
	if n.Name == "" {
		return "(site)"
	}
	return n.Name
}

// words are the counts, then what services have to do.
func (n Node) words() []string {
	words := []string{strings.Join(n.files(), ", ")}
	for _, need := range n.needs() {
		if len(need.units) > 0 {
			words = append(words, need.verb+" "+strings.Join(need.units, " "))
		}
	}
	return words
}

// files counts them, and names the secrets that were replaced.
func (n Node) files() []string {
	words := counted(n.Created, n.Changed, n.Removed, n.Relabelled)
	for _, secret := range n.Secrets {
		words = append(words, "new secret "+secret)
	}
	return words
}

// need is what some units have to do.
type need struct {
	verb  string
	units []string
}

func (n Node) needs() []need {
	return []need{{"start", n.Start}, {"stop", n.Stop}, {"restart", n.Restart}, {"reload", n.Reload}}
}

// counted leaves out what is zero.
func counted(created, changed, removed, relabelled int) []string {
	var words []string
	for _, part := range []struct {
		n    int
		word string
	}{{created, "new"}, {changed, "changed"}, {removed, "removed"}, {relabelled, "with other owner or mode"}} {
		if part.n > 0 {
			words = append(words, fmt.Sprintf("%d %s", part.n, part.word))
		}
	}
	return words
}
