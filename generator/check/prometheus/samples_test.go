package prometheus

import (
	"fmt"
	"strings"
	"testing"
)

// A long list is shortened to one entry of every kind, and to so many kinds.
func TestSamples(t *testing.T) {
	for name, c := range map[string]struct{ list, want string }{
		"digits are no difference":  {"# head\n- a: 1\n- a: 22\n- a: 3\n", "# head\n- a: 1\n"},
		"letters are":               {"- a: x1\n- a: y1\n- a: x2\n", "- a: x1\n- a: y1\n"},
		"entries of several lines":  {"- a: 1\n  b: x\n- a: 2\n  b: y\n- a: 3\n  b: x\n", "- a: 1\n  b: x\n- a: 2\n  b: y\n"},
		"a broken entry is a kind":  {"- a: 1\n- a: [2\n", "- a: 1\n- a: [2\n"},
		"no entries":                {"# head\n", "# head\n"},
		"no end of the last line":   {"- a: 1\n- b: 2", "- a: 1\n- b: 2"},
		"the kind of an entry ends": {"- a: 1\n- a: 1x\n", "- a: 1\n- a: 1x\n"},
	} {
		if got := string(Samples([]byte(c.list), "- ")); got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
	var long strings.Builder
	for n := range 10 * most {
		fmt.Fprintf(&long, "- a: %s\n", strings.Repeat("x", n))
	}
	if kinds := strings.Count(string(Samples([]byte(long.String()), "- ")), "\n"); kinds != most {
		t.Errorf("%d kinds, want %d", kinds, most)
	}
}
