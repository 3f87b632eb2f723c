package check_test

import (
	"bytes"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"gopkg.in/yaml.v3"

	"gen/generator"
	"gen/generator/check"
	"gen/generator/check/wires"
	"gen/generator/report"
	"gen/generator/tree"
)

// fault is one mutation of a correct tree, and what has to be said of it. Every
// *.yaml in testdata/faults is a list of them.
type fault struct {
	Name string `yaml:"name"`
	// Site is the example whose tree is mutated; default secure-web.
	Site string `yaml:"site"`
	// File is a path in the tree. Old is a text that stands in it, of which New
	// takes the first place; without Old, New is the whole file. With Gone the
	// file is not there at all.
	File string `yaml:"file"`
	Old  string `yaml:"old"`
	New  string `yaml:"new"`
	Gone bool   `yaml:"gone"`
	// Mode is that of the file; default its own.
	Mode uint32 `yaml:"mode"`
	// Also are further changes of the same file.
	Also []struct{ Old, New string } `yaml:"also"`
	// Want is the id of every problem that is found, Says a part of the first one's fact.
	Want string `yaml:"want"`
	Says string `yaml:"says"`
	// Deep runs the unit tests of rules, too.
	Deep bool `yaml:"deep"`
	// At is the file in which the first problem is told, Line a part of the line there.
	At   string `yaml:"at"`
	Line string `yaml:"line"`
	// wires tells that only connections, paths and secrets are looked at.
	wires bool
}

const (
	corpus   = "testdata/faults"
	examples = "../../examples"
	goldens  = "../../golden/trees"
)

// Every fault is found, and nothing else is.
func TestFaults(t *testing.T) {
	sites := siteCache{built: map[string]built{}}
	for _, f := range faults(t) {
		t.Run(f.Name, func(t *testing.T) {
			if f.Site == "" {
				f.Site = "secure-web"
			}
			site := sites.build(t, f.Site)
			var r report.Report
			mutated := f.mutate(t, site.Tree)
			if f.wires {
				wires.Check(site.Plan, mutated, &r)
			} else {
				check.Run(site.Plan, mutated, &r)
			}
			if f.Deep {
				check.RuleTests(site.Plan, mutated, &r)
			}
			f.judge(t, r.Problems(), site)
		})
	}
}

// Nothing is found in trees that are correct.
func TestNoFaults(t *testing.T) {
	for _, dir := range []string{examples, goldens} {
		entries, err := os.ReadDir(dir)
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range entries {
			if _, err := os.Stat(filepath.Join(dir, e.Name(), "site.yaml")); err != nil {
				continue
			}
			t.Run(e.Name(), func(t *testing.T) {
				var r report.Report
				build(t, os.DirFS(filepath.Join(dir, e.Name())), &r)
				for _, p := range r.Problems() {
					if strings.HasPrefix(p.ID, "check/") {
						t.Errorf("%s at %v: %s", p.ID, p.Pos, p.Fact)
					}
				}
			})
		}
	}
}

// faults reads the corpus.
func faults(t *testing.T) []fault {
	t.Helper()
	files, err := filepath.Glob(corpus + "/*.yaml")
	if err != nil || len(files) == 0 {
		t.Fatalf("no faults in %s: %v", corpus, err)
	}
	var all []fault
	for _, file := range files {
		content, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		var list []fault
		d := yaml.NewDecoder(bytes.NewReader(content))
		d.KnownFields(true)
		if err := d.Decode(&list); err != nil {
			t.Fatalf("%s: %v", file, err)
		}
		for _, f := range list {
			f.wires = filepath.Base(file) == "wires.yaml"
			all = append(all, f)
		}
	}
	return all
}

