package expr

import (
	"strings"
	"testing"

	"gopkg.in/yaml.v3"

	"gen/generator/report"
	"gen/generator/strictyaml"
)

// Every word of an expression is found again in the file, in whatever way YAML
// writes the expression.
func TestLocate(t *testing.T) {
	for name, text := range map[string]string{
		"plain":        "a: one and two and three",
		"double":       `a: "one and two and three"`,
		"single":       "  a: 'one and two and three'",
		"folded":       "a: >-\n  one\n  and two\n  and three\n",
		"literal":      "b: c\na: |\n    one and\n    two and three\n",
		"several":      "a: one\n  and two\n  and three\n",
		"quoted lines": "a: \"one\n  and two\n  and three\"\n",
		"indented":     "x:\n  - a: |-\n      one and\n        two and three\n",
		"windows":      "a: |-\r\n  one and\r\n  two and three\r\n",
		"escapes":      `a: "\"one\"\tand \\ \u003c two\nand three"`,
		"behind words": "größe: 1\na: one and two and three",
	} {
		value := scalar(t, text)
		for _, word := range []string{"one", "two", "three"} {
			pos := locate([]byte(text), value, strings.Index(value.Value, word))
			line := strings.Split(text, "\n")[pos.Line-1]
			if got := string([]rune(line)[pos.Col-1:]); !strings.HasPrefix(got, word) {
				t.Errorf("%s: %q leads to %d:%d, which is %q", name, word, pos.Line, pos.Col, got)
			}
		}
	}
}

// Where the file says it with escapes of YAML alone, or does not say it at all, there is
// still the place where the text begins.
func TestLocateGivesUp(t *testing.T) {
	text := `a: "one\x20and two and three"`
	value := scalar(t, text)
	if pos := locate([]byte(text), value, strings.Index(value.Value, "three")); pos != value.Pos {
		t.Errorf("got %v", pos)
	}
	for _, source := range []string{"", "a", "\n\n\n", "a: other"} {
		for _, at := range []int{-1, 0, 3, 99} {
			if pos := locate([]byte(source), value, at); pos.File != value.Pos.File {
				t.Errorf("got %v", pos)
			}
		}
	}
	if pos := locate(nil, strictyaml.Text{}, 5); !pos.IsZero() {
		t.Errorf("nowhere is at %v", pos)
	}
}

func TestFill(t *testing.T) {
	values := func(name string) (string, bool) {
		value, ok := map[string]string{"a": "0.25", "long": "1", "none": ""}[name]
		return value, ok
	}
	for text, want := range map[string]string{
		"x > 1": "x > 1", "x > ${a} and y": "x > 0.25 and y", "x > ${long} and y < ${a} or z": "x > 1 and y < 0.25 or z",
		"${none}y": "y", "${b} y": "${b} y", "${a": "${a", "$a": "$a",
	} {
		f := fill(text, values)
		if f.text != want {
			t.Errorf("%s: got %s, want %s", text, f.text, want)
		}
		for _, word := range []string{"y", "z"} {
			if at := strings.LastIndex(f.text, word); at >= 0 && f.original(at) != strings.LastIndex(text, word) {
				t.Errorf("%s: %s at %d leads to %d", text, word, at, f.original(at))
			}
		}
	}
}

// scalar reads the value of the key a, wherever it stands.
func scalar(t *testing.T, text string) strictyaml.Text {
	t.Helper()
	var root yaml.Node
	if err := yaml.Unmarshal([]byte(text), &root); err != nil {
		t.Fatal(err)
	}
	node := find(&root)
	if node == nil {
		t.Fatalf("%q has no a", text)
	}
	return strictyaml.Text{Value: node.Value, Pos: report.Pos{File: "f", Line: node.Line, Col: node.Column}}
}

func find(n *yaml.Node) *yaml.Node {
	for i, child := range n.Content {
		if n.Kind == yaml.MappingNode && i%2 == 0 && child.Value == "a" {
			return n.Content[i+1]
		}
		if found := find(child); found != nil {
			return found
		}
	}
	return nil
}
