package check

import (
	"fmt"
	"path"
	"strings"

	"gen/generator/check/ruletests"
	"gen/generator/plan"
	"gen/generator/report"
	"gen/generator/tree"
)

// RuleTests runs the unit tests of the rules that are in the tree and adds those
// that do not hold to r. It takes a second or so, so that no build waits for it.
func RuleTests(p *plan.Plan, t *tree.Tree, r *report.Report) {
	c := &checker{plan: p, tree: t, report: r, seen: map[string]bool{}}
	for _, i := range p.Instances() {
		for _, entry := range i.Files {
			if entry.Format == "prometheus-rule-tests" {
				c.ruleTests(i, entry)
			}
		}
	}
	c.wait()
}

// ruleTests runs every file of tests once, however many Prometheus have it.
func (c *checker) ruleTests(i *plan.Instance, entry plan.File) {
	for _, name := range c.tree.Below(i.Node.Name + entry.Path) {
		file, _ := c.tree.Get(name)
		read := func(relative string) ([]byte, bool) {
			rules, ok := c.tree.Get(path.Join(path.Dir(name), relative))
			return rules.Content, ok
		}
		if !c.first("rule tests", string(file.Content)) {
			continue
		}
		c.todo = append(c.todo, func() {
			for _, f := range ruletests.Run(file.Content, read) {
				alert, _, _ := strings.Cut(f.Test, ": ")
				pos := orElse(c.origin(alert).rule, entry.Pos)
				c.add("check/rule-test", pos, fmt.Sprintf("the test %q of %s does not hold: %s", f.Test, name, f.Fact), "correct the expression, or the test")
			}
		})
	}
}
