// Package copies finds the nodes of which nothing has to be proven any more: the
// plan says that they are like another node (plan.Node.Like), and their files in
// the tree differ from that node's in their words only. Whatever holds for the
// one holds for the other, but for connections that cross the border of a node.
//
// It looks at the bytes and not at how they were made, so that a file which
// differs in anything else is never taken for proven.
package copies

import (
	"bytes"
	"slices"
	"strings"

	"gen/generator/alike"
	"gen/generator/plan"
	"gen/generator/tree"
)

// Set are nodes whose files are copies of those of the node that they are like.
type Set map[*plan.Node]bool

// Find compares the files of all nodes with those of the nodes that they are like.
func Find(p *plan.Plan, t *tree.Tree) Set {
	files := filesOf(p, t)
	same, models := Set{}, map[*plan.Node][]model{}
	for _, n := range p.Nodes {
		if n.Like == nil || n.Like == n {
			continue
		}
		if models[n.Like] == nil {
			models[n.Like] = cut(files[n.Like.Name], words(n.Like, files[n.Like.Name]))
		}
		if are(files[n.Name], models[n.Like], words(n, files[n.Name])) {
			same[n] = true
		}
	}
	return same
}

// filesOf are the files of the nodes that are like others, and of those others.
func filesOf(p *plan.Plan, t *tree.Tree) map[string][]tree.File {
	files := map[string][]tree.File{}
	for _, n := range p.Nodes {
		if n.Like != nil && n.Like != n {
			files[n.Name], files[n.Like.Name] = nil, nil
		}
	}
	if len(files) == 0 {
		return nil
	}
	for f := range t.All() {
		node, _, below := strings.Cut(f.Path, "/")
		if own, wanted := files[node]; wanted && below {
			if own == nil {
				own = make([]tree.File, 0, usual)
			}
			files[node] = append(own, f)
		}
	}
	return files
}

// usual is as many files as most nodes have, or more.
const usual = 24

// model is a file of a node, cut at the node's words.
type model struct {
	tree.File
	path, content alike.Text
}

func cut(files []tree.File, words []string) []model {
	models := make([]model, len(files))
	for at, f := range files {
		models[at] = model{f, alike.Cut([]byte(f.Path), words), alike.Cut(f.Content, words)}
	}
	return models
}

// words are those of the node, and the digests that stand in its project.
func words(n *plan.Node, files []tree.File) []string {
	list := n.Words()
	for _, f := range files {
		if !strings.HasSuffix(f.Path, "/etc/gen/compose.yaml") {
			continue
		}
		rest := f.Content
		for found := true; found; {
			if _, rest, found = bytes.Cut(rest, []byte("gen.config: ")); found {
				digest, _, _ := bytes.Cut(rest, []byte("\n"))
				list = append(list, strings.Trim(string(digest), `" `))
			}
		}
	}
	return list
}

// are tells whether files are what models become with these words.
func are(files []tree.File, models []model, words []string) bool {
	return slices.EqualFunc(files, models, func(f tree.File, m model) bool {
		return m.path.Is([]byte(f.Path), words) && m.content.Is(f.Content, words) &&
			f.Mode == m.Mode && f.Owner == m.Owner && f.Service == m.Service && f.OnChange == m.OnChange &&
			f.Unit == m.Unit && slices.Equal(f.Secrets, m.Secrets)
	})
}