// mutate is the tree with the fault in it.
func (f fault) mutate(t *testing.T, correct *tree.Tree) *tree.Tree {
	t.Helper()
	var files []tree.File
	found := false
	for _, file := range correct.Files() {
		if file.Path == f.File {
			found = true
			if f.Gone {
				continue
			}
			if f.Old != "" || f.New != "" {
				file.Content = f.change(t, file.Content)
			}
			if f.Mode != 0 {
				file.Mode = fs.FileMode(f.Mode)
			}
		}
		files = append(files, file)
	}
	if !found {
		t.Fatalf("there is no file %s", f.File)
	}
	out, err := tree.New(files...)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func (f fault) change(t *testing.T, content []byte) []byte {
	t.Helper()
	if f.Old == "" {
		return []byte(f.New)
	}
	changed := bytes.Replace(content, []byte(f.Old), []byte(f.New), 1)
	if bytes.Equal(changed, content) {
		t.Fatalf("%s does not hold %q", f.File, f.Old)
	}
	for _, more := range f.Also {
		before := changed
		if changed = bytes.Replace(before, []byte(more.Old), []byte(more.New), 1); bytes.Equal(changed, before) {
			t.Fatalf("%s does not hold %q", f.File, more.Old)
		}
	}
	return changed
}

// judge compares what was found with what should have been.
func (f fault) judge(t *testing.T, problems []report.Problem, sources built) {
	t.Helper()
	var ids []string
	for _, p := range problems {
		t.Logf("%s at %s:%d: %s; %s", p.ID, p.Pos.File, p.Pos.Line, p.Fact, p.Hint)
		if ids = append(ids, p.ID); p.Hint == "" && p.Pos.IsZero() {
			t.Error("the problem has neither a place nor a hint")
		}
	}
	if ids = slices.Compact(ids); !slices.Equal(ids, []string{f.Want}) {
		t.Fatalf("found %v instead of %s", ids, f.Want)
	}
	if first := problems[0]; !strings.Contains(first.Fact, f.Says) || !strings.HasPrefix(fmt.Sprintf("%s:%d", first.Pos.File, first.Pos.Line), f.At) {
		t.Errorf("%s:%d: %q does not say %q at %q", first.Pos.File, first.Pos.Line, first.Fact, f.Says, f.At)
	} else if line := sources.line(first.Pos); !strings.Contains(line, f.Line) {
		t.Errorf("%s:%d is %q and does not hold %q", first.Pos.File, first.Pos.Line, line, f.Line)
	}
}

// siteCache builds every example once.
type siteCache struct {
	sync.Mutex
	built map[string]built
}

// built is a site, and the texts that it was made from.
type built struct {
	*generator.Site
	sources *report.Report
}

// line is the line of a text at a place.
func (b built) line(pos report.Pos) string {
	text, _ := b.sources.Source(pos.File)
	lines := strings.Split(string(text), "\n")
	if pos.Line < 1 || pos.Line > len(lines) {
		return ""
	}
	return lines[pos.Line-1]
}

func (c *siteCache) build(t *testing.T, name string) built {
	t.Helper()
	c.Lock()
	defer c.Unlock()
	if c.built[name].Site == nil {
		var r report.Report
		c.built[name] = built{build(t, siteFolder(name), &r), &r}
	}
	return c.built[name]
}

// siteFolder is an example, a site of testdata, or one of the golden trees.
func siteFolder(name string) fs.FS {
	if _, err := os.Stat(filepath.Join("testdata", name)); err == nil {
		return os.DirFS(filepath.Join("testdata", name))
	}
	if _, err := os.Stat(filepath.Join(goldens, name, "site.yaml")); err == nil {
		return os.DirFS(filepath.Join(goldens, name))
	}
	return os.DirFS(filepath.Join(examples, name))
}

func build(t testing.TB, folder fs.FS, r *report.Report) *generator.Site {
	t.Helper()
	site, err := generator.Build(folder, "site.yaml", r)
	if err != nil {
		t.Fatal(err)
	}
	if site.Tree == nil {
		t.Fatalf("the site has errors: %v", r.Problems())
	}
	return site
}
