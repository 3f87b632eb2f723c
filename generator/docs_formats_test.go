package generator

import (
	"maps"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestFormatsAreDocumented wants the formats of files in docs/blueprints.md.
func TestFormatsAreDocumented(t *testing.T) {
	text, err := os.ReadFile("../docs/blueprints.md")
	if err != nil {
		t.Fatal(err)
	}
	_, table, _ := strings.Cut(string(text), "\n| Format | Content |\n")
	table, _, _ = strings.Cut(table, "\n\n")
	var documented []string
	for _, row := range regexp.MustCompile("(?m)^\\| `([a-z-]+)` \\|").FindAllStringSubmatch(table, -1) {
		documented = append(documented, row[1])
	}
	slices.Sort(documented)
	if diff := cmp.Diff(slices.Sorted(maps.Keys(formats())), documented); diff != "" {
		t.Errorf("formats (-there is +documented):\n%s", diff)
	}
}
