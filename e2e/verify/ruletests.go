package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"gopkg.in/yaml.v3"
)

// checkRuleTests has promtool run a file of tests, the tests of each alert with the rules that they ask
// for: promtool evaluates all rules of a file at every moment of every test, and hundreds of tests of a
// hundred rules, some of them a day long, take it minutes. Tests and rules themselves stay as they are.
func checkRuleTests(n *node, file string) error {
	folder, err := os.MkdirTemp("", "verify-tests-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(folder)
	pieces, err := cut(n.at(file), folder)
	if err != nil {
		return err
	}
	out, err := n.tool("promtool", "prometheus", append([]string{"test", "rules"}, pieces...)...)
	if err != nil {
		return errors.New(failures(out))
	}
	return nil
}

// failures is what promtool prints without the tests that hold.
func failures(out string) string {
	var lines []string
	for line := range strings.Lines(out) {
		if text := strings.TrimSpace(line); text != "" && text != "SUCCESS" && !strings.HasPrefix(text, "Unit Testing:") {
			lines = append(lines, strings.TrimRight(line, "\n"))
		}
	}
	if len(lines) == 0 {
		return "promtool failed without a word"
	}
	return strings.Join(lines, "\n")
}

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

// cut writes the pieces of a file of tests into a folder and returns their paths.
func cut(file, folder string) ([]string, error) {
	var tests testFile
	if err := readYAML(file, &tests); err != nil {
		return nil, err
	}
	var rules rulesFile
	for _, pattern := range tests.RuleFiles {
		paths, err := filepath.Glob(filepath.Join(filepath.Dir(file), pattern))
		if err != nil || len(paths) == 0 {
			return nil, fmt.Errorf("%s: no file of rules %s", file, pattern)
		}
		for _, path := range paths {
			var one rulesFile
			if err := readYAML(path, &one); err != nil {
				return nil, err
			}
			rules.Groups = append(rules.Groups, one.Groups...)
		}
	}
	var pieces []string
	for at, own := range byAlert(tests.Tests) {
		few, err := rules.needed(own)
		if err != nil {
			return nil, err
		}
		rulesName, testsName := fmt.Sprintf("rules-%d.yml", at), filepath.Join(folder, fmt.Sprintf("tests-%d.yml", at))
		piece := testFile{[]string{rulesName}, own, tests.Rest}
		if err := writeYAML(filepath.Join(folder, rulesName), few); err != nil {
			return nil, err
		}
		if err := writeYAML(testsName, piece); err != nil {
			return nil, err
		}
		pieces = append(pieces, testsName)
	}
	if len(pieces) == 0 {
		return nil, fmt.Errorf("%s: no test in it", file)
	}
	return pieces, nil
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

func writeYAML(file string, value any) error {
	text, err := yaml.Marshal(value)
	if err != nil {
		return err
	}
	return os.WriteFile(file, text, 0o600)
}
