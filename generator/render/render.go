// Package render writes the formats that have no Go type to marshal: virtual
// hosts, units, pages. It has three parts: templates with a small, pure set of
// functions (Parse), one quoting function per format (YAML, Nginx, Systemd and
// so on) and the rules for names that end up in such files (CheckName).
//
// Rules: the same template and data give the same bytes; a value that a format
// cannot hold is an error, never a changed value.
package render

import (
	"bytes"
	"errors"
	"fmt"
	"maps"
	"sync"
	"text/template"
	"text/template/parse"
)

// maxOutput bounds what one template may write, in bytes.
const maxOutput = 4 << 20

var errTooLarge = fmt.Errorf("the output is larger than %d MiB", maxOutput>>20)

// Template is a parsed template; it may be executed any number of times.
type Template struct {
	name, text string
	trees      map[string]*parse.Tree
	// bound makes the template ready to be executed, when that is first wanted:
	// most templates are only looked at, to see whether they are right.
	bound func() (*template.Template, error)
}

// Parse reads a text/template. name is what errors call it, such as the path
// of its file. A reference to a missing key is an error when it is executed,
// and a template that calls itself is refused here. Errors are of type *Error.
func Parse(name, text string) (*Template, error) {
	t := &Template{name: name, text: text}
	var err error
	if t.trees, err = parse.Parse(name, text, "", "", known()); err != nil {
		return nil, t.explain(err)
	}
	if cycle := findCycle(t.trees); cycle != "" {
		return nil, &Error{Name: name, Fact: fmt.Sprintf("the template %q calls itself", cycle)}
	}
	t.bound = sync.OnceValues(t.bind)
	return t, nil
}

// empty is a template that has the functions and nothing else. Binding them
// costs more than parsing a usual template, so it is done once.
var empty = sync.OnceValue(func() *template.Template {
	return template.New("").Option("missingkey=error").Funcs(Functions())
})

// known are the functions by name, with those that text/template has built in.
var known = sync.OnceValue(func() map[string]any {
	all := map[string]any{}
	for _, name := range builtin {
		all[name] = true // only the name counts
	}
	maps.Copy(all, Functions())
	return all
})

// builtin are the functions of text/template itself (text/template/funcs.go).
var builtin = []string{
	"and", "call", "eq", "ge", "gt", "html", "index", "js", "le", "len", "lt",
	"ne", "not", "or", "print", "printf", "println", "slice", "urlquery",
}

// bind joins the trees with the functions that they call.
func (t *Template) bind() (*template.Template, error) {
	own, err := empty().Clone()
	if err != nil {
		return nil, err
	}
	own = own.New(t.name)
	for name, tree := range t.trees {
		if _, err := own.AddParseTree(name, tree); err != nil {
			return nil, err
		}
	}
	return own, nil
}

// Execute fills the template with data and returns all of its output, or none
// and an error of type *Error. data is best a struct or a map of plain values.
func (t *Template) Execute(data any) ([]byte, error) {
	bound, err := t.bound()
	if err != nil {
		return nil, t.explain(err)
	}
	out := buffers.Get().(*bytes.Buffer)
	defer buffers.Put(out)
	out.Reset()
	if err := bound.Execute(&boundedWriter{out}, data); err != nil {
		return nil, t.explain(err)
	}
	return bytes.Clone(out.Bytes()), nil
}

// buffers are reused: a site has many short texts, and growing is what they cost.
var buffers = sync.Pool{New: func() any { return new(bytes.Buffer) }}

// boundedWriter refuses to grow its buffer beyond maxOutput.
type boundedWriter struct{ buffer *bytes.Buffer }

func (w *boundedWriter) Write(p []byte) (int, error) {
	if w.buffer.Len()+len(p) > maxOutput {
		return 0, errTooLarge
	}
	return w.buffer.Write(p)
}

// explain turns an error of text/template into an *Error.
func (t *Template) explain(err error) *Error {
	if errors.Is(err, errTooLarge) {
		return &Error{Name: t.name, Fact: errTooLarge.Error()}
	}
	line, column, message := splitPlace(t.name, err.Error())
	return &Error{Name: t.name, Line: line, Col: runeColumn(t.text, line, column), Fact: plainWords(message)}
}
