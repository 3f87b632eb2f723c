package source_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"testing"
	"testing/fstest"

	"gen/generator/report"
	"gen/generator/source"

	"github.com/google/go-cmp/cmp"
)

// asked is a place that names a file.
var asked = report.Pos{File: "site.yaml", Line: 3, Col: 5}

func TestRead(t *testing.T) {
	files := source.New(fstest.MapFS{"nodes/a.yaml": {Data: []byte("\x00any\r\n")}}, "sites/paris")
	var r report.Report
	text, ok := files.Read("nodes/a.yaml", asked, &r)
	if string(text) != "\x00any\r\n" || !ok || r.Failed() {
		t.Errorf("got %q, %v, %v", text, ok, r.Problems())
	}
	if shown := files.Shown("nodes/a.yaml"); shown != "sites/paris/nodes/a.yaml" {
		t.Errorf("shown as %q", shown)
	}
}

func TestReadRefuses(t *testing.T) {
	fsys := fstest.MapFS{
		"folder/a.yaml": {},
		"pipe":          {Mode: fs.ModeNamedPipe},
		"socket":        {Mode: fs.ModeSocket},
		"device":        {Mode: fs.ModeDevice},
		"odd":           {Mode: fs.ModeIrregular},
	}
	cases := []struct{ name, id, fact string }{
		{"none.yaml", "file/not-found", `there is no file "s/none.yaml"`},
		{"folder/none.yaml", "file/not-found", `there is no file "s/folder/none.yaml"`},
		{"folder", "file/not-a-file", `"s/folder" is a folder`},
		{"pipe", "file/not-a-file", `"s/pipe" is a named pipe`},
		{"socket", "file/not-a-file", `"s/socket" is a socket`},
		{"device", "file/not-a-file", `"s/device" is a device`},
		{"odd", "file/not-a-file", `"s/odd" is not a regular file`},
	}
	for _, c := range cases {
		checkRefused(t, fsys, c.name, c.id, c.fact)
	}
}

// TestReadStaysInside uses a real folder, as the command does.
func TestReadStaysInside(t *testing.T) {
	outside := filepath.Join(t.TempDir(), "secret")
	folder := t.TempDir()
	for _, err := range []error{
		os.WriteFile(outside, []byte("x"), 0o600),
		os.Symlink(outside, filepath.Join(folder, "absolute")),
		os.Symlink("../"+filepath.Base(filepath.Dir(outside))+"/secret", filepath.Join(folder, "relative")),
		os.Symlink("loop", filepath.Join(folder, "loop")),
		os.Symlink("none", filepath.Join(folder, "dangling")),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
	root, err := os.OpenRoot(folder)
	if err != nil {
		t.Fatal(err)
	}
	defer root.Close()
	checkRefused(t, root.FS(), "absolute", "file/unreadable", `the file "s/absolute" cannot be read`)
	checkRefused(t, root.FS(), "relative", "file/unreadable", `the file "s/relative" cannot be read`)
	checkRefused(t, root.FS(), "loop", "file/unreadable", `the file "s/loop" cannot be read`)
	checkRefused(t, root.FS(), "dangling", "file/not-found", `there is no file "s/dangling"`)
	checkRefused(t, root.FS(), "../secret", "file/not-found", `there is no file "secret"`)
}

// forbidden is a folder whose files may not be read.
type forbidden struct{ fs.FS }

func (forbidden) Open(name string) (fs.File, error) {
	return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrPermission}
}

func TestReadTellsPermissions(t *testing.T) {
	checkRefused(t, forbidden{}, "a", "file/unreadable", `the file "s/a" may not be read`)
}

// TestReadIsLimited counts all files of a folder together.
func TestReadIsLimited(t *testing.T) {
	half := &fstest.MapFile{Data: make([]byte, source.MaxBytes/2)}
	files := source.New(fstest.MapFS{"a": half, "b": half, "c": {Data: []byte{0}}}, "s")
	var r report.Report
	for name, want := range map[string]bool{"a": true, "b": true} {
		if _, ok := files.Read(name, asked, &r); ok != want || r.Failed() {
			t.Fatalf("%s: %v, %v", name, ok, r.Problems())
		}
	}
	if _, ok := files.Read("c", asked, &r); ok {
		t.Error("one byte more than allowed was read")
	}
	want := []report.Problem{{ID: "file/too-large", Pos: asked, Fact: `with "s/c" the files hold more than 64 MiB`, Hint: "share settings between nodes with groups, or split the site"}}
	if diff := cmp.Diff(want, r.Problems()); diff != "" {
		t.Errorf("problems (-want +got):\n%s", diff)
	}
}

// TestReadPointsAtTheFileItself when nothing names it.
func TestReadPointsAtTheFileItself(t *testing.T) {
	var r report.Report
	source.New(fstest.MapFS{}, "s").Read("a", report.Pos{}, &r)
	if got, want := r.Problems()[0].Pos, (report.Pos{File: "s/a"}); got != want {
		t.Errorf("got %v, want %v", got, want)
	}
}

// checkRefused wants one problem at the place that named the file.
func checkRefused(t *testing.T, fsys fs.FS, name, id, fact string) {
	t.Helper()
	var r report.Report
	if root := source.New(fsys, "s").YAML(name, asked, &r); root != nil {
		t.Errorf("%s: read as %v", name, root)
	}
	got := r.Problems()
	if len(got) != 1 || got[0].ID != id || got[0].Fact != fact || got[0].Pos != asked || got[0].Hint == "" {
		t.Errorf("%s: got %+v, want %s: %s", name, got, id, fact)
	}
	if _, ok := report.KindOf(id); !ok {
		t.Errorf("%s is not in the catalogue", id)
	}
}
