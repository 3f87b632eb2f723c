package plan

import (
	"slices"
	"strings"

	"gen/generator/blueprint"
	"gen/generator/compat"
	"gen/generator/render"
	"gen/generator/strictyaml"
)

// text renders one template of a blueprint for an instance.
func (p *planner) text(i *Instance, t strictyaml.Text) string {
	if !strings.Contains(t.Value, "{{") {
		return t.Value
	}
	parsed, err := p.template(t.Value)
	if err != nil {
		p.failTemplate(t.Pos, i, err)
		return ""
	}
	if !parsed.shared {
		return p.execute(i, parsed, t)
	}
	same := p.alike(i)
	done, ok := same[t.Value]
	if !ok {
		done = p.execute(i, parsed, t)
		same[t.Value] = done
	}
	return done
}

func (p *planner) execute(i *Instance, parsed textTemplate, t strictyaml.Text) string {
	out, err := parsed.Execute(p.viewOf(i))
	if err != nil {
		p.failTemplate(t.Pos, i, err)
	}
	return string(out)
}

// viewOf is the view of an instance; the last one is kept, as an instance has many templates.
func (p *planner) viewOf(i *Instance) *View {
	if p.view == nil || p.view.instance != i {
		p.view = i.View()
	}
	return p.view
}

// textTemplate is a parsed template; its texts are shared if it reads nothing
// but what instances of one kind have in common.
type textTemplate struct {
	*render.Template
	shared bool
}

// kind is what many instances have in common, and all that the fields and methods of
// common tell.
type kind struct {
	blueprint                       *blueprint.Blueprint
	name, os, arch, runtime, binary string
	version                         compat.Version
}

// common are what views of instances of one kind have in common. TLS, Config and Secret
// are paths with the instance's name, Site and Domain are everybody's. Setting
// is of those that leave all settings to the blueprint.
var common = []string{"Arch", "Binary", "Config", "Domain", "Is", "Name", "OS", "Runtime", "Secret", "Setting", "Site", "TLS", "Version"}

// alike are the texts that instances of one kind share, by template.
func (p *planner) alike(i *Instance) map[string]string {
	if p.last == i {
		return p.texts
	}
	p.last, p.texts = i, map[string]string{} // its settings are its own
	if len(i.wishes.Settings) > 0 {
		return p.texts
	}
	key := kind{i.Blueprint, i.Name, i.Node.OS, i.Node.Arch, i.Runtime, i.Binary, i.Version}
	if known, ok := p.kinds[key]; ok {
		p.texts = known
	}
	p.kinds[key] = p.texts
	return p.texts
}

func (p *planner) template(text string) (textTemplate, error) {
	if done, ok := p.templates[text]; ok {
		return done, nil
	}
	parsed, err := render.Parse("template", text)
	if err != nil {
		return textTemplate{}, err
	}
	names, all := parsed.Reads()
	shared := all && !slices.ContainsFunc(names, func(name string) bool { return !slices.Contains(common, name) })
	p.templates[text] = textTemplate{parsed, shared}
	return p.templates[text], nil
}
