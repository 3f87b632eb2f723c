// Package report holds what gen has to say about a user's input: problems,
// each with a stable id, a place in a file, a fact and a hint.
//
// Voice: lower case, no full stop; the fact says what is the case, the hint
// says what to type next. A stage adds all its problems to one Report and the
// next stage starts only when none of them is an error.
package report

import (
	"cmp"
	"slices"
)

// Pos is a place in a file that the user wrote. Line and Col count from 1 and
// Col counts runes, as editors do. The zero Pos means "nowhere in a file".
type Pos struct {
	// File is the name as the user would type it, with slashes.
	File string `json:"file"`
	Line int    `json:"line"`
	Col  int    `json:"column"`
}

// IsZero tells whether p points at nothing.
func (p Pos) IsZero() bool { return p == Pos{} }

// Compare orders places by file, line and column.
func (p Pos) Compare(q Pos) int {
	return cmp.Or(cmp.Compare(p.File, q.File), cmp.Compare(p.Line, q.Line), cmp.Compare(p.Col, q.Col))
}

// Problem is one thing that is wrong, or unwise, in what the user wrote.
type Problem struct {
	// ID is stable and documented in docs/errors.md, such as "topology/unknown-key".
	ID string
	// Pos is where the user has to look.
	Pos Pos
	// Fact is the sentence, such as `unknown key "prot"`.
	Fact string
	// Hint is what to type next, such as `did you mean "port"?`; it may be empty.
	Hint string
}

// Report collects the problems of a run and the sources that they point into.
// The zero Report is ready for use.
type Report struct {
	problems []Problem
	sources  map[string][]byte
}

// Add records a problem. Its ID must stand in the catalogue (see Kinds).
func (r *Report) Add(p Problem) { r.problems = append(r.problems, p) }

// AddSource keeps the text of a file, so that printing can show its lines.
func (r *Report) AddSource(file string, text []byte) {
	if r.sources == nil {
		r.sources = map[string][]byte{}
	}
	r.sources[file] = text
}

// Source returns the text of a file that was added.
func (r *Report) Source(file string) ([]byte, bool) {
	text, ok := r.sources[file]
	return text, ok
}

// Problems returns all problems sorted by place, id and text, without repeats.
func (r *Report) Problems() []Problem {
	sorted := slices.Clone(r.problems)
	slices.SortFunc(sorted, func(a, b Problem) int {
		return cmp.Or(a.Pos.Compare(b.Pos), cmp.Compare(a.ID, b.ID), cmp.Compare(a.Fact, b.Fact), cmp.Compare(a.Hint, b.Hint))
	})
	return slices.Compact(sorted)
}

// Failed tells whether any problem is an error; warnings do not fail.
func (r *Report) Failed() bool {
	return slices.ContainsFunc(r.problems, func(p Problem) bool { return p.Severity() == Error })
}
