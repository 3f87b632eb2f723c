package report

import (
	_ "embed"
	"fmt"
	"maps"
	"slices"
	"sync"

	"gopkg.in/yaml.v3"
)

// Severity tells whether a problem stops the run.
type Severity int

const (
	// Error stops the run before anything is written.
	Error Severity = iota
	// Warning is printed and does not stop the run.
	Warning
)

// String returns "error" or "warning".
func (s Severity) String() string {
	if s == Warning {
		return "warning"
	}
	return "error"
}

// Kind documents one problem id.
type Kind struct {
	// ID is the area and the name, such as "yaml/syntax".
	ID string `yaml:"-"`
	// Severity is that of every problem with this id.
	Severity Severity `yaml:"-"`
	// Title is a few words for headings and annotations.
	Title string `yaml:"title"`
	// Text says what the problem means and why gen refuses the input.
	Text string `yaml:"text"`
	// Fix says what to type instead.
	Fix string `yaml:"fix"`
}

//go:embed catalogue.yaml
var catalogueText []byte

// catalogue is parsed on first use: a run without problems does not pay for it.
var catalogue = sync.OnceValue(func() map[string]Kind {
	kinds, err := parseCatalogue(catalogueText)
	if err != nil {
		panic("catalogue.yaml: " + err.Error())
	}
	return kinds
})

// parseCatalogue reads the map from id to kind.
func parseCatalogue(text []byte) (map[string]Kind, error) {
	entries := map[string]struct {
		Severity string `yaml:"severity"`
		Kind     `yaml:",inline"`
	}{}
	if err := yaml.Unmarshal(text, &entries); err != nil {
		return nil, err
	}
	kinds := make(map[string]Kind, len(entries))
	for id, entry := range entries {
		kind := entry.Kind
		kind.ID = id
		switch entry.Severity {
		case "error":
		case "warning":
			kind.Severity = Warning
		default:
			return nil, fmt.Errorf("%s: severity %q is neither error nor warning", id, entry.Severity)
		}
		kinds[id] = kind
	}
	return kinds, nil
}

// Kinds returns the whole catalogue sorted by id.
func Kinds() []Kind {
	kinds := make([]Kind, 0, len(catalogue()))
	for _, id := range slices.Sorted(maps.Keys(catalogue())) {
		kinds = append(kinds, catalogue()[id])
	}
	return kinds
}

// KindOf finds an id in the catalogue.
func KindOf(id string) (Kind, bool) {
	kind, ok := catalogue()[id]
	return kind, ok
}

// Severity looks the problem's id up; an id outside the catalogue is an Error.
func (p Problem) Severity() Severity { return catalogue()[p.ID].Severity }
