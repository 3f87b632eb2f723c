package pki

import (
	"crypto/x509"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"gen/generator/blueprint"
	"gen/generator/plan"
	"gen/generator/report"
	"gen/generator/topology"
)

const labSite = `version: 1
site: lab
nodes:
  mon: {address: 10.0.0.10, addresses: ["fd00::10"], services: [prometheus, node_exporter]}
  web: {address: 10.0.0.11, names: [www.example.org], services: [nginx, nginx_exporter, node_exporter]}
`

var birth = time.Date(2026, 5, 1, 12, 0, 0, 0, time.UTC)

// lab is a site with its folders, and a clock that a test sets.
type lab struct {
	plan *plan.Plan
	dir  string
	now  time.Time
	seal Seal
}

func newLab(t testing.TB) *lab {
	t.Helper()
	return &lab{plan: planOf(t, labSite), dir: t.TempDir(), now: birth, seal: Seal{Plain: true}}
}

// planOf is what a site.yaml means.
func planOf(t testing.TB, text string) *plan.Plan {
	t.Helper()
	if p, known := plans[text]; known {
		return p
	}
	var r report.Report
	set := blueprint.NewSet(&r, blueprint.BuiltIn(&r))
	p := plan.New(topology.Load(fstest.MapFS{"site.yaml": {Data: []byte(text)}}, "site.yaml", &r), set, &r)
	if r.Failed() {
		t.Fatal(r.Problems())
	}
	plans[text] = p
	return p
}

// plans are those that tests have asked for; nobody changes them.
var plans = map[string]*plan.Plan{}

// change rewrites a part of the lab's site.
func (l *lab) change(t testing.TB, oldnew ...string) {
	t.Helper()
	text := strings.NewReplacer(oldnew...).Replace(labSite)
	if text == labSite {
		t.Fatalf("nothing of %q is in the site", oldnew)
	}
	l.plan = planOf(t, text)
}

func (l *lab) out(name string) string  { return filepath.Join(l.dir, "out", name) }
func (l *lab) keys(name string) string { return filepath.Join(l.dir, "keys", name) }

// do opens the store, does something, and closes it.
func (l *lab) do(do func(*Store) (*Result, error)) (*Result, error) {
	s, err := Open(l.plan, Options{Out: l.out(""), Keys: l.keys(""), Seal: l.seal, Now: func() time.Time { return l.now }})
	if err != nil {
		return nil, err
	}
	defer s.Close()
	return do(s)
}

// must does what has to work.
func (l *lab) must(t testing.TB, do func(*Store) (*Result, error)) *Result {
	t.Helper()
	result, err := l.do(do)
	if err != nil {
		t.Fatal(err)
	}
	return result
}

func (l *lab) issue(t testing.TB) *Result { t.Helper(); return l.must(t, (*Store).Issue) }

func rotateStart(s *Store) (*Result, error) { return s.RotateStart() }

// refused wants an *Error that says fact, a hint that says hint, and no file touched.
func (l *lab) refused(t *testing.T, do func(*Store) (*Result, error), fact, hint string) {
	t.Helper()
	before := contents(t, l.dir)
	_, err := l.do(do)
	bad, ok := errors.AsType[*Error](err)
	if !ok {
		t.Fatalf("got %v, want an error that says %q", err, fact)
	}
	if got := strings.ReplaceAll(bad.Fact, l.dir+"/", ""); !strings.Contains(got, fact) {
		t.Errorf("fact %q does not say %q", got, fact)
	}
	if got := strings.ReplaceAll(bad.Hint, l.dir+"/", ""); !strings.Contains(got, hint) || hint == "" && got != "" {
		t.Errorf("hint %q does not say %q", got, hint)
	}
	if after := contents(t, l.dir); !same(before, after) {
		t.Errorf("files changed, although it was refused")
	}
}

// contents are all files below a folder, but for the .gitignore of the keys.
func contents(t testing.TB, dir string) map[string]string {
	t.Helper()
	files := map[string]string{}
	err := filepath.WalkDir(dir, func(name string, entry fs.DirEntry, err error) error {
		if err != nil || !entry.Type().IsRegular() || entry.Name() == ignoreFile {
			return err
		}
		text, err := os.ReadFile(name)
		files[strings.TrimPrefix(name, dir+"/")] = string(text)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

func same(a, b map[string]string) bool {
	for name, text := range a {
		if other, ok := b[name]; !ok || other != text {
			return false
		}
	}
	return len(a) == len(b)
}

// certificates reads a file of certificates.
func certificates(t testing.TB, name string) []*x509.Certificate {
	t.Helper()
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	list, err := parseCertificates(text)
	if err != nil {
		t.Fatal(err)
	}
	return list
}

// put writes a file of a test.
func put(t testing.TB, name, text string, mode fs.FileMode) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(text), mode); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(name, mode); err != nil {
		t.Fatal(err)
	}
}

// authorityFile is the one key file of an authority.
func (l *lab) authorityFile(t testing.TB, kind string) string {
	t.Helper()
	list, err := filepath.Glob(l.keys("ca-" + kind + "-*"))
	if err != nil || len(list) != 1 {
		t.Fatalf("keys of the %s authority: %v, %v", kind, list, err)
	}
	return list[0]
}
