package pieces

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const rulesToCut = `groups:
  - name: one
    interval: 5m
    rules:
      - {record: "a:b", expr: a}
      - {alert: A, expr: "a:b > 1", for: 5m}
      - {alert: B, expr: b > 1}
  - name: two
    rules:
      - {alert: Any, expr: "count(ALERTS) > 1"}
`

const testsToCut = `rule_files: [rules.yml]
evaluation_interval: 2m
tests:
  - {name: "A: fires", interval: 1m}
  - {name: "A: is quiet", interval: 1m}
  - {name: "B: fires", interval: 1m}
  - {name: "Any: fires", interval: 1m}
`

// The tests of each alert come with the rules that they ask for, and all else stays as it is.
func TestCut(t *testing.T) {
	folder := t.TempDir()
	writeAll(t, folder, map[string]string{"rules.yml": rulesToCut, "tests.yml": testsToCut})
	pieces, err := Cut(filepath.Join(folder, "tests.yml"))
	if err != nil || len(pieces) != 3 {
		t.Fatalf("%d pieces, %v", len(pieces), err)
	}
	for at, want := range []struct{ has, lacks []string }{
		{[]string{"record: \"a:b\"", "alert: A,", "for: 5m", "interval: 5m"}, []string{"alert: B", "Any", "two"}},
		{[]string{"alert: B,"}, []string{"a:b", "Any"}},
		{[]string{"a:b", "alert: A,", "alert: B,", "alert: Any,"}, nil},
	} {
		text := pieces[at].Rules
		for _, word := range want.has {
			if !strings.Contains(text, word) {
				t.Errorf("piece %d lacks %q:\n%s", at, word, text)
			}
		}
		for _, word := range want.lacks {
			if strings.Contains(text, word) {
				t.Errorf("piece %d has %q:\n%s", at, word, text)
			}
		}
	}
	paths, err := Write(pieces, folder)
	if err != nil || len(paths) != 3 {
		t.Fatalf("%d paths, %v", len(paths), err)
	}
	first, err := os.ReadFile(paths[0])
	if err != nil || !strings.Contains(string(first), "evaluation_interval: 2m") || strings.Count(string(first), "name:") != 2 {
		t.Errorf("%v\n%s", err, first)
	}
}

// A file that cannot be taken apart is a finding, never a file without tests.
func TestCutFails(t *testing.T) {
	for name, files := range map[string]map[string]string{
		"no tests":     {"tests.yml": "rule_files: [rules.yml]\ntests: []\n", "rules.yml": rulesToCut},
		"no rules":     {"tests.yml": testsToCut},
		"broken tests": {"tests.yml": "tests: [", "rules.yml": rulesToCut},
		"broken rules": {"tests.yml": testsToCut, "rules.yml": "groups: 1"},
		"no rule":      {"tests.yml": testsToCut, "rules.yml": "groups: [{name: a, rules: [1]}]"},
	} {
		folder := t.TempDir()
		writeAll(t, folder, files)
		if pieces, err := Cut(filepath.Join(folder, "tests.yml")); err == nil {
			t.Errorf("%s: %v", name, pieces)
		}
	}
}

func writeAll(t *testing.T, folder string, files map[string]string) {
	t.Helper()
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
}
