package check_test

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"gen/generator"
	"gen/generator/check"
	"gen/generator/check/copies"
	"gen/generator/check/faults"
	"gen/generator/check/wires"
	"gen/generator/report"
)

const (
	corpus   = "testdata/faults"
	examples = "../../examples"
	goldens  = "../../golden/trees"
)

// Every fault is found, and nothing else is.
func TestFaults(t *testing.T) {
	sites := siteCache{built: map[string]built{}}
	for _, f := range corpusOf(t) {
		t.Run(f.Name, func(t *testing.T) {
			site := sites.build(t, f.Site)
			var r report.Report
			mutated, err := f.Mutate(site.Tree)
			if err != nil {
				t.Fatal(err)
			}
			if f.Theme == "wires" {
				wires.Check(site.Plan, mutated, copies.Find(site.Plan, mutated), &r)
			} else {
				check.Run(site.Plan, mutated, &r)
			}
			if f.Deep {
				check.RuleTests(site.Plan, mutated, &r)
			}
			judge(t, f, r.Problems(), site)
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

// corpusOf reads the corpus.
func corpusOf(t *testing.T) []faults.Fault {
	t.Helper()
	all, err := faults.Read(corpus)
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// judge compares what was found with what should have been.
func judge(t *testing.T, f faults.Fault, problems []report.Problem, sources built) {
	t.Helper()
	var ids []string
	for _, p := range problems {
		t.Logf("%s at %s:%d: %s; %s", p.ID, p.Pos.File, p.Pos.Line, p.Fact, p.Hint)
		if ids = append(ids, p.ID); p.Hint == "" && p.Pos.IsZero() {
			t.Error("the problem has neither a place nor a hint")
		}
	}
	want := slices.DeleteFunc([]string{f.Want, f.And}, func(id string) bool { return id == "" })
	if ids = slices.Compact(ids); !slices.Equal(ids, want) {
		t.Fatalf("found %v instead of %v", ids, want)
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
