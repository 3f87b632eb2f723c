package topology

import (
	"slices"
	"testing"

	"gen/generator/render"
	"gen/generator/report"
)

// FuzzLoad loads any two files as a site. Whatever they hold, loading ends, its
// problems are documented and point into the files, and a site without
// problems has names that can go into certificates.
func FuzzLoad(f *testing.F) {
	f.Add(head+"include: [a.yaml]\nnodes: {web1: {address: 10.0.0.1, services: [a, {b: {port: 1}}]}}\n", "receivers: {r: {discord: {webhook_url: {secret: s}}}}\n")
	f.Add(head+"include: '*'\nnodes:\n  W_1:\n    services: {a: {x: [1, {}]}}\n", "nodes: {W_1: {}}\nroutes: {}\n")
	f.Add("version: 2\n", "")
	f.Add(head+"include: [a.yaml, ../a, /a, '[', '**']\ndomain: x..y\n", "version: 1\nsite: x\ninclude: y\n")
	f.Add(head+"groups: {g: {labels: {job: x, __a: '', 1: 2}}}\nscrape: {'': {targets: x}}\n", "tls: {}\ntls: {}\n")
	f.Add(head+"nodes: &a {x: *a}\n", "\x00")
	f.Fuzz(func(t *testing.T, main, more string) {
		site, problems := loadTwice(t, map[string]string{"site.yaml": main, "a.yaml": more})
		for _, p := range problems {
			if _, ok := report.KindOf(p.ID); !ok {
				t.Errorf("%s is not in the catalogue", p.ID)
			}
			if !slices.Contains([]string{"site.yaml", "a.yaml"}, p.Pos.File) || p.Pos.Line < 1 || p.Pos.Col < 1 || p.Fact == "" {
				t.Errorf("problem without a place or a fact: %+v", p)
			}
		}
		if len(problems) > 0 {
			return
		}
		for _, node := range site.Nodes {
			if why, ok := render.CheckName(render.Node, node.Key.Value); !ok {
				t.Errorf("node %q: %s", node.Key.Value, why)
			}
		}
	})
}

// loadTwice wants the same problems both times.
func loadTwice(t *testing.T, files map[string]string) (*Site, []report.Problem) {
	var first, second report.Report
	site := Load(folder(files), "site.yaml", &first)
	Load(folder(files), "site.yaml", &second)
	if !slices.Equal(first.Problems(), second.Problems()) {
		t.Errorf("problems differ:\n%v\n%v", first.Problems(), second.Problems())
	}
	return site, first.Problems()
}
