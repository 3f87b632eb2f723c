package schema

import (
	"bytes"
	"fmt"
	"regexp"
	"strings"

	"gen/generator/blueprint"
	"gen/generator/render"
	"gen/generator/strictyaml"
	"gen/generator/topology"
)

// intro opens the page.
const intro = `# Reference of site.yaml

Written by gen; do not edit: change the types in generator/topology or the blueprints, then run "make docs".

A path such as ` + "`nodes.NAME.ssh`" + ` names a mapping inside the file; capitals stand for names of your own.
Where a list is asked for "or one of them", a single value may stand without brackets. Keys that are not
listed here are errors.

`

// Markdown returns the page docs/topology.md: every key of site.yaml with type,
// default and meaning, then every service of set. Same set, same bytes.
func Markdown(set blueprint.Set) []byte {
	p := &page{documented: map[string]string{}}
	p.WriteString(intro)
	p.section("site.yaml", "", strictyaml.Describe(topology.Site{}))
	p.services(set)
	return p.Bytes()
}

// page is a Markdown page in the making.
type page struct {
	bytes.Buffer
	// documented holds the path at which each struct was described first.
	documented map[string]string
}

// section writes the table of a struct's keys, then the sections of those that
// are structs themselves.
func (p *page) section(title, path string, t *strictyaml.Type) {
	p.documented[t.Name] = title
	fmt.Fprintf(p, "## %s\n\n| Key | Type | Default | Meaning |\n|---|---|---|---|\n", code(title))
	type inner struct {
		path string
		t    *strictyaml.Type
	}
	var later []inner
	for _, f := range t.Fields {
		preset, meaning := splitDefault(f)
		fmt.Fprintf(p, "| %s | %s | %s | %s |\n", code(f.Key), p.typeOf(join(path, f.Key), f), preset, meaning)
		if below, t := structBelow(join(path, f.Key), f); t != nil {
			later = append(later, inner{below, t})
		}
	}
	p.WriteString("\n")
	for _, section := range later {
		if _, done := p.documented[section.t.Name]; !done {
			p.section(section.path, section.path, section.t)
		}
	}
}

// join extends a path by a key.
func join(path, key string) string { return strings.TrimPrefix(path+"."+key, ".") }

// structBelow finds the struct that a key, its map or its list holds.
func structBelow(path string, t *strictyaml.Type) (string, *strictyaml.Type) {
	switch t.Kind {
	case strictyaml.KindStruct:
		return path, t
	case strictyaml.KindMap:
		return structBelow(path+".NAME", t.Element)
	case strictyaml.KindList:
		return structBelow(path+"[]", t.Element)
	case strictyaml.KindShapes:
		return structBelow(path, t.Shapes[len(t.Shapes)-1])
	}
	return "", nil
}

// typeOf says in words what may be written at a path.
func (p *page) typeOf(path string, t *strictyaml.Type) string {
	switch {
	case t.Name == "Services":
		return "see [Services](#services)"
	case t.Kind == strictyaml.KindList && t.Scalar:
		return "list of " + p.typeOf(path+"[]", t.Element) + ", or one of them"
	case t.Kind == strictyaml.KindList:
		return "list of " + p.typeOf(path+"[]", t.Element)
	case t.Kind == strictyaml.KindMap:
		return "mapping of names to " + p.typeOf(path+".NAME", t.Element)
	case t.Kind == strictyaml.KindStruct:
		if first, done := p.documented[t.Name]; done {
			path = first
		}
		return "[mapping](#" + anchor(path) + ")"
	case t.Kind == strictyaml.KindShapes:
		return p.shapes(path, t.Shapes)
	case t.Kind == strictyaml.KindAny:
		return "a value"
	}
	return t.Kind
}

// shapes says in words the ways in which a value may be written, of which the
// last is the largest.
func (p *page) shapes(path string, shapes []*strictyaml.Type) string {
	var ways []string
	for _, shape := range shapes {
		ways = append(ways, p.typeOf(path, shape))
	}
	return strings.Join(ways, ", or ")
}

// anchor is the address that GitHub and GitLab give to a heading.
func anchor(heading string) string {
	return strings.NewReplacer(".", "", "[]", "", "/", "").Replace(strings.ToLower(heading))
}

// The ways in which a sentence tells a default.
var (
	defaultAtEnd = regexp.MustCompile(`^(.*); default:? (.*)$`)
	defaultWord  = regexp.MustCompile(`^(.*?)(\S+) \(default(?:; [^)]*)?\)`)
)

// splitDefault takes the default out of a field's sentence.
func splitDefault(f *strictyaml.Type) (preset, meaning string) {
	switch parts := defaultAtEnd.FindStringSubmatch(f.Doc); {
	case f.Required:
		return "**required**", cell(f.Doc)
	case parts != nil:
		return cell(parts[2]), cell(parts[1])
	}
	if parts := defaultWord.FindStringSubmatch(f.Doc); parts != nil {
		return cell(parts[2]), cell(f.Doc)
	}
	if f.Kind == strictyaml.KindBool {
		return "false", cell(f.Doc)
	}
	return "", cell(f.Doc)
}

// cell is a text in a table. What Markdown cannot show is quoted.
func cell(text string) string {
	escaped, err := render.MarkdownCell(text)
	if err != nil {
		escaped, _ = render.MarkdownCell(fmt.Sprintf("%q", text))
	}
	return escaped
}

// code is a text as code; it becomes prose when it could end the code.
func code(text string) string {
	if text == "" || strings.ContainsAny(text, "`|\r\n") {
		return cell(text)
	}
	return "`" + text + "`"
}
