package main

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"gen/generator"
	"gen/generator/report"
	"gen/generator/tree"
)

const quietSite = `version: 1
site: quiet
nodes:
  monitor: {address: 192.0.2.1, services: [prometheus, alertmanager, node_exporter]}
receivers: {ops: {webhook: {url: "https://hook.example.org/alerts"}}}
routes: {default: ops}
include: [more/*.yaml]
`

// TestRecall: what a build has found is found again without building, until
// anything has happened to what it read or wrote.
func TestRecall(t *testing.T) {
	for name, c := range map[string]struct {
		happens func(t *testing.T, dir string)
		recalls bool
	}{
		"nothing":                  {func(*testing.T, string) {}, true},
		"a file that gen ignores":  {func(t *testing.T, dir string) { put(t, dir, "notes.txt", "x") }, true},
		"a file beside the output": {func(t *testing.T, dir string) { put(t, dir, "out/monitor/notes.txt", "x") }, true},
		"the site":                 {func(t *testing.T, dir string) { put(t, dir, "site.yaml", quietSite+"# x\n") }, false},
		"an included file":         {func(t *testing.T, dir string) { put(t, dir, "more/a.yaml", "nodes: {}\n") }, false},
		"another included file":    {func(t *testing.T, dir string) { put(t, dir, "more/b.yaml", "") }, false},
		"an output":                {func(t *testing.T, dir string) { put(t, dir, "out/README.md", "x") }, false},
		"the output is gone":       {func(t *testing.T, dir string) { must(t, os.RemoveAll(filepath.Join(dir, "out"))) }, false},
		"the site is gone":         {func(t *testing.T, dir string) { must(t, os.Remove(filepath.Join(dir, "site.yaml"))) }, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Setenv("GEN_CACHE", t.TempDir())
			dir := t.TempDir()
			put(t, dir, "site.yaml", quietSite)
			put(t, dir, "more/a.yaml", "nodes: {web: {address: 192.0.2.2, services: [node_exporter]}}\n")
			file, out := filepath.Join(dir, "site.yaml"), filepath.Join(dir, "out")
			written := buildAndKeep(t, file, out)
			c.happens(t, dir)
			found, _ := openMemory(time.Now()).recall(file, out)
			if (found != nil) != c.recalls {
				t.Fatalf("recalled %v, want it: %v", found, c.recalls)
			}
			if found != nil && len(found.Unchanged) != len(written.Created) {
				t.Errorf("recalled %d files, %d were written", len(found.Unchanged), len(written.Created))
			}
		})
	}
}

// TestNotKept: a site with something to tell is not remembered, as it has to be
// told each time.
func TestNotKept(t *testing.T) {
	m := openMemory(time.Now())
	_, err := m.watch(resolve)(os.DirFS(t.TempDir()), "absent.yaml", &report.Report{})
	if err != nil || m.inputs != nil {
		t.Errorf("kept %v, %v", m.inputs, err)
	}
}

func buildAndKeep(t *testing.T, file, out string) *tree.Changes {
	t.Helper()
	m := openMemory(time.Now())
	site, err := read(file, m.watch(generator.Build), time.Now(), &report.Report{})
	must(t, err)
	written, err := tree.Write(out, site.Tree, tree.Options{})
	must(t, err)
	m.keep(file, written, nil)
	return written
}

func put(t *testing.T, dir, name, text string) {
	t.Helper()
	must(t, os.MkdirAll(filepath.Dir(filepath.Join(dir, name)), 0o755))
	must(t, os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644))
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
