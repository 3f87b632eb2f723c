package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// A set that is not there keeps what the page says of it; one that is there is played.
func TestTable(t *testing.T) {
	here := set{name: "here", there: true, target: `job="a",instance="one:1"`, other: `job="a",instance="two:1"`}
	here.rules = rulesOf(map[string][]byte{"rules": []byte(`
groups:
  - name: demo
    rules:
      - {alert: Down, expr: up == 0, for: 5m}
      - {alert: Held, expr: up == 0, labels: {severity: none}}
`)})
	down := situation{Name: "down", What: "it ends", Begins: 10 * time.Minute, Lasts: 20 * time.Minute, Within: 5 * time.Minute,
		Every: usual, Series: map[string]string{"up{$target}": "1x39 0x80", "up{$other}": "0x120"}}
	late, quiet := down, down
	late.Name, late.Within = "late", 4*time.Minute
	quiet.Name, quiet.Within, quiet.Series = "quiet", 0, map[string]string{"up{$target}": "1x120", "up{$other}": "0x120"}
	const old = "| When somebody | away |\n|---|---|\n| down: it ended | Gone 5 min |\n| late: it ended | Gone 5 min |\n"
	const want = `| When somebody has to be told | here | away |
|---|---|---|
| down: it ends (5 min) | Down 5 min | Gone 5 min |
| late: it ends (4 min) | Down 5 min | Gone 5 min |
| **told in time** | **1 of 2** | **1 of 2** |

| When nobody wants to be told | here | away |
|---|---|---|
| quiet: it ends | – | ? |
| **kept quiet** | **1 of 1** | **0 of 1** |
`
	got, err := newTable([]situation{down, late, quiet}, []set{here, {name: "away"}}, old)
	if err != nil || got != want {
		t.Errorf("%v\n%s", err, got)
	}
	if left := differences("same\nold\n", "same\nnew\n"); left != "new\n" {
		t.Errorf("differences: %q", left)
	}
}

// What cannot be read or played is an error.
func TestErrors(t *testing.T) {
	if _, err := readPage("no table\n" + begin); err == nil {
		t.Error("a page without the end of its table")
	}
	for name, text := range map[string]string{
		"no series":    "[{name: a, lasts: 1m}]",
		"no name":      "[{lasts: 1m, series: {up: 1x1}}]",
		"no end":       "[{name: a, series: {up: 1x1}}]",
		"unknown word": "[{name: a, until: 1m}]",
		"no list":      "a: 1",
	} {
		file := filepath.Join(t.TempDir(), "situations.yaml")
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := readSituations(file); err == nil {
			t.Errorf("%s is read", name)
		}
	}
	broken := situation{Name: "a", Lasts: time.Minute, Every: usual, Series: map[string]string{"up{": "1x1"}}
	of := set{name: "b", there: true, rules: rulesOf(map[string][]byte{"rules": []byte("groups: []")})}
	if _, _, err := broken.play(of); err == nil || !strings.HasPrefix(err.Error(), "b, a: ") {
		t.Errorf("broken series: %v", err)
	}
	if _, err := readRules(filepath.Join(t.TempDir(), "none")); err == nil {
		t.Error("a folder that is not there")
	}
}

// What Kubernetes wraps around rules is taken off, and other files stay as they are.
func TestPlain(t *testing.T) {
	for text, want := range map[string]string{
		"kind: PrometheusRule\nspec:\n  groups: []\n": "groups: []\n",
		"groups: []\n": "groups: []\n",
	} {
		if got, err := plain([]byte(text)); err != nil || string(got) != want {
			t.Errorf("%q: %q, %v", text, got, err)
		}
	}
	if _, err := plain([]byte("a: [")); err == nil {
		t.Error("broken YAML")
	}
}
