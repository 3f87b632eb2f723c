package report

import (
	"bytes"
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

// MarshalJSON is the list of problems, sorted as Problems sorts them; it is
// empty, never null.
func (r *Report) MarshalJSON() ([]byte, error) {
	list := []jsonProblem{}
	for _, p := range r.Problems() {
		list = append(list, jsonProblem{p.ID, p.Severity().String(), p.Pos, p.Fact, p.Hint})
	}
	return plainJSON(list)
}

// plainJSON does not escape what only matters in HTML.
func plainJSON(v any) ([]byte, error) {
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	err := encoder.Encode(v)
	return out.Bytes(), err
}

// printJSON writes {"problems":[...]}.
func (r *Report) printJSON(w io.Writer) error {
	encoder := json.NewEncoder(w)
	encoder.SetEscapeHTML(false)
	return encoder.Encode(struct {
		Problems *Report `json:"problems"`
	}{r})
}
