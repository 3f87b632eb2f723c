package plan

import (
	"errors"
	"fmt"
	"path"
	"slices"
	"strings"

	"gen/generator/blueprint"
	"gen/generator/render"
	"gen/generator/report"
	"gen/generator/strictyaml"
)

// renderInstances fills in every template of the blueprints: names of units,
// command lines, environments and the paths of files.
func (p *planner) renderInstances() {
	for _, i := range p.plan.Instances() {
		i.Unit = p.text(i, strictyaml.Text{Value: i.Unit, Pos: i.Pos})
		i.Image = p.text(i, strictyaml.Text{Value: i.Image, Pos: i.Pos})
		i.Release = p.release(i)
		i.Args = p.args(i)
		i.Environment = p.environment(i)
		i.Health = p.words(i, i.health())
		i.Check = p.words(i, i.check())
		i.Files = p.files(i)
		i.Textfile = p.text(i, i.Blueprint.Textfile)
	}
}

func (p *planner) args(i *Instance) []string {
	args := p.words(i, i.Blueprint.Args)
	if i.Runtime == Systemd {
		return append(args, p.words(i, i.Blueprint.Systemd.Args)...)
	}
	return append(args, p.words(i, i.Blueprint.Compose.Args)...)
}

func (i *Instance) health() []strictyaml.Text {
	if i.Runtime == Compose {
		return i.Blueprint.Compose.Health
	}
	return nil
}

func (i *Instance) check() []strictyaml.Text {
	if i.Runtime == Systemd {
		return i.Blueprint.Systemd.Check
	}
	return nil
}

// words renders a list of words; every line of a result is a word, and those
// that come out empty are left out.
func (p *planner) words(i *Instance, templates []strictyaml.Text) []string {
	var words []string
	for _, t := range templates {
		for line := range strings.SplitSeq(p.text(i, t), "\n") {
			if line != "" {
				words = append(words, line)
			}
		}
	}
	return words
}

func (p *planner) environment(i *Instance) []Label {
	set := map[string]string{}
	for _, entry := range i.environment() {
		if value := p.text(i, entry.Value); value != "" {
			set[entry.Key.Value] = value
		}
	}
	return labels(set)
}

func (i *Instance) environment() strictyaml.Map[strictyaml.Text] {
	if i.Runtime == Compose {
		return i.Blueprint.Compose.Environment
	}
	return i.Blueprint.Systemd.Environment
}

func (p *planner) files(i *Instance) []File {
	var files []File
	for _, own := range i.Blueprint.Files {
		if p.applies(i, own.When) {
			files = append(files, p.file(i, own))
		}
	}
	return files
}

func (p *planner) file(i *Instance, own blueprint.File) File {
	f := File{
		Path: p.text(i, own.Path), Format: either(own.Format.Value, "template"), Template: own.Template.Value,
		OnChange: own.OnChange.Value, Mode: 0o644, Owner: "root:root", Pos: own.Pos,
	}
	if !path.IsAbs(f.Path) {
		f.Path = path.Join(i.ConfigDir(), f.Path)
	}
	if own.Private.Value {
		f.Mode, f.Owner = 0o640, "root:"+i.KeyGroup()
	}
	if own.Listener.Value != "" {
		f.Listener = i.Listener(own.Listener.Value)
	}
	if f.OnChange == "reload" && !i.reloads() {
		f.OnChange = "restart"
	}
	return f
}

// applies tells whether a condition holds: whether its template renders to something.
func (p *planner) applies(i *Instance, when strictyaml.Text) bool {
	return when.Value == "" || strings.TrimSpace(p.text(i, when)) != ""
}

func (p *planner) failTemplate(pos report.Pos, i *Instance, err error) {
	fact := err.Error()
	if e := (*render.Error)(nil); errors.As(err, &e) {
		fact = e.Fact
	}
	if p.told[pos] {
		return // of another node
	}
	p.told[pos] = true
	p.fail("plan/template", pos, fmt.Sprintf("template of %s on %s fails: %s", i.Blueprint.Name, i.Node.Name, fact), "see docs/blueprints.md for what templates can read")
}

// newView collects what the instance's templates may read.
func (i *Instance) newView() *View {
	v := &View{
		Name: i.Name, Version: i.Version.String(), Site: i.site.Site, Domain: i.site.Domain,
		Node: i.Node.Name, Address: i.Node.Address.String(), OS: i.Node.OS, Arch: i.Node.Arch, Runtime: i.Runtime,
		Config: i.ConfigDir(), Binary: i.Binary, Setting: i.Settings, TLS: i.TLS(),
		Listen: map[string]string{}, Host: map[string]string{}, Port: map[string]int{}, Path: map[string]string{},
		Admits: map[string][]string{}, Links: map[string][]LinkView{}, Peers: map[string][]string{}, instance: i,
	}
	for _, l := range i.Listeners {
		v.Listen[l.Name], v.Host[l.Name], v.Port[l.Name] = l.Bind(), l.Host, l.Port
		v.Path[l.Name], v.Admits[l.Name] = l.Path, l.Admits
	}
	for _, l := range i.Out {
		v.Links[l.Name] = append(v.Links[l.Name], l.view())
		if l.Purpose == blueprint.Upstream {
			v.Behind, v.BehindPath = l.Address(), l.Path
		}
		if l.Purpose == blueprint.Gossip {
			v.Peers[l.To.Name] = append(v.Peers[l.To.Name], l.Address())
		}
	}
	for _, links := range v.Links {
		slices.SortFunc(links, func(a, b LinkView) int { return strings.Compare(a.URL, b.URL) })
	}
	return v
}
