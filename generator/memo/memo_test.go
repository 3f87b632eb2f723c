package memo

import (
	"encoding/json"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
	"testing/fstest"
)

func site() fstest.MapFS {
	return fstest.MapFS{
		"site.yaml":    {Data: []byte("version: 1\n")},
		"more/a.yaml":  {Data: []byte("a\n")},
		"unread":       {Data: []byte("x\n")},
		"empty/folder": {Data: nil},
	}
}

// read reads what a build might: a file, a pattern, a name that is not there.
func read(t *testing.T, fsys fs.FS) {
	t.Helper()
	f, err := fsys.Open("site.yaml")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.ReadAll(f); err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := fs.Glob(fsys, "more/*.yaml"); err != nil {
		t.Fatal(err)
	}
	if _, err := fs.Stat(fsys, "absent.lock"); err == nil {
		t.Fatal("absent.lock is there")
	}
}

func TestSame(t *testing.T) {
	for name, c := range map[string]struct {
		change func(fstest.MapFS)
		same   bool
	}{
		"nothing":                 {func(fstest.MapFS) {}, true},
		"a file nobody read":      {func(f fstest.MapFS) { f["unread"].Data = []byte("y") }, true},
		"content":                 {func(f fstest.MapFS) { f["site.yaml"].Data = []byte("version: 2\n") }, false},
		"a file is gone":          {func(f fstest.MapFS) { delete(f, "site.yaml") }, false},
		"a file for the pattern":  {func(f fstest.MapFS) { f["more/b.yaml"] = &fstest.MapFile{} }, false},
		"a file of the pattern":   {func(f fstest.MapFS) { delete(f, "more/a.yaml") }, false},
		"what was absent appears": {func(f fstest.MapFS) { f["absent.lock"] = &fstest.MapFile{} }, false},
		"a folder for a file":     {func(f fstest.MapFS) { delete(f, "site.yaml"); f["site.yaml/x"] = &fstest.MapFile{} }, false},
	} {
		t.Run(name, func(t *testing.T) {
			files := site()
			recorder := Record(files)
			read(t, recorder)
			inputs, all := recorder.Inputs()
			if !all || len(inputs) < 3 {
				t.Fatalf("recorded %v, all: %v", inputs, all)
			}
			c.change(files)
			if got := Same(files, inputs); got != c.same {
				t.Errorf("same: %v, want %v, of %v", got, c.same, inputs)
			}
		})
	}
}

// TestSpoiled: what was read in part only says nothing about the rest.
func TestSpoiled(t *testing.T) {
	for name, spoil := range map[string]func(fs.FS){
		"not read to its end": func(fsys fs.FS) {
			f, _ := fsys.Open("site.yaml")
			_, _ = f.Read(make([]byte, 3))
			f.Close()
		},
		"a folder opened as a file": func(fsys fs.FS) { _, _ = fsys.Open("more") },
	} {
		t.Run(name, func(t *testing.T) {
			recorder := Record(site())
			read(t, recorder)
			spoil(recorder)
			if inputs, all := recorder.Inputs(); all {
				t.Errorf("%v count as all", inputs)
			}
		})
	}
}

func TestStore(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "gen")
	store := Store{folder: folder, program: "this"}
	if _, ok := store.Get("a/site.yaml"); ok {
		t.Error("remembers what it never saw")
	}
	store.Put("a/site.yaml", Memory{Inputs: []Input{{"content", "site.yaml", "12"}}, Lock: "34", Proof: json.RawMessage(`{"rules":1}`)})
	m, ok := store.Get("a/site.yaml")
	if !ok || m.Lock != "34" || len(m.Inputs) != 1 || string(m.Proof) != `{"rules":1}` {
		t.Errorf("got %+v, %v", m, ok)
	}
	if info, err := os.Stat(folder); err != nil || info.Mode().Perm() != 0o700 {
		t.Errorf("the folder is %v, %v", info.Mode(), err)
	}
}

// TestForgets: whatever is doubtful is not remembered.
func TestForgets(t *testing.T) {
	for name, c := range map[string]struct {
		spoil func(t *testing.T, file string)
		store func(Store) Store
		site  string
	}{
		"another site":         {site: "b/site.yaml"},
		"another build of gen": {store: func(s Store) Store { s.program = "other"; return s }},
		"garbled":              {spoil: func(t *testing.T, file string) { write(t, file, `{"Program":`) }},
		"nothing of a lock":    {spoil: func(t *testing.T, file string) { write(t, file, `{"Program":"this"}`) }},
		"no folder":            {store: func(Store) Store { return Store{} }},
	} {
		t.Run(name, func(t *testing.T) {
			store := Store{folder: t.TempDir(), program: "this"}
			store.Put("a/site.yaml", Memory{Lock: "34"})
			if c.spoil != nil {
				c.spoil(t, store.path("a/site.yaml"))
			}
			if c.store != nil {
				store = c.store(store)
			}
			if c.site == "" {
				c.site = "a/site.yaml"
			}
			if m, ok := store.Get(c.site); ok {
				t.Errorf("remembers %+v", m)
			}
		})
	}
}

func write(t *testing.T, file, text string) {
	t.Helper()
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// TestDefault: the environment says where, and a wish not to remember is kept.
func TestDefault(t *testing.T) {
	folder := t.TempDir()
	for value, want := range map[string]string{folder: folder, "off": "", "relative": ""} {
		t.Setenv(variable, value)
		if got := Default().folder; got != want {
			t.Errorf("%s=%s: %q, want %q", variable, value, got, want)
		}
	}
}
