package tree

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestDiff(t *testing.T) {
	dir := t.TempDir()
	mustWrite(t, dir, map[string]string{
		"n/change": "one\ntwo\nthree\n", "n/gone": "bye\n", "n/same": "same\n", "n/binary": "\x00\x01", "n/end": "x\n", "n/hand": "gen\n", "n/run": "x\n",
	})
	put(t, dir, map[string]string{"n/hand": "hand\n"})
	held := onDisk(t, dir)
	tree := treeOf(t, map[string]string{
		"n/change": "one\n2\nthree\n", "n/same": "same\n", "n/binary": "\x00\x02", "n/end": "x", "n/hand": "gen\n", "n/new": "hello\n", "n/empty": "",
	})
	must(t, tree.Add(File{Path: "n/run", Content: []byte("x\n"), Mode: 0o755}))
	_, got, err := Diff(dir, tree)
	must(t, err)
	want := []FileDiff{
		{"n/binary", KindChanged, "binary files a/n/binary and b/n/binary differ\n"},
		{"n/change", KindChanged, "--- a/n/change\n+++ b/n/change\n@@ -1,3 +1,3 @@\n one\n-two\n+2\n three\n"},
		{"n/empty", KindCreated, ""},
		{"n/end", KindChanged, "--- a/n/end\n+++ b/n/end\n@@ -1,1 +1,1 @@\n-x\n+x\n\\ No newline at end of file\n"},
		{"n/gone", KindRemoved, "--- a/n/gone\n+++ /dev/null\n@@ -1,1 +0,0 @@\n-bye\n"},
		{"n/hand", KindChanged, "--- a/n/hand\n+++ b/n/hand\n@@ -1,1 +1,1 @@\n-hand\n+gen\n"},
		{"n/new", KindCreated, "--- /dev/null\n+++ b/n/new\n@@ -0,0 +1,1 @@\n+hello\n"},
		{"n/run", KindChanged, "mode of n/run: set x bit\n"},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("Diff (-want +got):\n%s", diff)
	}
	wantDisk(t, dir, held)
}

func TestDiffOfNothing(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "out")
	_, got, err := Diff(dir, &Tree{})
	must(t, err)
	if len(got) != 0 {
		t.Errorf("got %v", got)
	}
	if _, err := os.Lstat(dir); !os.IsNotExist(err) {
		t.Errorf("Diff made the output folder: %v", err)
	}
}
