package generator

import (
	"cmp"
	"slices"
	"strings"

	"gen/generator/alike"
	"gen/generator/plan"
	"gen/generator/report"
	"gen/generator/tree"
)

// The files of nodes that are like each other (plan.Node.Like) differ in words
// only: name, address, and the digests of what containers read. So those of a few
// are made, cut at these words, and filled with the words of the others.
//
// The few are the first and the last of each order in which names and addresses
// can stand. What is equal for both ends is equal for all between: nothing that
// sorts, pads or breaks lines can tell one from another. Where the few disagree,
// as they do when one has the name of something else in its files, all are made.

// emitCopies makes all files of a plan with likes. It is nil if there are none,
// or if anything is wrong, which emitAll has to tell then.
func emitCopies(p *plan.Plan) *tree.Tree {
	apart, groups := divide(p.Nodes)
	if len(groups) == 0 {
		return nil
	}
	var r report.Report
	e := newEmission(p, &r)
	for _, g := range groups {
		apart = append(apart, g.few...)
	}
	e.nodes(apart)
	made := filesOf(e.out)
	e.out.Grow(expected(groups, made))
	for _, g := range groups {
		if e.err == nil && !r.Failed() {
			e.group(g, made)
		}
	}
	e.site()
	if e.err != nil || r.Failed() {
		return nil
	}
	return e.out
}

// expected is how many files the rest of all groups will have.
func expected(groups []group, made map[string][]tree.File) int {
	files := 0
	for _, g := range groups {
		files += len(g.rest) * len(made[g.few[0].Name])
	}
	return files
}

// group are nodes that are like each other: a few to be made, and the rest.
type group struct{ few, rest []*plan.Node }

// divide takes groups of nodes that are worth it out of the others.
func divide(nodes []*plan.Node) (apart []*plan.Node, groups []group) {
	var order []*plan.Node
	like := map[*plan.Node][]*plan.Node{}
	for _, n := range nodes {
		if like[n.Like] == nil {
			order = append(order, n.Like)
		}
		like[n.Like] = append(like[n.Like], n)
	}
	for _, first := range order {
		all := like[first]
		few := ends(all)
		if len(few) == len(all) || !plain(first) {
			apart = append(apart, all...)
			continue
		}
		rest := slices.DeleteFunc(all, func(n *plan.Node) bool { return slices.Contains(few, n) })
		groups = append(groups, group{few, rest})
	}
	return apart, groups
}

// plain tells whether the files of a node depend on nothing but what Like
// compares. A template of a user's blueprint may decide by name, and
// what other formats write is about the whole site.
func plain(n *plan.Node) bool {
	for _, i := range n.Instances {
		for _, f := range i.Files {
			_, own := i.Blueprint.Templates[f.Template]
			if own || f.Format != "template" && f.Format != "web-config" {
				return false
			}
		}
	}
	return true
}

// orders are those in which names and addresses stand in files.
var orders = []func(a, b *plan.Node) int{
	func(a, b *plan.Node) int { return cmp.Compare(a.Name, b.Name) },
	func(a, b *plan.Node) int { return cmp.Compare(len(a.Name), len(b.Name)) },
	func(a, b *plan.Node) int { return a.Address.Compare(b.Address) },
	func(a, b *plan.Node) int { return cmp.Compare(a.Address.String(), b.Address.String()) },
	func(a, b *plan.Node) int { return cmp.Compare(len(a.Address.String()), len(b.Address.String())) },
}

// ends are the first and the last node of each order, without repeats.
func ends(nodes []*plan.Node) []*plan.Node {
	var few []*plan.Node
	for _, order := range orders {
		for _, n := range []*plan.Node{slices.MinFunc(nodes, order), slices.MaxFunc(nodes, order)} {
			if !slices.Contains(few, n) {
				few = append(few, n)
			}
		}
	}
	return few
}

// filesOf are the files of a tree by node, as they were added.
func filesOf(t *tree.Tree) map[string][]tree.File {
	files := map[string][]tree.File{}
	for f := range t.All() {
		node, _, _ := strings.Cut(f.Path, "/")
		files[node] = append(files[node], f)
	}
	return files
}

// group makes the files of the rest of a group.
func (e *emission) group(g group, made map[string][]tree.File) {
	models := e.cut(g.few[0], made[g.few[0].Name])
	for _, n := range g.few[1:] {
		if !slices.EqualFunc(models, e.cut(n, made[n.Name]), model.equal) {
			e.nodes(g.rest)
			return
		}
	}
	for _, n := range g.rest {
		if e.err = add(e.out, e.copies(n, models), nil); e.err != nil {
			return
		}
	}
}

// model is a file of a node without its words. Its File has no content.
type model struct {
	tree.File
	path, content alike.Text
	// read is the number of its reader, or -1.
	read int
}

// cut makes models of the files of a node.
func (e *emission) cut(n *plan.Node, files []tree.File) []model {
	models := make([]model, len(files))
	for at, f := range files {
		read, words := reader(n, f), n.Words()
		if read < 0 {
			words = e.words(n)
		}
		models[at] = model{f, alike.Cut([]byte(f.Path), words), alike.Cut(f.Content, words), read}
	}
	return models
}

// reader is which of the node's containers has to restart when a file changes, or -1.
func reader(n *plan.Node, f tree.File) int {
	if f.OnChange != tree.Restart {
		return -1
	}
	return slices.IndexFunc(n.Instances, func(i *plan.Instance) bool { return i.Runtime == plan.Compose && i.Name == f.Service })
}

// equal tells whether two models are the same but for the words.
func (m model) equal(o model) bool {
	return m.path.Equal(o.path) && m.content.Equal(o.content) && m.read == o.read &&
		m.Mode == o.Mode && m.Owner == o.Owner && m.Service == o.Service && m.OnChange == o.OnChange &&
		m.Unit == o.Unit && slices.Equal(m.Secrets, o.Secrets)
}

// words are those in which the files of a node differ from those of its likes.
// The digests come last, as they are made of other files.
func (e *emission) words(n *plan.Node) []string {
	words := n.Words()
	for _, i := range n.Instances {
		if digest := e.restarts.of(i); digest != "" {
			words = append(words, digest)
		}
	}
	return words
}

// copies are the files of a node. First come those of which there are digests.
func (e *emission) copies(n *plan.Node, models []model) []tree.File {
	files := make([]tree.File, len(models))
	words := n.Words()
	for at, m := range models {
		if m.read >= 0 {
			files[at] = m.fill(words)
			e.restarts.add(n.Instances[m.read], files[at:at+1])
		}
	}
	words = e.words(n)
	for at, m := range models {
		if m.read < 0 {
			files[at] = m.fill(words)
		}
	}
	return files
}

// fill is the file of a node with these words.
func (m model) fill(words []string) tree.File {
	f := m.File
	f.Path, f.Content = string(m.path.Fill(words)), m.content.Fill(words)
	return f
}
