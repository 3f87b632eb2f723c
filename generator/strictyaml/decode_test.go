package strictyaml_test

import (
	"testing"
	"time"

	"gen/generator/report"
	"gen/generator/strictyaml"

	"github.com/google/go-cmp/cmp"
	"gopkg.in/yaml.v3"
)

type common struct {
	Labels strictyaml.Map[strictyaml.Text] `yaml:"labels" doc:"labels of the node"`
}

type runtime struct{ strictyaml.Text }

func (runtime) Enum() []string { return []string{"systemd", "compose"} }

type word string

func (word) Enum() []string { return []string{"red", "green"} }

type span strictyaml.Duration

// target may be written as text or as a mapping.
type target struct {
	Name strictyaml.Text `yaml:"name,required"`
	Port strictyaml.Int  `yaml:"port"`
}

func (t *target) DecodeYAML(c *strictyaml.Context) {
	type plain target
	switch c.Node.Kind {
	case yaml.MappingNode:
		c.Decode(c.Node, (*plain)(t))
	case yaml.ScalarNode:
		c.Decode(c.Node, &t.Name)
	default:
		c.Fail("yaml/wrong-kind", "want a name or a mapping", "type a name")
	}
}

type site struct {
	Pos     report.Pos       `yaml:"-"`
	Version strictyaml.Int   `yaml:"version,required" doc:"format of the file"`
	Name    *strictyaml.Text `yaml:"name"`
	common
	Hosts    strictyaml.List[strictyaml.Text] `yaml:"hosts,scalar"`
	Ports    []int                            `yaml:"ports"`
	Every    strictyaml.Duration              `yaml:"every"`
	Keep     span                             `yaml:"keep"`
	Safe     strictyaml.Bool                  `yaml:"safe"`
	Runtime  runtime                          `yaml:"runtime"`
	Colour   word                             `yaml:"colour"`
	Services strictyaml.Map[*target]          `yaml:"services"`
	Target   target                           `yaml:"target"`
	Later    strictyaml.Node                  `yaml:"later"`
	Child    *site                            `yaml:"child"`
	Flag     bool                             `yaml:"flag"`
	//lint:ignore U1000 the test is that nothing sets it
	untagged int
}

// decode parses and decodes text.
func decode(t *testing.T, text string) (site, *report.Report) {
	t.Helper()
	r := &report.Report{}
	n := strictyaml.Parse("s", []byte(text), r)
	if n == nil {
		t.Fatalf("%q does not parse: %s", text, said(r))
	}
	var s site
	strictyaml.Decode("s", n, &s, r)
	return s, r
}

func at(line, col int) report.Pos { return report.Pos{File: "s", Line: line, Col: col} }

func TestDecode(t *testing.T) {
	got, r := decode(t, `version: 1
name: 1.10
labels: {größe: 2.480, b: yes}
hosts: one
ports: [80, -1]
every: 1h30m
keep: 2w
safe: true
runtime: compose
colour: red
services:
  a:
  b: {name: x}
target: {name: y, port: 9}
child: {version: 2, hosts: [p, "q"]}
`)
	if said(r) != "" {
		t.Fatal(said(r))
	}
	want := site{
		Pos:     at(1, 1),
		Version: strictyaml.Int{Value: 1, Pos: at(1, 10)},
		Name:    &strictyaml.Text{Value: "1.10", Pos: at(2, 7)},
		Hosts:   []strictyaml.Text{{Value: "one", Pos: at(4, 8)}},
		Ports:   []int{80, -1},
		Every:   strictyaml.Duration{Value: 90 * time.Minute, Text: "1h30m", Pos: at(6, 8)},
		Keep:    span{Value: 14 * 24 * time.Hour, Text: "2w", Pos: at(7, 7)},
		Safe:    strictyaml.Bool{Value: true, Pos: at(8, 7)},
		Runtime: runtime{strictyaml.Text{Value: "compose", Pos: at(9, 10)}},
		Colour:  "red",
		Services: strictyaml.Map[*target]{
			{Key: strictyaml.Text{Value: "a", Pos: at(12, 3)}},
			{Key: strictyaml.Text{Value: "b", Pos: at(13, 3)}, Value: &target{Name: strictyaml.Text{Value: "x", Pos: at(13, 13)}}},
		},
		Target: target{strictyaml.Text{Value: "y", Pos: at(14, 16)}, strictyaml.Int{Value: 9, Pos: at(14, 25)}},
		Child: &site{
			Pos: at(15, 8), Version: strictyaml.Int{Value: 2, Pos: at(15, 18)},
			Hosts: []strictyaml.Text{{Value: "p", Pos: at(15, 29)}, {Value: "q", Pos: at(15, 32)}},
		},
	}
	want.Labels = strictyaml.Map[strictyaml.Text]{
		{Key: strictyaml.Text{Value: "größe", Pos: at(3, 10)}, Value: strictyaml.Text{Value: "2.480", Pos: at(3, 17)}},
		{Key: strictyaml.Text{Value: "b", Pos: at(3, 24)}, Value: strictyaml.Text{Value: "yes", Pos: at(3, 27)}},
	}
	if diff := cmp.Diff(want, got, cmp.AllowUnexported(site{})); diff != "" {
		t.Error(diff)
	}
}

