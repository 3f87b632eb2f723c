package generator_test

import (
	"bytes"
	"flag"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"gen/generator"
	"gen/generator/report"
	"gen/generator/tree"
)

var update = flag.Bool("update", false, "rewrite the golden files from what gen makes now")

// Folders of the golden cases. A case of trees holds tree/, and site.yaml unless
// the example of the same name is meant; a case of errors holds site.yaml and
// expected.txt. Adding one needs no Go.
const (
	goldenTrees  = "../golden/trees"
	goldenErrors = "../golden/errors"
	examples     = "../examples"
)

func TestGoldenTrees(t *testing.T) {
	for _, name := range cases(t, goldenTrees) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			site := buildCase(t, treeSource(name))
			dir := filepath.Join(goldenTrees, name, "tree")
			if *update {
				replaceTree(t, dir, site.Tree)
			}
			if diff := cmp.Diff(readTree(t, dir), contents(site.Tree)); diff != "" {
				t.Errorf("golden tree and output differ (-golden +output), run make golden if that is meant:\n%s", diff)
			}
		})
	}
}

// Every example has a golden tree, so that none can rot.
func TestExamplesHaveGoldens(t *testing.T) {
	for _, name := range cases(t, examples) {
		if _, err := os.Stat(filepath.Join(goldenTrees, name, "tree")); err != nil {
			t.Errorf("example %s has no golden tree: make golden-new NAME=%s", name, name)
		}
		if _, err := os.Stat(filepath.Join(examples, name, "README.md")); err != nil {
			t.Errorf("example %s has no README.md that says what it shows", name)
		}
	}
}

func TestGoldenErrors(t *testing.T) {
	for _, name := range cases(t, goldenErrors) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := printed(t, filepath.Join(goldenErrors, name))
			file := filepath.Join(goldenErrors, name, "expected.txt")
			if *update {
				write(t, file, got)
			}
			want, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(string(want), string(got)); diff != "" {
				t.Errorf("expected.txt and output differ (-expected +output):\n%s", diff)
			}
			if id := strings.Replace(strings.SplitN(name, "--", 2)[0], ".", "/", 1); !bytes.Contains(want, []byte("["+id+"]")) {
				t.Errorf("the case is named after %s, which does not occur", id)
			}
		})
	}
}

// withoutGolden are the ids that no folder of a few files can show, with the
// test that does.
var withoutGolden = map[string]string{
	"output/edited":           "an output folder: check.txt of cmd/gen",
	"output/foreign":          "an output folder: check.txt of cmd/gen",
	"output/interrupted":      "an output folder: check.txt of cmd/gen",
	"output/stale":            "an output folder: check.txt of cmd/gen",
	"file/too-large":          "64 MiB: source.TestReadIsLimited",
	"topology/too-many-nodes": "100000 nodes: topology.TestCheckRefusesTooManyNodes",
	"yaml/too-large":          "16 MiB, or a million values: strictyaml.TestParseBoundsHostileInput",
}

// onlyOwnMistakes are ids that no blueprint and no site can bring about in a
// build, as what they are about is written by gen alone or is not looked at
// then; generator/check/testdata/faults has a
// mutated tree for each.
var onlyOwnMistakes = []string{
	"check/certificate-days", "check/compose", "check/config", "check/dashboard", "check/datasource", "check/link-firewall",
	"check/link-login", "check/message", "check/nobody-told", "check/private-readable", "check/rule-test", "check/unknown-user",
}

// Every id in the catalogue has a case of its own, and every case an id.
func TestEveryErrorHasAGolden(t *testing.T) {
	covered := map[string]bool{}
	for id := range withoutGolden {
		covered[id] = true
	}
	for _, name := range cases(t, goldenErrors) {
		covered[strings.Replace(strings.SplitN(name, "--", 2)[0], ".", "/", 1)] = true
	}
	for _, kind := range report.Kinds() {
		if !covered[kind.ID] && !slices.Contains(onlyOwnMistakes, kind.ID) {
			t.Errorf("no folder %s/%s", goldenErrors, strings.Replace(kind.ID, "/", ".", 1))
		}
		delete(covered, kind.ID)
	}
	for id := range covered {
		t.Errorf("a golden case is named after %s, which is not in the catalogue", id)
	}
}

// treeSource is the folder with the site.yaml of a golden tree.
func treeSource(name string) string {
	own := filepath.Join(goldenTrees, name)
	if _, err := os.Stat(filepath.Join(own, "site.yaml")); err == nil {
		return own
	}
	return filepath.Join(examples, name)
}

// buildCase builds a site that must have no errors.
func buildCase(t *testing.T, dir string) *generator.Site {
	t.Helper()
	var r report.Report
	site, err := generator.Build(folder(t, dir), "site.yaml", &r)
	if err != nil {
		t.Fatal(err)
	}
	if r.Failed() {
		var out bytes.Buffer
		_ = r.Print(&out, report.FormatText, false)
		t.Fatalf("%s has errors:\n%s", dir, out.String())
	}
	return site
}

// goldenDay is the day on which the cases of errors are read.
var goldenDay = time.Date(2026, time.July, 1, 0, 0, 0, 0, time.UTC)

// printed is what gen says about a site.
func printed(t *testing.T, dir string) []byte {
	t.Helper()
	var r report.Report
	site, err := generator.Build(folder(t, dir), "site.yaml", &r)
	if err != nil {
		t.Fatal(err)
	}
	if r.Failed() && site.Tree != nil {
		t.Error("there is a tree in spite of errors")
	}
	if site.Plan != nil {
		site.Plan.TellExpired(goldenDay, &r)
	}
	if p, ok := brokenBuiltIn(&r); ok {
		t.Fatalf("a blueprint of gen's own is broken: %s:%d: %s", p.Pos.File, p.Pos.Line, p.Fact)
	}
	var out bytes.Buffer
	if err := r.Print(&out, report.FormatText, false); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// folder opens a folder as the command line does: nothing leads out of it.
func folder(t testing.TB, dir string) fs.FS {
	t.Helper()
	root, err := os.OpenRoot(dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { root.Close() })
	return root.FS()
}

// brokenBuiltIn finds a problem that no user has made.
func brokenBuiltIn(r *report.Report) (report.Problem, bool) {
	for _, p := range r.Problems() {
		if own := strings.HasPrefix(p.Pos.File, "blueprints/") || strings.HasPrefix(p.Pos.File, "templates/"); own && p.ID != "blueprint/file" { // two files of one path may be the user's fault
			return p, true
		}
	}
	return report.Problem{}, false
}

func contents(files *tree.Tree) map[string]string {
	all := map[string]string{}
	for _, f := range files.Files() {
		all[f.Path] = string(f.Content)
	}
	all["gen.lock"] = string(files.Lock())
	return all
}

func readTree(t *testing.T, dir string) map[string]string {
	t.Helper()
	all := map[string]string{}
	err := filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		content, err := os.ReadFile(path)
		name, _ := filepath.Rel(dir, path)
		all[filepath.ToSlash(name)] = string(content)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func replaceTree(t *testing.T, dir string, files *tree.Tree) {
	t.Helper()
	if err := os.RemoveAll(dir); err != nil {
		t.Fatal(err)
	}
	if _, err := tree.Write(dir, files, tree.Options{}); err != nil {
		t.Fatal(err)
	}
}

func write(t *testing.T, file string, content []byte) {
	t.Helper()
	if err := os.WriteFile(file, content, 0o644); err != nil {
		t.Fatal(err)
	}
}

func cases(t *testing.T, dir string) []string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, e := range entries {
		if e.IsDir() {
			names = append(names, e.Name())
		}
	}
	return names
}
