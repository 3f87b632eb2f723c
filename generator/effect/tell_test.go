package effect_test

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"gen/generator/effect"
	"gen/generator/tree"
)

var update = flag.Bool("update", false, "rewrite the golden files from what gen says now")

func TestHeadline(t *testing.T) {
	tests := []struct {
		changes tree.Changes
		want    string
	}{
		{tree.Changes{}, "0 as before"},
		{tree.Changes{Unchanged: []string{"a", "b"}}, "2 as before"},
		{tree.Changes{Created: []string{"a"}}, "1 new, 0 as before"},
		{tree.Changes{Created: []string{"a", "b"}, Changed: []string{"c"}, Removed: []string{"d"}, Unchanged: []string{"e"}}, "2 new, 1 changed, 1 removed, 1 as before"},
		{tree.Changes{Unchanged: []string{"a", "b"}, Relabelled: []string{"b"}, LockChanged: true}, "1 with other owner or mode, 1 as before"},
		{tree.Changes{Unchanged: []string{"a"}, LockChanged: true}, "only gen.lock changes, 1 as before"},
	}
	for _, tt := range tests {
		if got := effect.Headline(&tt.changes); got != tt.want {
			t.Errorf("Headline(%+v) = %q, want %q", tt.changes, got, tt.want)
		}
	}
}

// A change of thousands of nodes still fits a screen.
func TestTextIsBounded(t *testing.T) {
	all := make([]effect.Node, 3000)
	for at := range all {
		all[at] = effect.Node{Name: fmt.Sprintf("node%d", at), Changed: 1}
	}
	got := effect.Text(all)
	if lines := strings.Count(got, "\n"); lines != 51 {
		t.Errorf("%d lines", lines)
	}
	if !strings.HasSuffix(got, "  and 2950 more nodes\n") {
		t.Errorf("no count of the rest: %q", got[len(got)-40:])
	}
}

func TestMarkdown(t *testing.T) {
	fenced := file("web1/etc/x/fence.md", "```\n<details>\n````", "", "")
	tests := []struct {
		name          string
		before, after []tree.File
	}{
		{"nothing", []tree.File{readme}, []tree.File{readme}},
		{"change", []tree.File{readme, unit, config, status, inner}, []tree.File{readme2, unit2, config2, inner2, hint}},
		{"first", nil, []tree.File{readme, unit}},
		{"labels", []tree.File{unit, config}, []tree.File{unit, private(config)}},
		{"fence", []tree.File{readme}, []tree.File{readme, fenced}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			golden(t, tt.name+".md", effect.Markdown(change(t, tt.before, tt.after)))
		})
	}
}

func TestMarkdownOfConflicts(t *testing.T) {
	c := &tree.Changes{Changed: []string{"README.md"}, HandEdited: []string{"README.md"}, Created: []string{"<b>"}, Foreign: []string{"<b>"}}
	golden(t, "conflict.md", effect.Markdown(c, []effect.Node{{Created: 1, Changed: 1}}, nil))
}

// GitHub refuses comments of more than 65536 characters.
func TestMarkdownFitsAComment(t *testing.T) {
	var before, after []tree.File
	for at := range 300 {
		path := fmt.Sprintf("web%d/etc/systemd/system/x.service", at)
		before = append(before, file(path, strings.Repeat("old line\n", 100), "x.service", tree.Restart))
		after = append(after, file(path, strings.Repeat("new line\n", 100), "x.service", tree.Restart))
	}
	got := effect.Markdown(change(t, before, after))
	if len(got) > 65536 {
		t.Errorf("%d bytes", len(got))
	}
	shown := strings.Count(got, "<details>")
	if want := fmt.Sprintf("the diffs of %d more files", 300-shown); shown == 0 || !strings.Contains(got, want) {
		t.Errorf("%d diffs shown, but not %q", shown, want)
	}
	if !strings.Contains(got, "\nand 250 more nodes\n") {
		t.Error("the table does not count the nodes that it leaves out")
	}
}

func TestWriteJSON(t *testing.T) {
	tests := []struct {
		name          string
		before, after []tree.File
	}{
		{"nothing", []tree.File{readme}, []tree.File{readme}},
		{"change", []tree.File{readme, unit, config, status, inner}, []tree.File{readme2, unit2, config2, inner2, hint}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			c, nodes, _ := change(t, tt.before, tt.after)
			var out bytes.Buffer
			if err := effect.WriteJSON(&out, c, nodes); err != nil {
				t.Fatal(err)
			}
			golden(t, tt.name+".json", out.String())
		})
	}
}

// Programs get lists, never null, whatever there is not.
func TestWriteJSONHasNoNull(t *testing.T) {
	var out bytes.Buffer
	if err := effect.WriteJSON(&out, &tree.Changes{}, nil); err != nil {
		t.Fatal(err)
	}
	if strings.Contains(out.String(), "null") {
		t.Errorf("null in %s", out.String())
	}
}

func TestWriteJSONTellsLostOutput(t *testing.T) {
	if err := effect.WriteJSON(full{}, &tree.Changes{}, nil); !errors.Is(err, errFull) {
		t.Errorf("got %v", err)
	}
}

var errFull = errors.New("disk full")

type full struct{}

func (full) Write([]byte) (int, error) { return 0, errFull }

// golden compares with a file of testdata, byte by byte.
func golden(t *testing.T, name, got string) {
	t.Helper()
	file := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s and output differ (-golden +output):\n%s", file, diff)
	}
}
