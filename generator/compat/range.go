package compat

import (
	"fmt"
	"slices"
	"strings"
)

// Range is a set of versions given by bounds that must all hold, such as
// ">=1.0.0 <2.0.0". The zero Range holds every version.
type Range struct {
	bounds []bound
}

type bound struct {
	operator string
	version  Version
}

// operators stand in the order in which they are tried: the longer ones first.
var operators = []string{">=", "<=", ">", "<", "="}

// ParseRange reads bounds separated by blanks; all of them must hold. A bound
// is one of < <= > >= = followed by a version. A range that no version can
// fulfil is an error, as it is always a slip.
func ParseRange(text string) (Range, error) {
	var r Range
	for _, word := range strings.Fields(text) {
		b, err := parseBound(word)
		if err != nil {
			return Range{}, err
		}
		r.bounds = append(r.bounds, b)
	}
	if len(r.bounds) == 0 {
		return Range{}, fmt.Errorf(`a version range is empty, write one such as ">=1.0.0 <2.0.0"`)
	}
	if r.isEmpty() {
		return Range{}, fmt.Errorf("no version is %s", strings.Join(strings.Fields(text), " and "))
	}
	return r, nil
}

func parseBound(word string) (bound, error) {
	for _, operator := range operators {
		number, found := strings.CutPrefix(word, operator)
		if !found {
			continue
		}
		if number == "" {
			return bound{}, fmt.Errorf("no version follows %q, write them without a blank such as %q", operator, operator+"1.0.0")
		}
		version, err := ParseVersion(number)
		return bound{operator, version}, err
	}
	return bound{}, fmt.Errorf("%q does not start with one of < <= > >= =, write a range such as \">=1.0.0 <2.0.0\"", word)
}

// isEmpty tries the versions at which the set can begin: the first of all, each
// bound, and the one right after each bound.
func (r Range) isEmpty() bool {
	starts := []Version{{}}
	for _, b := range r.bounds {
		after := b.version
		after.Patch++
		starts = append(starts, b.version, after)
	}
	return !slices.ContainsFunc(starts, r.Contains)
}

// Contains tells whether v fulfils all bounds.
func (r Range) Contains(v Version) bool {
	for _, b := range r.bounds {
		if !b.holds(v) {
			return false
		}
	}
	return true
}

func (b bound) holds(v Version) bool {
	order := v.Compare(b.version)
	switch b.operator {
	case "<":
		return order < 0
	case "<=":
		return order <= 0
	case ">":
		return order > 0
	case ">=":
		return order >= 0
	}
	return order == 0
}

// IsZero tells whether r has no bounds and so holds every version.
func (r Range) IsZero() bool { return len(r.bounds) == 0 }

// String prints the bounds as ParseRange reads them.
func (r Range) String() string {
	words := make([]string, len(r.bounds))
	for i, b := range r.bounds {
		words[i] = b.operator + b.version.String()
	}
	return strings.Join(words, " ")
}

// MarshalText prints r as String does, for YAML and JSON.
func (r Range) MarshalText() ([]byte, error) { return []byte(r.String()), nil }

// UnmarshalText reads what ParseRange reads, for YAML and JSON.
func (r *Range) UnmarshalText(text []byte) (err error) {
	*r, err = ParseRange(string(text))
	return err
}
