package schema

import (
	"strings"
	"testing"

	"gen/generator/strictyaml"
	"gen/generator/topology"
)

// TestWordsAreDocumented wants the words that the schema allows in the
// sentences that people read.
func TestWordsAreDocumented(t *testing.T) {
	found := 0
	var walk func(f *strictyaml.Type)
	walk = func(f *strictyaml.Type) {
		for _, word := range words[f.Key] {
			found++
			if !strings.Contains(f.Doc, word) {
				t.Errorf("%s: %q does not name %s", f.Key, f.Doc, word)
			}
		}
		for _, inner := range append(f.Fields, f.Element) {
			if inner != nil {
				walk(inner)
			}
		}
	}
	walk(strictyaml.Describe(topology.Site{}))
	if found == 0 {
		t.Error("no key with words found")
	}
}
