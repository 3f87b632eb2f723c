package effect

import (
	"fmt"
	"html"
	"strings"

	"gen/generator/tree"
)

// mostDiff is how many bytes of diffs a comment holds. GitHub takes 65536
// characters per comment; the rest is left to the table and the frame.
const mostDiff = 48 << 10

// Markdown tells a change as a comment for a pull request: a table of the
// nodes, then the diffs folded by node. Diffs that do not fit are counted.
func Markdown(c *tree.Changes, nodes []Node, diffs []tree.FileDiff) string {
	if !c.Any() {
		return "**gen diff:** nothing changes.\n"
	}
	var out strings.Builder
	fmt.Fprintf(&out, "**gen diff:** %s.\n", Headline(c))
	if conflict := c.Conflict(); conflict != nil {
		fmt.Fprintf(&out, "\n> [!WARNING]\n> gen build would refuse: %s\n", html.EscapeString(conflict.Error()))
	}
	table(&out, nodes)
	fold(&out, nodes, diffs)
	return out.String()
}

// table has one line per node.
func table(out *strings.Builder, nodes []Node) {
	if len(nodes) == 0 {
		return
	}
	out.WriteString("\n| Node | Files | Start | Stop | Restart | Reload |\n|---|---|---|---|---|---|\n")
	for _, n := range shown(nodes) {
		fmt.Fprintf(out, "| %s | %s |", n.title(), strings.Join(n.files(), ", "))
		for _, need := range n.needs() {
			fmt.Fprintf(out, " %s |", code(need.units))
		}
		out.WriteByte('\n')
	}
	if more := len(nodes) - len(shown(nodes)); more > 0 {
		fmt.Fprintf(out, "\nand %d more nodes\n", more)
	}
}

// code shows units as they are typed. Their names have no backtick and no bar:
// systemd and compose allow none.
func code(units []string) string {
	quoted := make([]string, len(units))
	for at, unit := range units {
		quoted[at] = "`" + unit + "`"
	}
	return strings.Join(quoted, " ")
}

// fold writes the diffs of each node into a block that opens on a click. Both
// lists are sorted, but the files of the site stand between the nodes.
func fold(out *strings.Builder, nodes []Node, diffs []tree.FileDiff) {
	byNode := map[string][]string{}
	for _, d := range diffs {
		if d.Unified != "" {
			byNode[nodeOf(d.Path)] = append(byNode[nodeOf(d.Path)], d.Unified)
		}
	}
	left, omitted := mostDiff, 0
	for _, n := range nodes {
		fits := fitting(byNode[n.Name], &left)
		omitted += len(byNode[n.Name]) - len(fits)
		if len(fits) > 0 {
			block(out, n.title(), strings.Join(fits, ""))
		}
	}
	if omitted > 0 {
		fmt.Fprintf(out, "\nLeft out, as a comment has no room for them: the diffs of %d more files. `gen diff` shows them.\n", omitted)
	}
}

// fitting takes diffs from the front as long as there is room, and takes their
// length from left. After the first that does not fit, nothing fits any more.
func fitting(diffs []string, left *int) []string {
	for at, d := range diffs {
		if *left -= len(d); *left < 0 {
			*left = 0
			return diffs[:at]
		}
	}
	return diffs
}

func block(out *strings.Builder, title, diff string) {
	fence := fenceFor(diff)
	fmt.Fprintf(out, "\n<details><summary>%s</summary>\n\n%sdiff\n%s%s\n\n</details>\n", html.EscapeString(title), fence, diff, fence)
}

// fenceFor is longer than any run of backticks in the text, so that no line of
// it can end the block.
func fenceFor(text string) string {
	fence := "```"
	for strings.Contains(text, fence) {
		fence += "`"
	}
	return fence
}
