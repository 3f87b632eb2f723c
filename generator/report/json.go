package report

import (
	"encoding/json"
	"io"
)

// jsonProblem is the documented shape of one problem in JSON.
type jsonProblem struct {
	ID       string `json:"id"`
	Severity string `json:"severity"`
	Pos
	Fact string `json:"fact"`
	Hint string `json:"hint"`
}

// printJSON writes {"problems":[...]}; the list is empty, never null.
func (r *Report) printJSON(w io.Writer) error {
	document := struct {
		Problems []jsonProblem `json:"problems"`
	}{[]jsonProblem{}}
	for _, p := range r.Problems() {
		document.Problems = append(document.Problems, jsonProblem{p.ID, p.Severity().String(), p.Pos, p.Fact, p.Hint})
	}
	encoder := json.NewEncoder(w)
	encoder.SetEscapeHTML(false)
	return encoder.Encode(document)
}
