// Package template writes files of formats without a Go type from the
// templates of blueprints, or gen's own below templates/.
package template

import (
	"fmt"
	"io/fs"

	"gen/generator/emit"
	"gen/generator/plan"
	"gen/generator/render"
	"gen/generator/tree"
	"gen/templates"
)

// Emitter remembers the templates that it has parsed. It is for one build.
type Emitter struct{ parsed map[string]*render.Template }

// New returns an Emitter.
func New() *Emitter { return &Emitter{parsed: map[string]*render.Template{}} }

// Emit is the emit.Format "template".
func (e *Emitter) Emit(_ *plan.Plan, i *plan.Instance, f plan.File) ([]tree.File, error) {
	t, err := e.template(i, f.Template)
	if err != nil {
		return nil, err
	}
	content, err := t.Execute(i.View())
	if err != nil {
		return nil, fmt.Errorf("%s on %s: %w", i.Name, i.Node.Name, err)
	}
	return []tree.File{emit.For(i, f, content)}, nil
}

// template returns the blueprint's own template of that name, else gen's.
func (e *Emitter) template(i *plan.Instance, name string) (*render.Template, error) {
	key := i.Blueprint.Folder + "/" + name
	if done, ok := e.parsed[key]; ok {
		return done, nil
	}
	text, own := i.Blueprint.Templates[name]
	if !own {
		builtin, err := fs.ReadFile(templates.FS, name)
		if err != nil {
			return nil, fmt.Errorf("blueprint %s has no template %q", i.Blueprint.Name, name)
		}
		text = string(builtin)
	}
	t, err := render.Parse(name, text)
	if err == nil {
		e.parsed[key] = t
	}
	return t, err
}
