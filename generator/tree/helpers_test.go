package tree

import (
	"errors"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// treeOf makes a tree of paths and contents.
func treeOf(t testing.TB, contents map[string]string) *Tree {
	t.Helper()
	tree := &Tree{}
	for _, path := range slices.Sorted(maps.Keys(contents)) {
		must(t, tree.Add(File{Path: path, Content: []byte(contents[path])}))
	}
	return tree
}

// onDisk reads all files below dir but the lock; an empty folder is an entry
// that ends in a slash, a symlink one that starts with "-> ". No folder has no files.
func onDisk(t testing.TB, dir string) map[string]string {
	t.Helper()
	found := map[string]string{}
	if _, err := os.Lstat(dir); errors.Is(err, fs.ErrNotExist) {
		return found
	}
	must(t, filepath.WalkDir(dir, func(name string, d fs.DirEntry, err error) error {
		must(t, err)
		path, err := filepath.Rel(dir, name)
		must(t, err)
		switch {
		case path == "." || path == lockName:
		case d.Type()&fs.ModeSymlink != 0:
			target, err := os.Readlink(name)
			must(t, err)
			found[path] = "-> " + target
		case d.IsDir():
			inside, err := os.ReadDir(name)
			must(t, err)
			if len(inside) == 0 {
				found[path+"/"] = ""
			}
		case !d.Type().IsRegular():
			found[path] = d.Type().String()
		default:
			content, err := os.ReadFile(name)
			must(t, err)
			found[path] = string(content)
		}
		return nil
	}))
	return found
}

// put writes files by hand.
func put(t testing.TB, dir string, contents map[string]string) {
	t.Helper()
	for path, content := range contents {
		name := filepath.Join(dir, path)
		must(t, os.MkdirAll(filepath.Dir(name), 0o755))
		must(t, os.WriteFile(name, []byte(content), 0o644))
	}
}

func mustWrite(t testing.TB, dir string, contents map[string]string) *Changes {
	t.Helper()
	c, err := Write(dir, treeOf(t, contents), Options{})
	must(t, err)
	return c
}

// wantDisk checks that the folder holds exactly contents, beside the lock.
func wantDisk(t testing.TB, dir string, contents map[string]string) {
	t.Helper()
	if diff := cmp.Diff(contents, onDisk(t, dir)); diff != "" {
		t.Errorf("files in the output folder (-want +got):\n%s", diff)
	}
}

// wantLock checks that the lock lists exactly contents.
func wantLock(t testing.TB, dir string, contents map[string]string) {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(dir, lockName))
	must(t, err)
	locked, err := ParseLock(text)
	must(t, err)
	got, want := map[string]string{}, map[string]string{}
	for _, l := range locked {
		got[l.Path] = l.SHA256
	}
	for path, content := range contents {
		want[path] = digestOf([]byte(content))
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("files in the lock (-want +got):\n%s", diff)
	}
}
