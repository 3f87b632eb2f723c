package strictyaml_test

import (
	"fmt"
	"strings"
	"testing"

	"gen/generator/report"
	"gen/generator/strictyaml"

	"gopkg.in/yaml.v3"
)

// said returns all problems as "line:column id fact; hint" lines, without the prefix yaml/.
func said(r *report.Report) string {
	var out strings.Builder
	for _, p := range r.Problems() {
		fmt.Fprintf(&out, "%d:%d %s %s; %s\n", p.Pos.Line, p.Pos.Col, strings.TrimPrefix(p.ID, "yaml/"), p.Fact, p.Hint)
	}
	return out.String()
}

func TestParseRefuses(t *testing.T) {
	for _, c := range refusals {
		t.Run(c.name, func(t *testing.T) {
			r := &report.Report{}
			if n := strictyaml.Parse("site.yaml", []byte(c.text), r); n != nil {
				t.Errorf("%q is accepted", c.text)
			}
			if got := said(r); got != c.want {
				t.Errorf("%q\ngot:\n%swant:\n%s", c.text, got, c.want)
			}
			for _, p := range r.Problems() {
				if _, ok := report.KindOf(p.ID); !ok {
					t.Errorf("%s is not in the catalogue", p.ID)
				}
				if p.Pos.File != "site.yaml" {
					t.Errorf("the problem is in the file %q", p.Pos.File)
				}
			}
		})
	}
}

func TestParseAccepts(t *testing.T) {
	for _, text := range []string{
		"a: 1\n", "a: 1", "---\na: 1\n...\n", "\ufeffa: 1\n", "a: 1\r\nb: 2\r\n", "a:\n- b\n- c\n", "{a: 1}\n",
		"a: \"\\t\\n\"\n", "on: 1\nyes: 2\n", "? a\n: b\n", "a: it's 100% [x]\n", "a: b#c\n", "'1': a\n", "a: |\n  %\n\n  \tx\n",
		"家: 🏠\n", "a: http://x:1/?y\n", "a:\n",
	} {
		r := &report.Report{}
		if n := strictyaml.Parse("site.yaml", []byte(text), r); n == nil || n.Kind != yaml.MappingNode || said(r) != "" {
			t.Errorf("%q is refused: %s", text, said(r))
		}
	}
}

func TestParseBoundsHostileInput(t *testing.T) {
	const size = 16 << 20
	for name, c := range map[string]struct{ text, want string }{
		"16 MiB and a byte": {strings.Repeat("#", size+1), "1:1 too-large the file has 16777217 bytes, more than 16 MiB; split it into several files\n"},
		"16 MiB of comment": {strings.Repeat("#", size), "1:1 empty the file is empty; type at least one \"key: value\"\n"},
		"brackets":          {"a: " + strings.Repeat("[", 20_000), "1:104 too-deep nested more than 100 deep; look for a bracket that is never closed\n"},
		"many brackets":     {strings.Repeat("[", size), "1:1 too-large the file has more than 1000000 list items and keys; split it into several files\n"},
		"dashes":            {strings.Repeat("- ", 20_000), "1:201 too-deep nested more than 100 deep; look for a bracket that is never closed\n"},
		"question marks":    {strings.Repeat("? ", 20_000), "1:201 too-deep nested more than 100 deep; look for a bracket that is never closed\n"},
		"101 brackets":      {"a: " + strings.Repeat("[", 101) + strings.Repeat("]", 101), "1:103 too-deep nested more than 100 deep; look for a bracket that is never closed\n"},
		"list items":        {strings.Repeat("- a\n", 1_000_001), "1:1 too-large the file has more than 1000000 list items and keys; split it into several files\n"},
		"open long quote":   {"a: \"" + strings.Repeat("x", 1<<20), "1:1 syntax the quote that opens here is never closed; add the closing quote\n"},
		"tag directives":    {strings.Repeat("%TAG !a! b\n", 100_000), "1:1 directive a line begins with \"%\"; remove it, or indent it or put it in quotes if it is text\n"},
		"alias bomb": {"a: &a [x]\nb: &b [*a, *a]\n", "1:4 anchor the anchor \"&a\" is not allowed; write the value out, or share it with a group\n" +
			"2:4 anchor the anchor \"&b\" is not allowed; write the value out, or share it with a group\n" +
			"2:8 anchor the alias \"*a\" is not allowed; write the value out, or share it with a group\n" +
			"2:12 anchor the alias \"*a\" is not allowed; write the value out, or share it with a group\n"},
	} {
		t.Run(name, func(t *testing.T) {
			r := &report.Report{}
			if n := strictyaml.Parse("site.yaml", []byte(c.text), r); n != nil {
				t.Error("accepted")
			}
			if got := said(r); got != c.want {
				t.Errorf("got:\n%swant:\n%s", got, c.want)
			}
		})
	}
}

func TestParseAcceptsLimits(t *testing.T) {
	for name, text := range map[string]string{
		"100 deep":        "a: " + strings.Repeat("[", 99) + strings.Repeat("]", 99),
		"16 MiB of value": "a: " + strings.Repeat("x", 16<<20-3),
	} {
		r := &report.Report{}
		if n := strictyaml.Parse("site.yaml", []byte(text), r); n == nil {
			t.Errorf("%s: %s", name, said(r))
		}
	}
}
