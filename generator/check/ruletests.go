package check

import (
	"fmt"
	"path"
	"strings"

	"gen/generator/check/ruletests"
	"gen/generator/plan"
	"gen/generator/report"
	"gen/generator/topology"
	"gen/generator/tree"
)

// outFolder is where the output stands by default, as tests of the user name
// the rules in it: ../out/monitoring/etc/prometheus/rules/node_exporter.yml.
const outFolder = "out/"

// RuleTests runs the unit tests of the rules that are in the tree, and those of
// the user, adds those that do not hold to r, and counts them. It takes a second
// or so, so that no build waits for it.
func RuleTests(p *plan.Plan, t *tree.Tree, r *report.Report) int {
	c := &checker{plan: p, tree: t, report: r, seen: map[string]bool{}}
	for _, i := range p.Instances() {
		for _, entry := range i.Files {
			if entry.Format == "prometheus-rule-tests" {
				c.ruleTests(i, entry)
			}
		}
	}
	for _, f := range p.RuleTests {
		c.todo = append(c.todo, func() { c.usersTests(f) })
	}
	c.wait()
	return c.figures.Tests
}

// ruleTests runs every file of tests once, however many Prometheus have it.
func (c *checker) ruleTests(i *plan.Instance, entry plan.File) {
	for _, name := range c.tree.Below(i.Node.Name + entry.Path) {
		file, _ := c.tree.Get(name)
		if !c.first("rule tests", string(file.Content)) {
			continue
		}
		rules := ruletests.Rules{Folder: path.Dir(name), Files: func() []string { return nil }, Read: c.treeFile}
		c.todo = append(c.todo, func() {
			n, failures := ruletests.Run(file.Content, rules, true)
			c.count(&c.figures.Tests, n)
			for _, f := range failures {
				alert, _, _ := strings.Cut(f.Test, ": ")
				pos := orElse(c.origin(alert).rule, entry.Pos)
				c.add("check/rule-test", pos, fmt.Sprintf("the test %q of %s does not hold: %s", f.Test, name, f.Fact), "correct the expression, or the test")
			}
		})
	}
}

// treeFile is the content of a file of the tree.
func (c *checker) treeFile(name string) ([]byte, bool) {
	f, ok := c.tree.Get(name)
	return f.Content, ok
}

// usersTests runs a file of tests that the user brings, over rules of the user
// or of the output.
func (c *checker) usersTests(own topology.File) {
	n, failures := ruletests.Run(own.Text, c.usersFiles(path.Dir(own.Name)), false)
	c.count(&c.figures.Tests, n)
	for _, f := range failures {
		pos := report.Pos{File: own.Shown, Line: max(f.Line, 1), Col: max(f.Col, 1)}
		fact := fmt.Sprintf("the test %q does not hold: %s", f.Test, f.Fact)
		hint := "correct the rule, or the test"
		if f.Test == "" {
			fact, hint = "the tests cannot be run: "+f.Fact, "write them as for promtool test rules; rule_files are those under rules in the site, or below "+outFolder
		}
		c.add("check/rule-test", pos, fact, hint)
	}
}

// usersFiles are the files of rules that the user's tests can name.
func (c *checker) usersFiles(folder string) ruletests.Rules {
	return ruletests.Rules{
		Folder: folder,
		Files: func() []string {
			var names []string
			for _, f := range c.plan.Rules {
				names = append(names, f.Name)
			}
			for f := range c.tree.All() {
				names = append(names, outFolder+f.Path)
			}
			return names
		},
		Read: func(name string) ([]byte, bool) {
			for _, f := range c.plan.Rules {
				if f.Name == name {
					return f.Text, true
				}
			}
			name, below := strings.CutPrefix(name, outFolder)
			if !below {
				return nil, false
			}
			return c.treeFile(name)
		},
	}
}