func TestMapGet(t *testing.T) {
	s, _ := decode(t, "version: 1\nlabels: {a: x}\n")
	if got, ok := s.Labels.Get("a"); !ok || got.Value != "x" {
		t.Errorf("a is %v, %v", got, ok)
	}
	if _, ok := s.Labels.Get("b"); ok {
		t.Error("b is found")
	}
}

func TestNodeIsDecodedLater(t *testing.T) {
	s, r := decode(t, "version: 1\nlater: {name: x}\n")
	var later target
	strictyaml.Decode(s.Later.File, s.Later.Node, &later, r)
	if later.Name.Value != "x" || s.Later.Pos() != at(2, 8) || said(r) != "" {
		t.Errorf("%v %v %s", later, s.Later.Pos(), said(r))
	}
	if (strictyaml.Node{}).Pos() != (report.Pos{}) {
		t.Error("an absent node has a place")
	}
}

func TestDecodeWithoutNode(t *testing.T) {
	r, s := &report.Report{}, site{}
	strictyaml.Decode("s", nil, &s, r)
	if said(r) != "" {
		t.Error(said(r))
	}
}

func TestDecodeRefuses(t *testing.T) {
	const typed = "; type digits only, such as 90\n"
	for _, c := range []struct{ text, want string }{
		{"name: x", "1:1 missing-key key \"version\" is missing; add \"version: ...\"\n"},
		{"port: x", "1:1 missing-key key \"version\" is missing; add \"version: ...\"\n" +
			"1:1 unknown-key unknown key \"port\"; did you mean \"ports\"?\n"},
		{"target: {xyzzy: 1, name: b}", "1:10 unknown-key unknown key \"xyzzy\"; known keys here: name, port\n"},
		{"ports: {a: 1}", "1:8 wrong-kind want a list, got a mapping; write it as a list, such as [a, b] or lines that start with \"- \"\n"},
		{"ports: 80", "1:8 wrong-kind want a list, got a single value; write it as a list, such as [a, b] or lines that start with \"- \"\n"},
		{"hosts: ", "1:7 no-value want a list, got nothing; type a list, such as [a, b] or lines that start with \"- \", or leave it out\n"},
		{"hosts: [[a]]", "1:9 wrong-kind want a single value, got a list; write it as one value on the line of its key\n"},
		{"labels: [a]", "1:9 wrong-kind want a mapping, got a list; write it as a mapping of \"key: value\" lines\n"},
		{"child: x", "1:8 wrong-kind want a mapping, got a single value; write it as a mapping of \"key: value\" lines, with keys such as version\n"},
		{"name: ~", "1:7 no-value want a single value, got nothing; type one value on the line of its key, or leave it out\n"},
		{"name: null", "1:7 no-value want a single value, got nothing; type one value on the line of its key, or leave it out\n"},
		{"name: {a: b}", "1:7 wrong-kind want a single value, got a mapping; write it as one value on the line of its key\n"},
		{"ports: [ninety]", "1:9 wrong-type want a whole number, got \"ninety\"" + typed},
		{"ports: [1.5, 1e3, 0x10, \"80\"]", "1:9 wrong-type want a whole number, got \"1.5\"" + typed +
			"1:14 wrong-type want a whole number, got \"1e3\"" + typed + "1:19 wrong-type want a whole number, got \"0x10\"" + typed +
			"1:25 wrong-type want a whole number, got the text \"80\"; type it without quotes\n"},
		{"ports: [0123, 1_000]", "1:9 wrong-type want a whole number, got \"0123\"; type it without the leading 0, which some readers take for octal\n" +
			"1:15 wrong-type want a whole number, got \"1_000\"; type it without _\n"},
		{"ports: [99999999999999999999]", "1:9 wrong-type want a whole number, got \"99999999999999999999\", which is too large; type a smaller number\n"},
		{"safe: yes", "1:7 wrong-type want true or false, got \"yes\"; type true\n"},
		{"safe: Off", "1:7 wrong-type want true or false, got \"Off\"; type false\n"},
		{"safe: TRUE", "1:7 wrong-type want true or false, got \"TRUE\"; type true\n"},
		{"flag: 1", "1:7 wrong-type want true or false, got \"1\"; type true or false\n"},
		{"flag: 'true'", "1:7 wrong-type want true or false, got the text \"true\"; type it without quotes\n"},
		{"every: 30", "1:8 wrong-type want a time span, got \"30\"; add a unit: 30s, 30m, 30h or 30d\n"},
		{"every: []", "1:8 wrong-kind want a single value, got a list; write it as one value on the line of its key\n"},
		{"runtime: compsoe", "1:10 unknown-value unknown value \"compsoe\"; did you mean \"compose\"?\n"},
		{"colour: blue", "1:9 unknown-value unknown value \"blue\"; write one of: red, green\n"},
		{"colour: ", "1:8 no-value want a single value, got nothing; type one value on the line of its key, or leave it out\n"},
		{"target: [a]", "1:9 wrong-kind want a name or a mapping; type a name\n"},
		{"target: {}", "1:9 missing-key key \"name\" is missing; add \"name: ...\"\n"},
		{"services: {a: {name: x, prot: 1}}", "1:25 unknown-key unknown key \"prot\"; did you mean \"port\"?\n"},
		{"untagged: 1", "1:1 unknown-key unknown key \"untagged\"; known keys here: version, name, labels, hosts, ports, every, keep, safe, runtime, colour, services, target, later, child, flag\n"},
	} {
		text, want := c.text+"\nversion: 1\n", c.want
		if c.text == "name: x" || c.text == "port: x" {
			text = c.text + "\n"
		}
		if _, r := decode(t, text); said(r) != want {
			t.Errorf("%q\ngot:\n%swant:\n%s", text, said(r), want)
		}
	}
}

