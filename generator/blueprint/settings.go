package blueprint

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"gen/generator/render"
	"gen/generator/report"
	"gen/generator/strictyaml"
	"gen/generator/topology"

	"gopkg.in/yaml.v3"
)

// Pair is one entry of a setting of type map.
type Pair struct{ Name, Value string }

// sizeText is what Prometheus reads as a size: a whole number and a unit, of
// which each is 1024 of the one before (alecthomas/units bytes.go).
var sizeText = regexp.MustCompile(`^(0|[1-9][0-9]{0,17})(B|KB|MB|GB|TB|PB|EB)$`)

// CheckSettings checks the settings that a site gives a service against the
// blueprint's declarations, and returns the complete settings by name: the
// user's, else the declared default, else the type's empty value. This is what
// templates see of each type:
//
//	text            string
//	duration        string, as it was typed: 30d
//	size, path      string: 512MB, /srv/data; empty means none
//	int             int
//	bool            bool
//	list            []string, in the order of the file
//	map             []Pair, sorted by name; a Pair has Name and Value
//
// A setting with a problem has its empty value.
func (b *Blueprint) CheckSettings(svc topology.Service, r *report.Report) map[string]any {
	values := make(map[string]any, len(b.Settings))
	for _, declared := range b.Settings {
		name, setting := declared.Key.Value, declared.Value
		written, _ := svc.Settings.Get(name)
		if written.Node == nil {
			written = setting.Default
		}
		values[name] = setting.value(name, written, r)
	}
	for _, written := range svc.Settings {
		if _, declared := values[written.Key.Value]; !declared {
			r.Add(b.unknownSetting(written.Key))
		}
	}
	return values
}

// unknownSetting says what may stand at a service.
func (b *Blueprint) unknownSetting(key strictyaml.Text) report.Problem {
	known := append(keys(b.Settings), topology.ReservedKeys()...)
	return report.Problem{
		ID: "topology/unknown-setting", Pos: key.Pos,
		Fact: fmt.Sprintf("%s has no setting %q", b.Name, key.Value),
		Hint: suggest(key.Value, known, "known keys here: "),
	}
}

// value reads a setting as its type says; an absent node gives the empty value.
func (s Setting) value(name string, n strictyaml.Node, r *report.Report) any {
	v := settingReader{Setting: s, name: name, node: n, report: r}
	switch s.Type.Value {
	case "int":
		return read[strictyaml.Int](v).Value
	case "bool":
		return read[strictyaml.Bool](v).Value
	case "duration":
		return read[strictyaml.Duration](v).Text
	case "size":
		return v.size()
	case "path":
		return v.path()
	case "list":
		return v.list()
	case "map":
		return v.pairs()
	}
	return v.text()
}

// settingReader reads one setting.
type settingReader struct {
	Setting
	name   string
	node   strictyaml.Node
	report *report.Report
}

// read decodes the node, if there is one.
func read[T any](v settingReader) T {
	var value T
	strictyaml.Decode(v.node.File, v.node.Node, &value, v.report)
	return value
}

// fail adds a problem about the setting.
func (v settingReader) fail(pos report.Pos, fact, hint string) {
	v.report.Add(report.Problem{ID: "topology/bad-setting", Pos: pos, Fact: fmt.Sprintf("%s: %s", v.name, fact), Hint: hint})
}

// matches tells whether a given text fits the setting's pattern as a whole.
func (v settingReader) matches(text strictyaml.Text) bool {
	if !given(v.Pattern) || !given(text) {
		return true
	}
	pattern, err := regexp.Compile(`^(?:` + v.Pattern.Value + `)$`)
	if err != nil || pattern.MatchString(text.Value) { // a wrong pattern is the blueprint's problem
		return true
	}
	v.fail(text.Pos, fmt.Sprintf("%q is not of the allowed form", text.Value), "it must match "+v.Pattern.Value)
	return false
}

func (v settingReader) text() string {
	text := read[strictyaml.Text](v)
	var allowed []string
	for _, word := range v.Enum {
		allowed = append(allowed, word.Value)
	}
	if given(text) && len(allowed) > 0 && !slices.Contains(allowed, text.Value) {
		v.fail(text.Pos, fmt.Sprintf("unknown value %q", text.Value), suggest(text.Value, allowed, "write one of: "))
		return ""
	}
	if !v.oneLine(text) || !v.matches(text) {
		return ""
	}
	return text.Value
}

// oneLine refuses line breaks, with which a value would leave its place: every
// line of a template's result is an argument of its own.
func (v settingReader) oneLine(text strictyaml.Text) bool {
	if !strings.ContainsAny(text.Value, "\n\r") {
		return true
	}
	v.fail(text.Pos, "the value has several lines", "type it in one line")
	return false
}

func (v settingReader) size() string {
	text := read[strictyaml.Text](v)
	if text.Value != "" && !sizeText.MatchString(text.Value) {
		v.fail(text.Pos, fmt.Sprintf("%q is not a size", text.Value), "type a whole number with B, KB, MB, GB, TB, PB or EB, such as 512MB")
		return ""
	}
	return text.Value
}

func (v settingReader) path() string {
	text := read[strictyaml.Text](v)
	if text.Value == "" {
		return ""
	}
	if why, ok := render.SafePath(text.Value); !ok {
		v.fail(text.Pos, fmt.Sprintf("%q cannot be a path: %s", text.Value, why), "type an absolute path")
		return ""
	}
	if !v.matches(text) {
		return ""
	}
	return text.Value
}

// list takes one bare value for a list of one.
func (v settingReader) list() []string {
	var texts []strictyaml.Text
	if n := v.node.Node; n != nil && n.Kind == yaml.ScalarNode && n.Tag != "!!null" {
		texts = []strictyaml.Text{read[strictyaml.Text](v)}
	} else {
		texts = read[[]strictyaml.Text](v)
	}
	items := []string{}
	for _, text := range texts {
		if given(text) && v.oneLine(text) && v.matches(text) {
			items = append(items, text.Value)
		}
	}
	return items
}

func (v settingReader) pairs() []Pair {
	pairs := []Pair{}
	for _, entry := range read[strictyaml.Map[strictyaml.Text]](v) {
		if v.oneLine(entry.Key) && v.oneLine(entry.Value) {
			pairs = append(pairs, Pair{entry.Key.Value, entry.Value.Value})
		}
	}
	slices.SortFunc(pairs, func(a, b Pair) int { return cmp.Compare(a.Name, b.Name) })
	return pairs
}
