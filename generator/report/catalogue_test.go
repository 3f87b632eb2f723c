package report

import (
	"slices"
	"strings"
	"testing"
)

func TestKinds(t *testing.T) {
	kinds := Kinds()
	if !slices.IsSortedFunc(kinds, func(a, b Kind) int { return strings.Compare(a.ID, b.ID) }) {
		t.Error("not sorted")
	}
	for _, k := range kinds {
		area, name, ok := strings.Cut(k.ID, "/")
		if !ok || strings.Trim(area+name, "abcdefghijklmnopqrstuvwxyz0123456789-") != "" {
			t.Errorf("%s is no id", k.ID)
		}
		if k.Title == "" || k.Text == "" || k.Fix == "" {
			t.Errorf("%s lacks a title, a text or a fix", k.ID)
		}
	}
}

func TestKindOf(t *testing.T) {
	if k, ok := KindOf("yaml/syntax"); !ok || k.ID != "yaml/syntax" || k.Severity != Error {
		t.Errorf("got %+v, %v", k, ok)
	}
	if _, ok := KindOf("yaml/sintax"); ok {
		t.Error("an unknown id is found")
	}
}

func TestParseCatalogue(t *testing.T) {
	kinds, err := parseCatalogue([]byte("a/b: {severity: warning, title: T, text: X, fix: F}\n"))
	if want := (Kind{"a/b", Warning, "T", "X", "F"}); err != nil || kinds["a/b"] != want {
		t.Errorf("got %+v, %v", kinds, err)
	}
	for _, text := range []string{"a/b: {title: T}", "a/b: {severity: fatal}", "a/b: [x]", "a: {", "a/b: {severity: error}\na/b: {severity: error}\n"} {
		if kinds, err := parseCatalogue([]byte(text)); err == nil {
			t.Errorf("%q gives %v", text, kinds)
		}
	}
}

func TestSummary(t *testing.T) {
	for want, counts := range map[string]map[Severity]int{
		"":                    {},
		"1 error":             {Error: 1},
		"2 errors, 1 warning": {Error: 2, Warning: 1},
		"2 warnings":          {Warning: 2},
	} {
		if got := summary(counts); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

func TestFailed(t *testing.T) {
	r := Report{}
	if r.Failed() {
		t.Error("an empty report fails")
	}
	r.Add(Problem{ID: "made/up"})
	if !r.Failed() {
		t.Error("an id outside the catalogue does not fail")
	}
}

func TestProblemsAreSortedOnce(t *testing.T) {
	r := Report{}
	a, b := Problem{ID: "x", Pos: Pos{"f", 2, 1}}, Problem{ID: "x", Pos: Pos{"f", 1, 9}}
	for _, p := range []Problem{a, b, a} {
		r.Add(p)
	}
	if got := r.Problems(); !slices.Equal(got, []Problem{b, a}) {
		t.Errorf("got %v", got)
	}
}

func TestMarkdown(t *testing.T) {
	text := string(Markdown())
	for _, k := range Kinds() {
		if want := "\n<a id=\"" + Anchor(k.ID) + "\"></a>\n## " + k.ID + "\n\n" + k.Title + " ("; strings.Count(text, want) != 1 {
			t.Errorf("%s does not occur once", k.ID)
		}
	}
	if !strings.HasSuffix(text, "\n") || strings.HasSuffix(text, "\n\n") {
		t.Error("does not end with one line break")
	}
}

func TestNearest(t *testing.T) {
	keys := []string{"port", "ports", "prometheus", "node_exporter", "to", "größe", "ab", "ac", ""}
	for word, want := range map[string]string{
		"prot": "port", "prots": "ports", "promethues": "prometheus", "node-exporter": "node_exporter", "nodeexporter": "node_exporter",
		"Port": "port", "PROMETHEUS": "prometheus", "grösse": "größe", "too": "to", "ad": "ab",
		"": "", "x": "", "xyzzy": "", "labels": "", "pprometeus": "prometheus", strings.Repeat("port", 20): "",
	} {
		got, ok := Nearest(word, keys)
		if got != want || ok != (want != "") {
			t.Errorf("%q gives %q, %v; want %q", word, got, ok, want)
		}
		slices.Reverse(keys)
		if again, _ := Nearest(word, keys); again != got {
			t.Errorf("%q gives %q and %q", word, got, again)
		}
	}
	if got, ok := Nearest("a", nil); ok {
		t.Errorf("nothing to choose from gives %q", got)
	}
}

func TestEditDistance(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want int
	}{{"", "", 0}, {"", "abc", 3}, {"abc", "", 3}, {"abc", "abc", 0}, {"abc", "acb", 1}, {"abc", "xbc", 1}, {"kitten", "sitting", 3}, {"äb", "bä", 1}} {
		if got := editDistance([]rune(c.a), []rune(c.b)); got != c.want {
			t.Errorf("%q, %q: got %d, want %d", c.a, c.b, got, c.want)
		}
	}
}

func TestWidth(t *testing.T) {
	for r, want := range map[rune]int{'a': 1, 'é': 1, '\u0301': 0, '家': 2, '한': 2, '！': 2, '🏠': 2, '…': 1} {
		if got := width(r); got != want {
			t.Errorf("%q: got %d, want %d", r, got, want)
		}
	}
}
