// Package pieces takes files of tests of rules apart, for promtool: it evaluates
// all rules of a file at every moment of every test, and hundreds of tests of a
// hundred rules, some of them a day long, take it minutes. Tests and rules
// themselves stay as they are.
package pieces

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"gopkg.in/yaml.v3"
)

// Piece is the tests of one alert, as a file of tests, and the rules that they
// ask for, as the file rules.yml beside it.
type Piece struct{ Tests, Rules string }

// Write puts pieces into folders of their own below a folder, and returns the
// paths of the tests.
func Write(list []Piece, folder string) ([]string, error) {
	var paths []string
	for at, piece := range list {
		own := filepath.Join(folder, strconv.Itoa(at))
		if err := os.Mkdir(own, 0o700); err != nil {
			return nil, err
		}
		tests := filepath.Join(own, "tests.yml")
		if err := os.WriteFile(filepath.Join(own, rulesName), []byte(piece.Rules), 0o600); err != nil {
			return nil, err
		}
		if err := os.WriteFile(tests, []byte(piece.Tests), 0o600); err != nil {
			return nil, err
		}
		paths = append(paths, tests)
	}
	return paths, nil
}

// rulesName is how the tests of a piece call their rules.
const rulesName = "rules.yml"

// testFile is a file of tests, rulesFile one of rules, as far as they are taken apart.
type (
	testFile struct {
		RuleFiles []string       `yaml:"rule_files"`
		Tests     []yaml.Node    `yaml:"tests"`
		Rest      map[string]any `yaml:",inline"`
	}
	rulesFile struct {
		Groups []rulesGroup `yaml:"groups"`
	}
	rulesGroup struct {
		Rules []yaml.Node    `yaml:"rules"`
		Rest  map[string]any `yaml:",inline"`
	}
)

// Cut takes a file of tests apart.
func Cut(file string) ([]Piece, error) {
	var tests testFile
	if err := readYAML(file, &tests); err != nil {
		return nil, err
	}
	rules, err := tests.rules(filepath.Dir(file))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	var list []Piece
	for _, own := range byAlert(tests.Tests) {
		few, err := rules.needed(own)
		if err != nil {
			return nil, err
		}
		asked, err := yaml.Marshal(few)
		if err != nil {
			return nil, err
		}
		piece, err := yaml.Marshal(testFile{[]string{rulesName}, own, tests.Rest})
		if err != nil {
			return nil, err
		}
		list = append(list, Piece{string(piece), string(asked)})
	}
	if len(list) == 0 {
		return nil, fmt.Errorf("%s: no test in it", file)
	}
	return list, nil
}

// rules are those of all files that the tests of a folder name.
func (f testFile) rules(folder string) (rulesFile, error) {
	var rules rulesFile
	for _, pattern := range f.RuleFiles {
		paths, err := filepath.Glob(filepath.Join(folder, pattern))
		if err != nil || len(paths) == 0 {
			return rules, fmt.Errorf("no file of rules %s", pattern)
		}
		for _, path := range paths {
			var one rulesFile
			if err := readYAML(path, &one); err != nil {
				return rules, err
			}
			rules.Groups = append(rules.Groups, one.Groups...)
		}
	}
	return rules, nil
}

// byAlert puts tests together that follow each other and whose names begin alike, up to a colon.
func byAlert(tests []yaml.Node) [][]yaml.Node {
	var all [][]yaml.Node
	last := ""
	for _, test := range tests {
		var named struct{ Name string }
		_ = test.Decode(&named) // what is no test promtool tells
		name, _, _ := strings.Cut(named.Name, ":")
		if len(all) == 0 || name != last {
			all = append(all, nil)
		}
		all[len(all)-1], last = append(all[len(all)-1], test), name
	}
	return all
}

// needed are the rules that tests name, and those that these name. A rule about alerts, whichever they
// are called, needs all.
func (f rulesFile) needed(tests []yaml.Node) (rulesFile, error) {
	text, err := yaml.Marshal(tests)
	if err != nil {
		return f, err
	}
	asked := string(text)
	keep := map[*yaml.Node]bool{}
	for changed := true; changed; {
		changed = false
		for _, g := range f.Groups {
			for n := range g.Rules {
				var rule struct{ Alert, Record, Expr string }
				if err := g.Rules[n].Decode(&rule); err != nil {
					return f, err
				}
				if keep[&g.Rules[n]] || !strings.Contains(asked, rule.Alert+rule.Record) {
					continue
				}
				if strings.Contains(rule.Expr, "ALERTS") {
					return f, nil
				}
				keep[&g.Rules[n]], changed = true, true
				asked += rule.Expr + "\n"
			}
		}
	}
	var few rulesFile
	for _, g := range f.Groups {
		own := rulesGroup{Rest: g.Rest}
		for n := range g.Rules {
			if keep[&g.Rules[n]] {
				own.Rules = append(own.Rules, g.Rules[n])
			}
		}
		few.Groups = append(few.Groups, own)
	}
	few.Groups = slices.DeleteFunc(few.Groups, func(g rulesGroup) bool { return len(g.Rules) == 0 })
	return few, nil
}

func readYAML(file string, into any) error {
	text, err := os.ReadFile(file)
	if err == nil {
		err = yaml.Unmarshal(text, into)
	}
	if err != nil {
		return fmt.Errorf("%s: %w", file, err)
	}
	return nil
}