func TestParseDuration(t *testing.T) {
	const usage = "type whole numbers with units y, w, d, h, m, s, ms, larger ones first, such as 30s, 1h30m or 30d"
	const tooLong = "type a shorter time, at most 292 years"
	for _, c := range []struct {
		text string
		want time.Duration
		hint string
	}{
		{"0", 0, ""}, {"0s", 0, ""}, {"30s", 30 * time.Second, ""}, {"15ms", 15 * time.Millisecond, ""},
		{"1y2w3d4h5m6s7ms", (365+14+3)*24*time.Hour + 4*time.Hour + 5*time.Minute + 6*time.Second + 7*time.Millisecond, ""},
		{"292y", 292 * 365 * 24 * time.Hour, ""},
		{"", 0, usage}, {"s", 0, usage}, {"1.5h", 0, usage}, {"-1h", 0, usage}, {"1s1m", 0, usage}, {"1m1m", 0, usage}, {"1us", 0, usage},
		{"1 h", 0, usage}, {"1H", 0, usage}, {"1h ", 0, usage}, {"1h30", 0, usage}, {"-5", 0, usage},
		{"293y", 0, tooLong}, {"292y292y", 0, usage}, {"292y52w", 0, tooLong}, {"99999999999999999999s", 0, tooLong},
		{"5", 0, "add a unit: 5s, 5m, 5h or 5d"},
	} {
		got, err := strictyaml.ParseDuration(c.text)
		hint := ""
		if err != nil {
			hint = err.Error()
		}
		if got != c.want || hint != c.hint {
			t.Errorf("%q is %v, %q; want %v, %q", c.text, got, hint, c.want, c.hint)
		}
	}
}

func TestLongValuesAreCut(t *testing.T) {
	long := "ä"
	for range 12 {
		long += long
	}
	_, r := decode(t, "version: "+long+"\n")
	if got := r.Problems()[0].Fact; len(got) > 200 {
		t.Errorf("the fact has %d bytes", len(got))
	}
}

func TestDescribe(t *testing.T) {
	got := strictyaml.Describe(&site{})
	fields := map[string]*strictyaml.Type{}
	for _, f := range got.Fields {
		fields[f.Key] = f
	}
	for key, want := range map[string]*strictyaml.Type{
		"version": {Kind: strictyaml.KindInt, Name: "Int", Key: "version", Doc: "format of the file", Required: true},
		"labels": {Kind: strictyaml.KindMap, Key: "labels", Doc: "labels of the node",
			Element: &strictyaml.Type{Kind: strictyaml.KindText, Name: "Text"}},
		"hosts": {Kind: strictyaml.KindList, Key: "hosts", Scalar: true,
			Element: &strictyaml.Type{Kind: strictyaml.KindText, Name: "Text"}},
		"runtime":  {Kind: strictyaml.KindText, Name: "runtime", Key: "runtime", Enum: []string{"systemd", "compose"}},
		"colour":   {Kind: strictyaml.KindText, Name: "word", Key: "colour", Enum: []string{"red", "green"}},
		"keep":     {Kind: strictyaml.KindDuration, Name: "span", Key: "keep"},
		"services": {Kind: strictyaml.KindMap, Key: "services", Element: &strictyaml.Type{Kind: strictyaml.KindAny, Name: "target", Nullable: true}},
		"child":    {Kind: strictyaml.KindRepeat, Name: "site", Key: "child", Nullable: true},
		"later":    {Kind: strictyaml.KindAny, Name: "Node", Key: "later", Nullable: true},
	} {
		if diff := cmp.Diff(want, fields[key]); diff != "" {
			t.Errorf("%s: %s", key, diff)
		}
	}
	if got.Kind != strictyaml.KindStruct || len(fields) != 15 {
		t.Errorf("%s with %d fields", got.Kind, len(fields))
	}
}
