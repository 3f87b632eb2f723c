package ruletests

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"math"
	"path"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/prometheus/common/model"
	"github.com/prometheus/prometheus/model/rulefmt"
	"gopkg.in/yaml.v3"

	"gen/generator/check/words"
)

// file is promtool's format (cmd/promtool/unittest.go@v3.15.0).
type file struct {
	RuleFiles []string       `yaml:"rule_files"`
	Interval  model.Duration `yaml:"evaluation_interval"`
	Order     []string       `yaml:"group_eval_order"`
	Tests     []test         `yaml:"tests"`
	Fuzzy     bool           `yaml:"fuzzy_compare"`
}

type test struct {
	Name           string            `yaml:"name"`
	Interval       model.Duration    `yaml:"interval"`
	Series         []input           `yaml:"input_series"`
	Alerts         []alertTest       `yaml:"alert_rule_test"`
	Expect         []expectation     `yaml:"promql_expr_test"`
	ExternalLabels map[string]string `yaml:"external_labels"`
	ExternalURL    string            `yaml:"external_url"`
	Start          moment            `yaml:"start_timestamp"`

	at place
}

// input is a series that a test gives.
type input struct {
	Series string `yaml:"series"`
	Values string `yaml:"values"`
}

// alertTest names all alerts of a name that fire at a time.
type alertTest struct {
	At     model.Duration `yaml:"eval_time"`
	Alert  string         `yaml:"alertname"`
	Expect []struct {
		Labels      map[string]string `yaml:"exp_labels"`
		Annotations map[string]string `yaml:"exp_annotations"`
	} `yaml:"exp_alerts"`

	at place
}

// expectation is what an expression gives at a time.
type expectation struct {
	Expr    string         `yaml:"expr"`
	At      model.Duration `yaml:"eval_time"`
	Samples []struct {
		Labels    string  `yaml:"labels"`
		Value     float64 `yaml:"value"`
		Histogram string  `yaml:"histogram"`
	} `yaml:"exp_samples"`

	at place
}

// place is where something stands in the file, from 1.
type place struct{ line, col int }

// moment is a time in seconds or in RFC 3339, since 1970.
type moment struct{ since time.Duration }

// UnmarshalYAML implements yaml.Unmarshaler.
func (m *moment) UnmarshalYAML(n *yaml.Node) error {
	if seconds, err := strconv.ParseFloat(n.Value, 64); err == nil && math.Abs(seconds) < 1e10 {
		m.since = time.Duration(seconds * float64(time.Second))
		return nil
	}
	at, err := time.Parse(time.RFC3339Nano, n.Value)
	m.since = time.Duration(at.UnixNano())
	if err != nil {
		return fmt.Errorf("line %d: %q is no time; write it as 2026-01-31T12:00:00Z", n.Line, n.Value)
	}
	return nil
}

// parse reads a file of tests as strictly as promtool does.
func parse(content []byte) (*file, *Failure) {
	f := &file{}
	d := yaml.NewDecoder(bytes.NewReader(content))
	d.KnownFields(true)
	if err := d.Decode(f); err != nil && !errors.Is(err, io.EOF) {
		line, col := words.Place(err)
		fact, _ := strings.CutPrefix(words.Of(err), fmt.Sprintf("line %d: ", line))
		return nil, &Failure{Fact: fact, Line: line, Col: col}
	}
	if len(f.Tests) == 0 {
		return nil, &Failure{Fact: "the file holds no test"}
	}
	var root yaml.Node
	if err := yaml.Unmarshal(content, &root); err != nil {
		return nil, &Failure{Fact: words.Of(err)}
	}
	if f.Interval == 0 {
		f.Interval = model.Duration(time.Minute)
	}
	f.locate(&root)
	return f, nil
}

// locate notes where tests and their questions stand.
func (f *file) locate(root *yaml.Node) {
	for n, t := range list(root.Content[0], "tests") {
		one := &f.Tests[n]
		one.at = place{t.Line, t.Column}
		if one.Name == "" {
			one.Name = fmt.Sprintf("number %d", n+1)
		}
		if one.Interval == 0 {
			one.Interval = f.Interval
		}
		for n, q := range list(t, "alert_rule_test") {
			one.Alerts[n].at = place{q.Line, q.Column}
		}
		for n, q := range list(t, "promql_expr_test") {
			one.Expect[n].at = place{q.Line, q.Column}
		}
	}
}

// list are the elements below a key of a mapping; the YAML reader leaves out
// those that are null.
func list(mapping *yaml.Node, key string) []*yaml.Node {
	if mapping.Alias != nil {
		mapping = mapping.Alias
	}
	for n := 0; n+1 < len(mapping.Content); n += 2 {
		if value := mapping.Content[n+1]; mapping.Content[n].Value == key {
			if value.Alias != nil {
				value = value.Alias
			}
			return slices.DeleteFunc(slices.Clone(value.Content), func(n *yaml.Node) bool { return n.ShortTag() == "!!null" })
		}
	}
	return nil
}

// load reads the rules that the tests are about, in the order of their groups.
func (f *file) load(files Rules) ([]*rule, error) {
	var groups []rulefmt.RuleGroup
	for _, pattern := range f.RuleFiles {
		found := files.find(pattern)
		if len(found) == 0 {
			return nil, fmt.Errorf("there is no file of rules %s", pattern)
		}
		for _, content := range found {
			read, errs := rulefmt.Parse(content, false, model.LegacyValidation, syntax, silent)
			if len(errs) > 0 {
				return nil, fmt.Errorf("%s: %s", pattern, words.Of(errors.Join(errs...)))
			}
			groups = append(groups, read.Groups...)
		}
	}
	slices.SortStableFunc(groups, func(a, b rulefmt.RuleGroup) int {
		return max(slices.Index(f.Order, a.Name), 0) - max(slices.Index(f.Order, b.Name), 0)
	})
	var rules []*rule
	for _, g := range groups {
		for _, r := range g.Rules {
			rules = append(rules, newRule(g, r))
		}
	}
	return rules, nil
}

// Rules are files of rules by their clean paths.
type Rules struct {
	// Folder is that of the file of tests, to which its paths are relative.
	Folder string
	// Files yields the names of all files; Read returns one.
	Files func() []string
	Read  func(name string) ([]byte, bool)
}

// find returns the files that a path or a glob names.
func (r Rules) find(pattern string) [][]byte {
	if !path.IsAbs(pattern) {
		pattern = path.Join(r.Folder, pattern)
	}
	if content, ok := r.Read(pattern); ok {
		return [][]byte{content}
	}
	var found [][]byte
	for _, name := range r.Files() {
		if ok, _ := path.Match(pattern, name); ok {
			content, _ := r.Read(name)
			found = append(found, content)
		}
	}
	return found
}
