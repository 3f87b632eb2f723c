package generator

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"path"
	"slices"
	"strings"

	"gen/generator/emit"
	"gen/generator/plan"
	"gen/generator/render"
	"gen/generator/report"
	"gen/generator/tree"
)

// mistakes tells what is wrong with the files that blueprints ask for. One
// blueprint is at work on many nodes; it is told once.
type mistakes struct {
	report *report.Report
	tree   *tree.Tree
	told   map[string]bool
}

// add tells that file f of an instance cannot be written.
func (m mistakes) add(i *plan.Instance, f plan.File, err error) {
	problem := report.Problem{ID: "blueprint/file", Pos: f.Pos, Fact: fmt.Sprintf("%s on %s: %s", i.Name, i.Node.Name, err), Hint: "correct the entry under files"}
	key := fmt.Sprint(f.Pos, err)
	var fails *render.Error
	var clash *tree.Error
	switch {
	case errors.As(err, &fails):
		problem.ID, problem.Pos = "plan/template", m.placeOf(i, fails)
		problem.Fact = fmt.Sprintf("template of %s on %s fails: %s", i.Name, i.Node.Name, fails.Fact)
		problem.Hint = "see docs/blueprints.md for what templates can read"
		key = fmt.Sprint(problem.Pos, fails.Fact)
	case errors.As(err, &clash): // its text names the node
		key = fmt.Sprint(f.Pos, i.Blueprint.Name)
		if other, ok := m.tree.Get(clash.Path); ok {
			problem.Fact += ", and the first is of " + cmp.Or(other.Service, "gen itself")
		}
	}
	if !m.told[key] {
		m.told[key] = true
		m.report.Add(problem)
	}
}

// placeOf is where a template fails.
func (m mistakes) placeOf(i *plan.Instance, fails *render.Error) report.Pos {
	text, own := i.Blueprint.Templates[fails.Name]
	if !own {
		return report.Pos{File: path.Join("templates", fails.Name), Line: max(fails.Line, 1), Col: max(fails.Col, 1)}
	}
	file := path.Join(i.Blueprint.Folder, fails.Name)
	m.report.AddSource(file, []byte(text))
	return report.Pos{File: file, Line: max(fails.Line, 1), Col: max(fails.Col, 1)}
}

// unknownFormat tells that a blueprint wants a file of a format that gen does
// not write.
func (m mistakes) unknownFormat(f plan.File, known map[string]emit.Format) {
	names := slices.Sorted(maps.Keys(known))
	hint := "write one of: " + strings.Join(names, ", ")
	if near, ok := report.Nearest(f.Format, names); ok {
		hint = fmt.Sprintf("did you mean %q?", near)
	}
	m.report.Add(report.Problem{ID: "blueprint/file", Pos: f.Pos, Fact: fmt.Sprintf("there is no format %q", f.Format), Hint: hint})
}
