package report

import (
	"bufio"
	"fmt"
	"strings"
)

// The escapes of workflow commands, from actions/toolkit packages/core/src/command.ts.
var (
	githubData     = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A")
	githubProperty = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A", ":", "%3A", ",", "%2C")
)

// printGitHub writes one workflow command per problem.
func (r *Report) printGitHub(w *bufio.Writer) {
	for _, p := range r.Problems() {
		title := p.ID
		if kind, ok := KindOf(p.ID); ok {
			title = kind.Title + " (" + p.ID + ")"
		}
		place := ""
		if p.Pos.File != "" {
			place = "file=" + githubProperty.Replace(printable(p.Pos.File)) + ","
		}
		if p.Pos.Line > 0 {
			place += fmt.Sprintf("line=%d,col=%d,", p.Pos.Line, p.Pos.Col)
		}
		fmt.Fprintf(w, "::%s %stitle=%s::%s\n", p.Severity(), place,
			githubProperty.Replace(printable(title)), githubData.Replace(printable(p.sentence())))
	}
}
