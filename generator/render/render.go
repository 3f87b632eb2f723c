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
	"text/template"
)

// maxOutput bounds what one template may write, in bytes.
const maxOutput = 4 << 20

var errTooLarge = fmt.Errorf("the output is larger than %d MiB", maxOutput>>20)

// Template is a parsed template; it may be executed any number of times.
type Template struct {
	name, text string
	parsed     *template.Template
}

// Parse reads a text/template. name is what errors call it, such as the path
// of its file. A reference to a missing key is an error when it is executed,
// and a template that calls itself is refused here. Errors are of type *Error.
func Parse(name, text string) (*Template, error) {
	t := &Template{name: name, text: text}
	parsed, err := template.New(name).Option("missingkey=error").Funcs(Functions()).Parse(text)
	if err != nil {
		return nil, t.explain(err)
	}
	if cycle := findCycle(parsed); cycle != "" {
		return nil, &Error{Name: name, Fact: fmt.Sprintf("the template %q calls itself", cycle)}
	}
	t.parsed = parsed
	return t, nil
}

// Execute fills the template with data and returns all of its output, or none
// and an error of type *Error. data is best a struct or a map of plain values.
func (t *Template) Execute(data any) ([]byte, error) {
	var out bytes.Buffer
	if err := t.parsed.Execute(&boundedWriter{&out}, data); err != nil {
		return nil, t.explain(err)
	}
	return out.Bytes(), nil
}

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
