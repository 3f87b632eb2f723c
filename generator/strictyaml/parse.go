// Package strictyaml reads YAML that people write: with places, refusing what
// two readers could understand differently. Parse turns text into nodes,
// Decode turns nodes into Go values. Both add all problems to a report.
package strictyaml

import (
	"bytes"
	"io"
	"strings"

	"gen/generator/report"

	"gopkg.in/yaml.v3"
)

// Parse reads one document and returns its root mapping, or nil after adding
// problems to r. It keeps the text in r, so that printing can show lines. What
// it refuses stands in the catalogue under yaml/. It never panics, and limits
// on size, values and depth bound its time and memory.
func Parse(file string, data []byte, r *report.Report) *yaml.Node {
	data = bytes.TrimPrefix(data, []byte("\ufeff"))
	r.AddSource(file, data)
	if p, ok := checkText(data); !ok {
		p.Pos.File = file
		r.Add(p)
		return nil
	}
	documents, failure := readDocuments(bytes.NewReader(data))
	if failure != nil {
		r.Add(explain(file, data))
		return nil
	}
	return root(reader{file, r}, documents)
}

// root returns the root mapping of the only document.
func root(d reader, documents []*yaml.Node) *yaml.Node {
	if len(documents) > 1 {
		d.fail(documents[1], "yaml/multiple-documents", "a second document begins here", `remove this line`)
		return nil
	}
	if len(documents) == 0 || isNull(documents[0].Content[0]) {
		d.fail(&yaml.Node{Line: 1, Column: 1}, "yaml/empty", "the file is empty", `type at least one "key: value"`)
		return nil
	}
	top := documents[0].Content[0]
	t := tree{reader: d}
	t.check(top, 1)
	if top.Kind != yaml.MappingNode && !t.failed {
		t.fail(top, "yaml/wrong-kind", "want a mapping, got "+kindNames[top.Kind],
			`write lines of "key: value", with a space after the colon`)
	}
	if t.failed {
		return nil
	}
	return top
}

// syntaxError is the parser's complaint, with the line that it names or 0.
type syntaxError struct {
	line    int
	message string
}

// Error returns the parser's own words, which no user gets to see.
func (e *syntaxError) Error() string { return e.message }

// readDocuments returns the first two documents; nobody needs more. A panic of
// the parser is a failure without a line.
func readDocuments(in io.Reader) (documents []*yaml.Node, failure *syntaxError) {
	defer func() {
		if recover() != nil {
			failure = &syntaxError{}
		}
	}()
	decoder := yaml.NewDecoder(in)
	for len(documents) < 2 {
		var document yaml.Node
		switch err := decoder.Decode(&document); {
		case err == io.EOF:
			return documents, nil
		case err != nil:
			return nil, newSyntaxError(err.Error())
		case len(document.Content) == 0:
			return nil, &syntaxError{}
		}
		documents = append(documents, &document)
	}
	return documents, nil
}

// newSyntaxError splits a text such as "yaml: line 3: did not find expected key".
func newSyntaxError(text string) *syntaxError {
	e := &syntaxError{message: strings.TrimPrefix(text, "yaml: ")}
	rest, found := strings.CutPrefix(e.message, "line ")
	if number, message, ok := strings.Cut(rest, ": "); found && ok {
		if line, ok := wholeNumber(number); ok {
			e.line, e.message = line, message
		}
	}
	return e
}
