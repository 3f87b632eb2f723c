// Package check proves a built tree before anybody writes it: what stands here
// turns a mistake of a blueprint, or of gen itself, into a problem with a place
// instead of a daemon that does not start.
//
// So far it proves that every flag and every key exists in the version that
// the site runs. Equal command lines and equal files are looked at once, so the
// cost grows with the number of different ones and not with that of nodes.
package check

import (
	"fmt"
	"strings"

	"gen/generator/compat"
	"gen/generator/plan"
	"gen/generator/report"
	"gen/generator/tree"
)

// kinds are the formats whose keys are known, by what compat calls their keys.
var kinds = map[string]string{
	"alertmanager":     compat.ConfigKey,
	"blackbox":         compat.ConfigKey,
	"prometheus":       compat.ConfigKey,
	"prometheus-rules": compat.RuleKey,
	"web-config":       compat.WebConfigKey,
}

// Run adds what is wrong with the tree of a plan to r.
func Run(p *plan.Plan, t *tree.Tree, r *report.Report) {
	c := checker{tree: t, report: r, seen: map[string]bool{}}
	for _, i := range p.Instances() {
		if i.Blueprint.Versions.Table.Value == "" {
			continue
		}
		c.flags(i)
		for _, f := range i.Files {
			c.keys(i, f)
		}
	}
}

type checker struct {
	tree   *tree.Tree
	report *report.Report
	// seen are the command lines and files that have been looked at.
	seen map[string]bool
}

// first tells whether these words come for the first time.
func (c *checker) first(words ...string) bool {
	key := strings.Join(words, "\x00")
	if c.seen[key] {
		return false
	}
	c.seen[key] = true
	return true
}

// flags checks an instance's command line, of which only the names of flags count.
func (c *checker) flags(i *plan.Instance) {
	table := i.Blueprint.Versions.Table.Value
	words := []string{table, i.Version.String()}
	for _, arg := range i.Args {
		name, _, _ := strings.Cut(arg, "=")
		words = append(words, name)
	}
	if !c.first(words...) {
		return
	}
	for _, wrong := range compat.CheckFlags(table, i.Version, i.Args) {
		c.report.Add(report.Problem{
			ID: "check/unknown-flag", Pos: argPos(i, wrong.Arg), Hint: wrong.Hint,
			Fact: fmt.Sprintf("%s %s does not take %s: %s", i.Blueprint.Name, i.Version, wrong.Arg, wrong.Fact),
		})
	}
}

// argPos is where the blueprint says an argument.
func argPos(i *plan.Instance, arg string) report.Pos {
	name, _, _ := strings.Cut(arg, "=")
	own := i.Blueprint.Args
	if i.Runtime == plan.Systemd {
		own = append(own[:len(own):len(own)], i.Blueprint.Systemd.Args...)
	} else {
		own = append(own[:len(own):len(own)], i.Blueprint.Compose.Args...)
	}
	for _, text := range own {
		if strings.Contains(text.Value, name) {
			return text.Pos
		}
	}
	return i.Blueprint.Pos
}

// keys checks the files that one entry of a blueprint has led to.
func (c *checker) keys(i *plan.Instance, f plan.File) {
	kind, known := kinds[f.Format]
	if !known {
		return
	}
	for _, path := range c.paths(i, f) {
		file, ok := c.tree.Get(path)
		if !ok || !c.first(i.Blueprint.Name, i.Version.String(), kind, string(file.Content)) {
			continue
		}
		for _, wrong := range compat.CheckYAMLKeys(i.Blueprint.Versions.Table.Value, kind, i.Version, file.Content) {
			c.report.Add(report.Problem{
				ID: "check/unknown-key", Pos: f.Pos, Hint: wrong.Hint,
				Fact: fmt.Sprintf("%s %s would refuse line %d of %s: %s", i.Blueprint.Name, i.Version, wrong.Line, path, wrong.Fact),
			})
		}
	}
}

// paths are the files of an entry: itself, or what lies in the folder that it
// names; the list of expected targets is as long as the site and always alike.
func (c *checker) paths(i *plan.Instance, f plan.File) []string {
	path := i.Node.Name + f.Path
	if f.Format != "prometheus-rules" {
		return []string{path}
	}
	var paths []string
	for _, file := range c.tree.Below(path) {
		if !strings.HasSuffix(file, "/expected.yml") {
			paths = append(paths, file)
		}
	}
	return paths
}
