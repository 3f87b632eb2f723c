package tree

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestIntact: as long as nothing has happened to the output folder, Intact says
// what Compare says; whatever has, it says nothing.
func TestIntact(t *testing.T) {
	for name, c := range map[string]struct {
		happens func(dir string) error
		intact  bool
	}{
		"nothing":             {func(string) error { return nil }, true},
		"a file of others":    {func(dir string) error { return os.WriteFile(filepath.Join(dir, "n1/notes"), nil, 0o644) }, true},
		"an edit":             {func(dir string) error { return os.WriteFile(filepath.Join(dir, "n1/etc/x"), []byte("y"), 0o644) }, false},
		"a file is gone":      {func(dir string) error { return os.Remove(filepath.Join(dir, "n1/etc/x")) }, false},
		"a folder is gone":    {func(dir string) error { return os.RemoveAll(filepath.Join(dir, "n1")) }, false},
		"an x bit more":       {func(dir string) error { return os.Chmod(filepath.Join(dir, "n1/etc/x"), 0o755) }, false},
		"an x bit less":       {func(dir string) error { return os.Chmod(filepath.Join(dir, "n1/run"), 0o644) }, false},
		"an edit of the lock": {func(dir string) error { return relabel(filepath.Join(dir, lockName)) }, false},
		"no lock":             {func(dir string) error { return os.Remove(filepath.Join(dir, lockName)) }, false},
		"an interrupted write": {func(dir string) error {
			return os.WriteFile(filepath.Join(dir, journalName), []byte(lockHeader), 0o644)
		}, false},
		"nothing is there": {os.RemoveAll, false},
	} {
		t.Run(name, func(t *testing.T) {
			dir := filepath.Join(t.TempDir(), "out")
			tree, err := New(File{Path: "n1/etc/x", Content: []byte("x")}, File{Path: "n1/run", Content: []byte("#!"), Mode: 0o755})
			if err != nil {
				t.Fatal(err)
			}
			written, err := Write(dir, tree, Options{})
			if err != nil {
				t.Fatal(err)
			}
			if err := c.happens(dir); err != nil {
				t.Fatal(err)
			}
			found, err := Intact(dir, written.Lock)
			if err != nil || (found != nil) != c.intact {
				t.Fatalf("intact: %+v, %v", found, err)
			}
			if want, err := Compare(dir, tree); found != nil && (err != nil || !cmp.Equal(want, found)) {
				t.Errorf("not as Compare (-Compare +Intact): %v\n%s", err, cmp.Diff(want, found))
			}
		})
	}
}

func relabel(file string) error {
	old, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	return os.WriteFile(file, bytes.Replace(old, []byte("0644"), []byte("0640"), 1), 0o644)
}
