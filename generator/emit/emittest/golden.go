package emittest

import (
	"flag"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"gen/generator/tree"
)

var update = flag.Bool("update", false, "write the golden files anew")

// Golden compares the files with those below folder, byte by byte and in both
// directions. With -update it makes the folder hold them, and then compares.
func Golden(t *testing.T, folder string, files []tree.File) {
	t.Helper()
	if *update {
		write(t, folder, files)
	}
	want := read(t, folder)
	for _, f := range files {
		golden, ok := want[f.Path]
		switch {
		case !ok:
			t.Errorf("%s: no golden file; run the test with -update", f.Path)
		case golden != string(f.Content):
			t.Errorf("%s: got\n%s\nwant\n%s", f.Path, f.Content, golden)
		}
		delete(want, f.Path)
	}
	for path := range want {
		t.Errorf("%s: golden file of nothing", path)
	}
}

func write(t *testing.T, folder string, files []tree.File) {
	t.Helper()
	if err := os.RemoveAll(folder); err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		to := filepath.Join(folder, f.Path)
		if err := os.MkdirAll(filepath.Dir(to), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(to, f.Content, 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

func read(t *testing.T, folder string) map[string]string {
	t.Helper()
	files := map[string]string{}
	err := filepath.WalkDir(folder, func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		content, err := os.ReadFile(name)
		files[filepath.ToSlash(strings.TrimPrefix(name, folder+string(filepath.Separator)))] = string(content)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// Content returns the text of the file at path, which has to be there.
func Content(t *testing.T, files []tree.File, path string) string {
	t.Helper()
	for _, f := range files {
		if f.Path == path {
			return string(f.Content)
		}
	}
	t.Fatalf("no file %s", path)
	return ""
}
