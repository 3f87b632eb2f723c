package main

import (
	"encoding/json"
	"io"

	"gen/generator/check"
	"gen/generator/report"
)

// checkDocument is the documented shape of a check in JSON. Lists are never
// null; proof and output are when the site is invalid, output also when it
// cannot be read.
type checkDocument struct {
	Result   string         `json:"result"`
	Problems *report.Report `json:"problems"`
	Proof    *check.Figures `json:"proof"`
	Output   *checkedOutput `json:"output"`
}

// checkedOutput is the output folder and what a build would change in it.
type checkedOutput struct {
	Folder      string   `json:"folder"`
	Created     []string `json:"created"`
	Changed     []string `json:"changed"`
	Removed     []string `json:"removed"`
	HandEdited  []string `json:"hand_edited"`
	Foreign     []string `json:"foreign"`
	Interrupted bool     `json:"interrupted"`
}

// writeJSON writes one document.
func (f *checked) writeJSON(w io.Writer) error {
	document := checkDocument{Result: f.result, Problems: f.report}
	if f.result != resultInvalid {
		document.Proof = &f.proof
	}
	if o := f.changes; o != nil {
		document.Output = &checkedOutput{f.out, orEmpty(o.Created), orEmpty(o.Changed), orEmpty(o.Removed), orEmpty(o.HandEdited), orEmpty(o.Foreign), o.Interrupted}
	}
	encoder := json.NewEncoder(w)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	return encoder.Encode(document)
}

// orEmpty turns nil into an empty list.
func orEmpty(list []string) []string {
	if list == nil {
		return []string{}
	}
	return list
}
