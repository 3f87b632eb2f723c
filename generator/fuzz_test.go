package generator_test

import (
	"bytes"
	"maps"
	"os"
	"path/filepath"
	"testing"
	"testing/fstest"

	"gen/generator"
	"gen/generator/report"
	"gen/generator/tree"
)

// FuzzBuild wants an answer to any site.yaml: no panic, no mistake of gen's
// own, and the same bytes when it is built again.
func FuzzBuild(f *testing.F) {
	for _, pattern := range []string{goldenErrors + "/*/site.yaml", goldenTrees + "/*/site.yaml", examples + "/*/site.yaml"} {
		files, err := filepath.Glob(pattern)
		if err != nil {
			f.Fatal(err)
		}
		for _, file := range files {
			text, err := os.ReadFile(file)
			if err != nil {
				f.Fatal(err)
			}
			f.Add(text)
		}
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		first, said := buildText(t, text)
		second, saidAgain := buildText(t, text)
		if said != saidAgain {
			t.Errorf("said first:\n%s\nand then:\n%s", said, saidAgain)
		}
		if (first == nil) != (second == nil) || first != nil && !maps.Equal(contents(first), contents(second)) {
			t.Error("two builds differ")
		}
	})
}

// buildText builds a site of one file; it returns the tree and what gen says.
func buildText(t *testing.T, text []byte) (*tree.Tree, string) {
	t.Helper()
	var r report.Report
	site, err := generator.Build(fstest.MapFS{"site.yaml": {Data: text}}, "site.yaml", &r)
	if err != nil {
		t.Fatalf("gen blames itself: %v", err)
	}
	if p, ok := brokenBuiltIn(&r); ok {
		t.Fatalf("gen blames its own blueprint: %s: %s", p.Pos.File, p.Fact)
	}
	if r.Failed() == (site.Tree != nil) {
		t.Fatal("there is a tree in spite of errors, or neither of them")
	}
	var said bytes.Buffer
	if err := r.Print(&said, report.FormatText, false); err != nil {
		t.Fatal(err)
	}
	return site.Tree, said.String()
}
