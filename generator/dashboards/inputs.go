package dashboards

import (
	"fmt"
	"slices"
	"strings"
)

// elements puts the library panels that an export brings along to where they
// are shown; a Grafana that is provisioned has no library.
func (d *reader) elements() {
	known := d.root.get("__elements")
	for _, p := range d.panels() {
		library := p.get("libraryPanel")
		if library == nil {
			continue
		}
		model := known.get(library.get("uid").text()).get("model")
		if model == nil {
			d.fail("dashboard/panel", library.at, fmt.Sprintf("the library panel %s is not in the file", quoted(library.get("name").text())), "export the dashboard for another Grafana, or unlink the panel from the library")
			continue
		}
		for _, f := range model.fields {
			if f.name != "id" && f.name != "gridPos" && f.name != "libraryPanel" {
				p.set(f.name, f.value)
			}
		}
		p.remove("libraryPanel")
	}
}

// inputs puts values in the place of what an export asks for.
func (d *reader) inputs() {
	var pairs []string
	for _, input := range d.root.list("__inputs") {
		name := input.get("name").text()
		value, ok := d.input(input)
		if ok && name != "" {
			pairs = append(pairs, "${"+name+"}", value)
		}
	}
	if len(pairs) == 0 {
		return
	}
	replace := strings.NewReplacer(pairs...)
	d.root.walk(func(n *node) {
		if text, ok := n.plain.(string); ok {
			n.plain = replace.Replace(text)
		}
	})
}

// input is the value of one.
func (d *reader) input(input *node) (string, bool) {
	name := quoted(input.get("name").text())
	switch kind := input.get("type").text(); kind {
	case "datasource":
		plugin := input.get("pluginId")
		return plugin.text(), d.has(plugin, input, fmt.Sprintf("the input %s", name))
	case "constant":
		value := input.get("value")
		if value.text() == "" {
			d.fail("dashboard/input", input.at, fmt.Sprintf("the input %s has no value", name), `write one: "value": "…"`)
		}
		return value.text(), value.text() != ""
	default:
		d.fail("dashboard/input", input.at, fmt.Sprintf("the input %s is of the type %s, which gen does not know", name, quoted(kind)), "take the input out, and write its value where it is used")
	}
	return "", false
}

// has tells whether the site has data sources of a kind.
func (d *reader) has(kind, otherwise *node, who string) bool {
	if slices.Contains(d.site.Sources, kind.text()) {
		return true
	}
	at := otherwise.at
	if kind != nil {
		at = kind.at
	}
	d.fail("dashboard/source", at, fmt.Sprintf("%s asks for a data source of the type %s; the site's Grafana has %s", who, quoted(kind.text()), strings.Join(d.site.Sources, ", ")), "take out what needs it")
	return false
}

// builtIn tells that a data source is Grafana's own, a variable, or the default.
func builtIn(uid string) bool {
	return uid == "" || strings.HasPrefix(uid, "$") || strings.HasPrefix(uid, "[[") || strings.HasPrefix(uid, "-- ") || uid == "grafana" || uid == "__expr__" || uid == "default"
}

// sources makes every reference to a data source one to the site's. Before
// version 33 of the schema they were names.
func (d *reader) sources() {
	d.root.walk(func(n *node) {
		source := n.get("datasource")
		switch {
		case is[string](source) && !builtIn(source.text()):
			if kind := strings.ToLower(source.text()); d.has(&node{at: source.at, plain: kind}, source, "the dashboard") {
				n.set("datasource", reference(source.at, kind))
			}
		case is[object](source) && !builtIn(source.get("uid").text()):
			if kind := source.get("type"); d.has(kind, source, "the dashboard") {
				n.set("datasource", reference(source.at, kind.text()))
			}
		}
	})
	for _, v := range d.root.get("templating").list("list") {
		if v.get("type").text() == "datasource" && d.has(v.get("query"), v, "the variable "+quoted(v.get("name").text())) {
			kind := v.get("query").text()
			v.set("current", &node{at: v.at, plain: object{}, fields: []field{
				{"selected", v.at, &node{plain: true}}, {"text", v.at, &node{plain: kind}}, {"value", v.at, &node{plain: kind}},
			}})
		}
	}
}

// reference names the first data source of a kind.
func reference(at int, kind string) *node {
	return &node{at: at, plain: object{}, fields: []field{{"type", at, &node{at: at, plain: kind}}, {"uid", at, &node{at: at, plain: kind}}}}
}
