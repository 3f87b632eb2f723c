// Package pages writes what people read at the root of the output: README.md
// about the site, and alerts.md, which the runbook links of alerts lead to.
// The texts are in templates/pages; this package settles what they are told.
package pages

import (
	"fmt"
	"io/fs"
	"strings"

	"gen/generator/emit"
	"gen/generator/plan"
	"gen/generator/render"
	"gen/generator/tree"
	"gen/templates"
)

var _ emit.Whole = Emit

// Emit is an emit.Whole: README.md, and alerts.md if the site has alerts. Both
// stay far below a megabyte however many nodes there are. An error tells of a
// text that Markdown has no way to write, such as a control character.
func Emit(p *plan.Plan) ([]tree.File, error) {
	readme, err := page("README.md", "pages/readme.md.tmpl", readmeOf(p))
	if err != nil || len(p.Alerts) == 0 {
		return []tree.File{readme}, err
	}
	alerts, err := page("alerts.md", "pages/alerts.md.tmpl", alertsOf(p))
	return []tree.File{readme, alerts}, err
}

func page(path, template string, view any) (tree.File, error) {
	text, err := fs.ReadFile(templates.FS, template)
	if err != nil {
		return tree.File{}, err
	}
	parsed, err := render.Parse(template, string(text))
	if err != nil {
		return tree.File{}, err
	}
	content, err := parsed.Execute(view)
	if err != nil {
		return tree.File{}, fmt.Errorf("%s: %w", path, err)
	}
	return tree.File{Path: path, Content: content}, nil
}

// count is a number with its noun.
func count(n int, noun string) string {
	if n != 1 {
		noun += "s"
	}
	return fmt.Sprintf("%d %s", n, noun)
}

// fence returns what may enclose text as a code block: more backticks than
// stand in the text in a row.
func fence(text string) string {
	marks := "```"
	for strings.Contains(text, marks) {
		marks += "`"
	}
	return marks
}
