package revision_test

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"
	"testing"

	"gen/generator/plan"
	"gen/generator/revision"
	"gen/generator/tree"
)

// site has the nodes a and ab; a has a Prometheus with a list of revisions.
func site() *plan.Plan {
	a, ab := &plan.Node{Name: "a"}, &plan.Node{Name: "ab"}
	a.Instances = []*plan.Instance{{Node: a, Name: "p", Files: []plan.File{{Path: "/etc/p/rules", Format: revision.Rules}, {Path: "/etc/p/p.yml"}}}}
	return &plan.Plan{Nodes: []*plan.Node{a, ab}}
}

func files() []tree.File {
	return []tree.File{
		{Path: "README.md", Content: []byte("site\n")},
		{Path: "a/etc/p/p.yml", Content: []byte("p: 1\n"), Mode: 0o640, Owner: "root:p", Service: "p", OnChange: tree.Reload, Unit: "p.service"},
		{Path: "a/etc/p/rules/" + revision.List, Content: []byte("list\n")},
		{Path: "a/etc/p/rules/own/" + revision.List, Content: []byte("own\n")},
		{Path: "a/etc/ssl/p/server.cnf", Content: []byte("request\n")},
		{Path: "ab/etc/x", Content: []byte("x\n")},
	}
}

func revisions(t *testing.T, list []tree.File) map[string]string {
	t.Helper()
	all, err := tree.New(list...)
	if err != nil {
		t.Fatal(err)
	}
	of := revision.All(site(), all)
	for _, n := range site().Nodes {
		if one := revision.Of(site(), all, n); one != of[n.Name] || len(one) != 16 {
			t.Errorf("%s alone is %q, among all %q", n.Name, one, of[n.Name])
		}
	}
	return of
}

// What the package promises can be worked out from gen.lock is.
func TestFromTheLock(t *testing.T) {
	all, err := tree.New(files()...)
	if err != nil {
		t.Fatal(err)
	}
	var columns strings.Builder
	for line := range strings.Lines(string(all.Lock())) {
		if strings.HasPrefix(line, "ab/") {
			columns.WriteString(strings.Join(strings.Split(line, "\t")[:4], "\t") + "\n")
		}
	}
	sum := sha256.Sum256([]byte(columns.String()))
	if got, want := revisions(t, files())["ab"], hex.EncodeToString(sum[:])[:16]; got != want {
		t.Errorf("is %s, by the lock %s", got, want)
	}
}

func TestWhatChangesIt(t *testing.T) {
	before := revisions(t, files())
	for name, tt := range map[string]struct {
		change func(files []tree.File) []tree.File
		nodes  string // whose revision is another
	}{
		"the order":         {func(f []tree.File) []tree.File { slices.Reverse(f); return f }, ""},
		"a page":            {set(0, func(f *tree.File) { f.Content = []byte("else\n") }), ""},
		"content":           {set(1, func(f *tree.File) { f.Content = []byte("p: 2\n") }), "a"},
		"a mode":            {set(1, func(f *tree.File) { f.Mode = 0o644 }), "a"},
		"an owner":          {set(1, func(f *tree.File) { f.Owner = "root:root" }), "a"},
		"a path":            {set(1, func(f *tree.File) { f.Path = "a/etc/p/q.yml" }), "a"},
		"what to do for it": {set(1, func(f *tree.File) { f.OnChange = tree.Restart }), ""},
		"the list itself":   {set(2, func(f *tree.File) { f.Content = []byte("else\n") }), ""},
		"one of the user's": {set(3, func(f *tree.File) { f.Content = []byte("else\n") }), "a"},
		"a request":         {set(4, func(f *tree.File) { f.Content = []byte("else\n") }), ""},
		"another node":      {set(5, func(f *tree.File) { f.Content = []byte("else\n") }), "ab"},
		"a file less":       {func(f []tree.File) []tree.File { return f[:5] }, "ab"},
	} {
		t.Run(name, func(t *testing.T) {
			var changed []string
			for node, of := range revisions(t, tt.change(files())) {
				if of != before[node] {
					changed = append(changed, node)
				}
			}
			slices.Sort(changed)
			if got := strings.Join(changed, " "); got != tt.nodes {
				t.Errorf("changes %q, not %q", got, tt.nodes)
			}
		})
	}
}

func set(at int, change func(*tree.File)) func([]tree.File) []tree.File {
	return func(files []tree.File) []tree.File {
		change(&files[at])
		return files
	}
}
