package check

import (
	"fmt"
	"strings"

	"gen/generator/compat"
	"gen/generator/plan"
	"gen/generator/report"
)

// flags checks an instance's command line, of which only the names of flags count.
func (c *checker) flags(i *plan.Instance) {
	c.count(&c.figures.Flags, len(i.Args))
	if c.same[i.Node] {
		return
	}
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
		fact := fmt.Sprintf("%s %s does not take %s: %s", i.Blueprint.Name, i.Version, wrong.Arg, wrong.Fact)
		c.add("check/unknown-flag", argPos(i, wrong.Arg), fact, wrong.Hint)
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
