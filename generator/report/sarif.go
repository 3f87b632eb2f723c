package report

import (
	"cmp"
	"encoding/json"
	"io"
	"net/url"
	"slices"
)

// The part of SARIF 2.1.0 that code scanning reads
// (docs.oasis-open.org/sarif/sarif/v2.1.0).
type (
	sarifLog struct {
		Schema  string     `json:"$schema"`
		Version string     `json:"version"`
		Runs    []sarifRun `json:"runs"`
	}
	sarifRun struct {
		Tool sarifTool `json:"tool"`
		// ColumnKind says that columns count characters, as those of Pos do.
		ColumnKind string        `json:"columnKind"`
		Results    []sarifResult `json:"results"`
	}
	sarifTool struct {
		Driver sarifDriver `json:"driver"`
	}
	sarifDriver struct {
		Name  string      `json:"name"`
		Rules []sarifRule `json:"rules"`
	}
	sarifRule struct {
		ID      string       `json:"id"`
		Short   sarifText    `json:"shortDescription"`
		Full    sarifText    `json:"fullDescription"`
		Help    sarifText    `json:"help"`
		Default sarifDefault `json:"defaultConfiguration"`
	}
	sarifDefault struct {
		Level string `json:"level"`
	}
	sarifText struct {
		Text string `json:"text"`
	}
	sarifResult struct {
		RuleID    string          `json:"ruleId"`
		RuleIndex int             `json:"ruleIndex"`
		Level     string          `json:"level"`
		Message   sarifText       `json:"message"`
		Locations []sarifLocation `json:"locations"`
	}
	sarifLocation struct {
		Physical sarifPlace `json:"physicalLocation"`
	}
	sarifPlace struct {
		Artifact sarifArtifact `json:"artifactLocation"`
		Region   sarifRegion   `json:"region"`
	}
	sarifArtifact struct {
		URI string `json:"uri"`
	}
	sarifRegion struct {
		Line   int `json:"startLine"`
		Column int `json:"startColumn"`
	}
)

// printSARIF writes one log with one run. Its rules are the kinds of problems
// that occur.
func (r *Report) printSARIF(w io.Writer) error {
	run := sarifRun{Tool: sarifTool{sarifDriver{Name: "gen", Rules: []sarifRule{}}}, ColumnKind: "unicodeCodePoints", Results: []sarifResult{}}
	problems := r.Problems()
	var ids []string
	for _, p := range problems {
		ids = append(ids, p.ID)
	}
	slices.Sort(ids)
	ids = slices.Compact(ids)
	for _, id := range ids {
		run.Tool.Driver.Rules = append(run.Tool.Driver.Rules, ruleOf(id))
	}
	for _, p := range problems {
		index, _ := slices.BinarySearch(ids, p.ID)
		run.Results = append(run.Results, resultOf(p, index))
	}
	encoder := json.NewEncoder(w)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	return encoder.Encode(sarifLog{"https://json.schemastore.org/sarif-2.1.0.json", "2.1.0", []sarifRun{run}})
}

// ruleOf is a kind of problem; one outside the catalogue has its id only.
func ruleOf(id string) sarifRule {
	kind, _ := KindOf(id)
	title := cmp.Or(kind.Title, id)
	return sarifRule{
		ID: id, Short: sarifText{title}, Full: sarifText{cmp.Or(kind.Text, title)},
		Help: sarifText{cmp.Or(kind.Fix, title)}, Default: sarifDefault{kind.Severity.String()},
	}
}

// resultOf is a problem. Code scanning shows nothing without a place, so that
// what has none stands at the beginning.
func resultOf(p Problem, index int) sarifResult {
	place := sarifPlace{
		Artifact: sarifArtifact{(&url.URL{Path: cmp.Or(p.Pos.File, "site.yaml")}).String()},
		Region:   sarifRegion{max(p.Pos.Line, 1), max(p.Pos.Col, 1)},
	}
	return sarifResult{p.ID, index, p.Severity().String(), sarifText{p.sentence()}, []sarifLocation{{place}}}
}
