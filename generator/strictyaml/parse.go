// Package strictyaml reads YAML that people write: with places, refusing what
// two readers could understand differently. Parse turns text into nodes,
// Decode turns nodes into Go values. Both add all problems to a report.
package strictyaml

import (
	"bytes"
	"errors"
	"io"

	"gen/generator/report"

	"gopkg.in/yaml.v3"
)

// Parse reads one document and returns its root mapping, or nil after adding
// problems to r. It keeps the text in r, so that printing can show lines. What
// it refuses stands in the catalogue under yaml/. It never panics.
func Parse(file string, data []byte, r *report.Report) (root *yaml.Node) {
	data = bytes.TrimPrefix(data, []byte("\ufeff"))
	r.AddSource(file, data)
	decoder := yaml.NewDecoder(bytes.NewReader(data))
	var document yaml.Node
	if err := decoder.Decode(&document); err != nil {
		if errors.Is(err, io.EOF) {
			r.Add(report.Problem{ID: "yaml/empty", Pos: report.Pos{File: file, Line: 1, Col: 1}, Fact: "the file is empty"})
			return nil
		}
		r.Add(report.Problem{ID: "yaml/syntax", Pos: report.Pos{File: file, Line: 1, Col: 1}, Fact: "the text is not valid YAML"})
		return nil
	}
	return document.Content[0]
}
