package blueprint

import (
	"errors"
	"fmt"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strings"

	"gen/generator/compat"
	"gen/generator/render"
	"gen/generator/report"
	"gen/generator/strictyaml"
	"gen/templates"
)

// checker looks for mistakes in one blueprint. What is missing or of the wrong
// type has been told by the YAML reader, and is empty here.
type checker struct {
	*Blueprint
	report *report.Report
}

// check looks at everything that the folder alone decides.
func (c *checker) check() {
	c.checkVersions()
	c.checkSettings()
	c.checkListeners()
	c.checkLinks()
	c.checkFiles()
	c.checkInstalled()
	c.checkTextfile()
	c.checkSecrets()
	c.templates(c.Args...)
	c.checkRuntimes()
	c.checkRules()
	for _, dashboard := range c.Dashboards {
		c.checkDashboard(dashboard)
	}
}

// fail adds a problem.
func (c *checker) fail(id string, pos report.Pos, fact, hint string) {
	c.report.Add(report.Problem{ID: id, Pos: pos, Fact: fact, Hint: hint})
}

// given tells whether a text stands in the file.
func given(text strictyaml.Text) bool { return !text.Pos.IsZero() }

// oneOf refuses a given text that is none of the words.
func (c *checker) oneOf(text strictyaml.Text, words ...string) {
	if !given(text) || slices.Contains(words, text.Value) {
		return
	}
	c.fail("yaml/unknown-value", text.Pos, fmt.Sprintf("unknown value %q", text.Value), suggest(text.Value, words, "write one of: "))
}

// suggest names the nearest of some words, or all of them.
func suggest(word string, words []string, otherwise string) string {
	if near, ok := report.Nearest(word, words); ok {
		return fmt.Sprintf("did you mean %q?", near)
	}
	if len(words) == 0 {
		return otherwise + "none"
	}
	return otherwise + strings.Join(words, ", ")
}

// form refuses a given text that is not spelled as such a thing is.
func (c *checker) form(text strictyaml.Text, spelling *regexp.Regexp, what, hint string) {
	if given(text) && !spelling.MatchString(text.Value) {
		c.fail("blueprint/form", text.Pos, fmt.Sprintf("%q is not %s", text.Value, what), hint)
	}
}

// name refuses a name that gen could not put into files.
func (c *checker) name(name strictyaml.Text, kind render.NameKind) {
	if why, ok := render.CheckName(kind, name.Value); !ok && given(name) {
		c.fail("blueprint/form", name.Pos, fmt.Sprintf("%q cannot be a name here: %s", name.Value, why), "choose another name")
	}
}

// templates refuses texts that are no templates.
func (c *checker) templates(texts ...strictyaml.Text) {
	for _, text := range texts {
		var problem *render.Error
		if _, err := render.Parse("template", text.Value); errors.As(err, &problem) {
			c.fail("blueprint/template", text.Pos, "in the template: "+problem.Fact, "correct the part between {{ and }}")
		}
	}
}

// templateFile refuses a file that is there neither in the folder nor in gen's
// own templates, or that is no template.
func (c *checker) templateFile(name strictyaml.Text) {
	text, ok := c.Templates[name.Value]
	own, err := fs.ReadFile(templates.FS, name.Value)
	switch {
	case !given(name):
	case strings.Contains(name.Value, "/"):
		c.fail("blueprint/template", name.Pos, fmt.Sprintf("the template file %q does not lie in the blueprint's folder", name.Value), "move it there and type its name alone")
	case !ok && err != nil:
		c.fail("blueprint/template", name.Pos, fmt.Sprintf("there is no template file %q", name.Value), fmt.Sprintf("create %s", path.Join(c.Folder, name.Value)))
	case !ok:
		text = string(own)
		fallthrough
	default:
		var problem *render.Error
		if _, err := render.Parse(name.Value, text); errors.As(err, &problem) {
			file := path.Join(c.Folder, name.Value)
			c.report.AddSource(file, []byte(text))
			c.fail("blueprint/template", report.Pos{File: file, Line: min(max(problem.Line, 1), strings.Count(strings.TrimRight(text, "\n"), "\n")+1), Col: max(problem.Col, 1)}, problem.Fact, "correct the part between {{ and }}")
		}
	}
}

// version reads a given version.
func (c *checker) version(text strictyaml.Text) (compat.Version, bool) {
	if !given(text) {
		return compat.Version{}, false
	}
	version, err := compat.ParseVersion(text.Value)
	if err != nil {
		c.fail("blueprint/versions", text.Pos, fmt.Sprintf("%q is not a version", text.Value), "type a version such as 2.48.1")
	}
	return version, err == nil
}

// checkVersions wants oldest <= default <= newest.
func (c *checker) checkVersions() {
	usual, ok := c.version(c.Versions.Default)
	if oldest, known := c.version(c.Versions.Oldest); ok && known && usual.Compare(oldest) < 0 {
		c.fail("blueprint/versions", c.Versions.Default.Pos, fmt.Sprintf("the default %s is older than the oldest %s", usual, oldest), "type a default from oldest to newest")
	}
	if newest, known := c.version(c.Versions.Newest); ok && known && usual.Compare(newest) > 0 {
		c.fail("blueprint/versions", c.Versions.Default.Pos, fmt.Sprintf("the default %s is newer than the newest %s", usual, newest), "type a default from oldest to newest")
	}
}
