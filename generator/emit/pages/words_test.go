package pages

import (
	"slices"
	"strings"
	"testing"

	"gen/generator/plan"
)

func TestTell(t *testing.T) {
	critical := []plan.Label{{Name: "severity", Value: "critical"}}
	web := []plan.Label{{Name: "host", Value: "web"}}
	for name, c := range map[string]struct {
		rules []plan.Route
		want  string
	}{
		"no rules":           {nil, "default"},
		"first fits":         {[]plan.Route{{Receiver: "a", Match: critical}, {Receiver: "b", Match: critical}}, "a"},
		"goes on":            {[]plan.Route{{Receiver: "a", Match: critical, Continue: true}, {Receiver: "b", Match: critical}}, "a; b"},
		"goes on to nobody":  {[]plan.Route{{Receiver: "a", Match: critical, Continue: true}}, "a"},
		"another severity":   {[]plan.Route{{Receiver: "a", Match: []plan.Label{{Name: "severity", Value: "info"}}}}, "default"},
		"unknown label":      {[]plan.Route{{Receiver: "a", Match: web}, {Receiver: "b", Match: critical}}, `host="web": a; else b`},
		"unknown, goes on":   {[]plan.Route{{Receiver: "a", MatchRE: web, Continue: true}}, `host=~"web": a; else default`},
		"known and unknown":  {[]plan.Route{{Receiver: "a", Match: append(critical, web...)}}, `host="web": a; else default`},
		"whole expression":   {[]plan.Route{{Receiver: "a", MatchRE: []plan.Label{{Name: "alertname", Value: "Disk"}}}}, "default"},
		"expression":         {[]plan.Route{{Receiver: "a", MatchRE: []plan.Label{{Name: "alertname", Value: "Disk|Disk.*"}}}}, "a"},
		"broken expression":  {[]plan.Route{{Receiver: "a", MatchRE: []plan.Label{{Name: "alertname", Value: "("}}}}, "default"},
		"two unknown":        {[]plan.Route{{Receiver: "a", Match: web, Continue: true}, {Receiver: "b", MatchRE: web}, {Receiver: "c", Match: critical}}, `host="web": a; host=~"web": b; else c`},
		"several receivers":  {[]plan.Route{{Receiver: "a+b", Match: critical}}, "a,b"},
		"rule below a rule":  {[]plan.Route{{Receiver: "a", Match: critical, Routes: []plan.Route{{Receiver: "b", Match: web}}}}, `host="web": b; else a`},
		"rule below unknown": {[]plan.Route{{Receiver: "a", Match: web, Routes: []plan.Route{{Receiver: "b", Match: critical}}}}, `host="web": b; else default`},
	} {
		t.Run(name, func(t *testing.T) {
			root := plan.Route{Receiver: "default", Routes: c.rules}
			var words []string
			for _, told := range root.Tells(map[string]string{"alertname": "DiskFull", "severity": "critical"}) {
				word := strings.Join(told.Receivers, ",")
				if len(told.When) > 0 {
					word = strings.Join(told.When, ",") + ": " + word
				}
				if told.Else {
					word = "else " + word
				}
				words = append(words, word)
			}
			if got := strings.Join(words, "; "); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

func TestContained(t *testing.T) {
	for text, want := range map[string]string{
		"\nLook at `x`.\n\n- a\n- b\n": "Look at `x`.\n\n- a\n- b",
		"## DiskFull":                  `\## DiskFull`,
		"   # x":                       `   \# x`,
		"<!-- x\n<details>":            "\\<!-- x\n\\<details>",
		"DiskFull\n---\nx\n  ==":       "DiskFull\n\\---\nx\n  \\==",
		"```sh\n# a comment\n<x\n```":  "```sh\n# a comment\n<x\n```",
		"```\nopen\n## x":              "```\nopen\n## x\n```",
		"~~~\n```\n## x":               "~~~\n```\n## x\n~~~",
		"```\na\n````\n## x":           "```\na\n````\n\\## x",
		"````\n```\n# x\n````\n# y":    "````\n```\n# x\n````\n\\# y",
		"```\n``` x\n# z":              "```\n``` x\n# z\n```",
		"a < b":                        "a < b",
	} {
		if got := contained(text); got != want {
			t.Errorf("%q: got %q, want %q", text, got, want)
		}
	}
}

func TestSomeNodes(t *testing.T) {
	for names, want := range map[string]string{
		"a": "a", "a b c": "a, b, c", "a a b": "a, b",
		"web-01 web-02 web-03 web-10": "web-* (4 nodes)",
		"web web-1 web-2 web-3":       "web* (4 nodes)",
		"a b c d":                     "a, b and 2 more",
		"1 10 11 12":                  "1, 10 and 2 more",
	} {
		if got := someNodes(strings.Fields(names)); got != want {
			t.Errorf("%s: got %q, want %q", names, got, want)
		}
	}
}

type word string

func (w word) key() string { return string(w) }

func TestTableOf(t *testing.T) {
	var rows []row[word]
	for _, name := range strings.Split("cabac", "") {
		rows = append(rows, row[word]{[]string{"n" + name}, word(name)})
	}
	few := tableOf(rows)
	if got := keys(few); got != "c a b" || few.Rows[0].Place() != "nc" {
		t.Errorf("few rows: %q, the first of %s", got, few.Rows[0].Place())
	}
	many := tableOf(slices.Repeat(rows, longest))
	if got := keys(many); got != "a b c" || many.More != 0 {
		t.Errorf("many rows: %q", got)
	}
	rows = nil
	for at := range longest + 7 {
		rows = append(rows, row[word]{nil, word(rune('a' + at))})
	}
	if cut := tableOf(rows); len(cut.Rows) != longest || cut.More != 7 {
		t.Errorf("%d rows, %d more", len(cut.Rows), cut.More)
	}
}

func keys(t table[word]) string {
	var list []string
	for _, r := range t.Rows {
		list = append(list, r.Is.key())
	}
	return strings.Join(list, " ")
}

func TestFence(t *testing.T) {
	for text, want := range map[string]string{"a": "```", "a{b=`c`}": "```", "```": "````", "x````y": "`````"} {
		if got := fence(text); got != want {
			t.Errorf("%q: got %s, want %s", text, got, want)
		}
	}
}

// TestBoxes wants a box of its own for what has most links, and one for the rest.
func TestBoxes(t *testing.T) {
	var nodes []*plan.Node
	for at, links := range []int{0, 5, 0, 1} {
		i := &plan.Instance{Name: string(rune('a' + at)), Out: make([]*plan.Link, links)}
		nodes = append(nodes, &plan.Node{Name: strings.Repeat("n", at+1), Instances: []*plan.Instance{i}})
	}
	if all := boxes(nodes, 4); len(all) != 4 || all[0].rest || all[3].rest {
		t.Errorf("%d boxes for 4 nodes", len(all))
	}
	few := boxes(nodes, 3)
	if len(few) != 3 || few[0].nodes[0] != nodes[1] || few[1].nodes[0] != nodes[3] || !few[2].rest || !slices.Equal(few[2].nodes, []*plan.Node{nodes[0], nodes[2]}) {
		t.Errorf("got %+v", few)
	}
}
