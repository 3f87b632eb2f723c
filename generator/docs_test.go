package generator_test

import (
	"bytes"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"gen/generator"
	"gen/generator/plan"
	"gen/generator/render"
	"gen/generator/report"
)

// ownExporter is the example that docs/blueprints.md walks through.
const ownExporter = examples + "/own-exporter"

// yamlBlock is a block of YAML on a page.
var yamlBlock = regexp.MustCompile("(?ms)^```yaml\n(.*?)^```$")

// TestSitesOnPages builds every site.yaml that stands on a page.
func TestSitesOnPages(t *testing.T) {
	found := 0
	for _, page := range pages(t) {
		for at, site := range yamlBlocks(t, page) {
			if !strings.HasPrefix(site, "version: 1\n") {
				continue
			}
			found++
			t.Run(fmt.Sprintf("%s/%d", strings.ReplaceAll(strings.TrimPrefix(page, "../"), "/", "_"), at+1), func(t *testing.T) {
				var r report.Report
				if _, err := generator.Build(siteWith(t, site), "site.yaml", &r); err != nil {
					t.Fatal(err)
				}
				var out bytes.Buffer
				if err := r.Print(&out, report.FormatText, false); err != nil || out.Len() > 0 {
					t.Errorf("%s\n%s%v", site, out.String(), err)
				}
			})
		}
	}
	if found == 0 {
		t.Error("no page has a site.yaml")
	}
}

// pages are the pages that people read: README.md and those of docs and examples.
func pages(t *testing.T) []string {
	t.Helper()
	var all []string
	for _, pattern := range []string{"../*.md", "../docs/*.md", examples + "/*/*.md"} {
		files, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, files...)
	}
	return all
}

func yamlBlocks(t *testing.T, page string) []string {
	t.Helper()
	var blocks []string
	for _, match := range yamlBlock.FindAllStringSubmatch(readText(t, page), -1) {
		blocks = append(blocks, match[1])
	}
	return blocks
}

// siteWith is a folder with a site.yaml, and the blueprints that pages speak of.
func siteWith(t *testing.T, site string) fstest.MapFS {
	t.Helper()
	folder := fstest.MapFS{"site.yaml": {Data: []byte(site)}}
	for name, text := range readTree(t, ownExporter+"/blueprints") {
		folder["blueprints/"+name] = &fstest.MapFile{Data: []byte(text)}
	}
	return folder
}

// TestWalkThroughQuotes wants docs/blueprints.md to show what the example has.
func TestWalkThroughQuotes(t *testing.T) {
	all := strings.Join(slices.Sorted(maps.Values(readTree(t, ownExporter+"/blueprints/redis_exporter"))), "\n")
	quotes := 0
	for _, block := range yamlBlocks(t, "../docs/blueprints.md") {
		if strings.HasPrefix(block, "version: 1\n") {
			continue
		}
		if quotes++; !strings.Contains(all, block) {
			t.Errorf("the example's blueprint does not have this:\n%s", block)
		}
	}
	if quotes == 0 {
		t.Error("docs/blueprints.md quotes nothing")
	}
}

// TestTemplatesAreDocumented wants every name that templates can read or call
// in docs/blueprints.md, and none that they cannot.
func TestTemplatesAreDocumented(t *testing.T) {
	text := readText(t, "../docs/blueprints.md")
	_, chapter, _ := strings.Cut(text, "\n### What they can read\n")
	reads, calls, found := strings.Cut(chapter, "\n### What they can call\n")
	if !found {
		t.Fatal("the chapters are missing")
	}
	reads, _, _ = strings.Cut(reads, "\n### ")
	calls, _, _ = strings.Cut(calls, "\n`and`")
	same(t, "read", names(reads, "`"+`\.([A-Z]\w*(?:\.(?:[A-Z][a-z]\w*))?)`), readable())
	same(t, "call", names(calls, "`([a-z]\\w*)`"), slices.Sorted(maps.Keys(render.Functions())))
}

// readable lists the names of plan.View: fields, methods, and the fields of
// what stands below it.
func readable() []string {
	view := reflect.TypeFor[*plan.View]()
	all := slices.Concat(fields(view.Elem(), ""), fields(reflect.TypeFor[plan.TLSView](), "TLS."), fields(reflect.TypeFor[plan.LinkView](), ""))
	for i := range view.NumMethod() {
		all = append(all, view.Method(i).Name)
	}
	all = slices.DeleteFunc(all, func(name string) bool { return name == "TLS" })
	slices.Sort(all)
	return slices.Compact(all)
}

func fields(t reflect.Type, prefix string) []string {
	var all []string
	for i := range t.NumField() {
		if f := t.Field(i); f.IsExported() {
			all = append(all, prefix+f.Name)
		}
	}
	return all
}

// names lists what a pattern's group finds in a text.
func names(text, pattern string) []string {
	var all []string
	for _, match := range regexp.MustCompile(pattern).FindAllStringSubmatch(text, -1) {
		all = append(all, match[1])
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// same compares what a page documents with what there is.
func same(t *testing.T, verb string, documented, actual []string) {
	t.Helper()
	if diff := cmp.Diff(actual, documented); diff != "" {
		t.Errorf("what templates can %s (-there is +documented):\n%s", verb, diff)
	}
}

func readText(t *testing.T, file string) string {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
