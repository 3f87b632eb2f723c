package secrets

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"golang.org/x/crypto/bcrypt"

	"gen/generator/blueprint"
	"gen/generator/plan"
	"gen/generator/report"
	"gen/generator/topology"
)

// The secrets of the lab's site, and a good value of each.
const (
	discord  = "https://discord.com/api/webhooks/9120571/pl4nt3d-Disc0rd_token"
	admin    = "pl4nt3d admin pässword"
	metrics  = "pl4nt3d-m3trics"
	nodePass = "pl4nt3dN0deExporterPassw0rd"
)

const labSite = `version: 1
site: lab
nodes:
  mon:
    address: 10.0.0.10
    services: {prometheus: , alertmanager: , grafana: , node_exporter: {basic_auth: {username: scraper, password: {secret: node-pass}}}}
receivers:
  ops: {discord: {webhook_url: {secret: discord}}}
routes: {default: ops}
`

// lab is a site with its folder, and sources that a test sets.
type lab struct {
	site    string
	dir     string
	options Options
	// asked are the commands that were run.
	asked [][]string
}

// newLab is a site whose secrets are nowhere.
func newLab(t *testing.T) *lab {
	t.Helper()
	l := &lab{site: labSite, dir: t.TempDir()}
	t.Chdir(l.dir)
	l.options = Options{Site: ".", Out: "out", HashCost: bcrypt.MinCost, Lookup: func(string) (string, bool) { return "", false }}
	return l
}

// full is a site that has all of its secrets in files.
func full(t *testing.T) *lab {
	t.Helper()
	l := newLab(t)
	for name, text := range map[string]string{"discord": discord, "grafana-admin": admin, "grafana-metrics": metrics, "node-pass": nodePass} {
		l.put(t, name, text+"\n")
	}
	return l
}

// plan is what the site means now, with its secrets.lock.
func (l *lab) plan(t *testing.T) *plan.Plan {
	t.Helper()
	files := fstest.MapFS{"site.yaml": {Data: []byte(l.site)}}
	if text, err := os.ReadFile(topology.RecordedFile); err == nil {
		files[topology.RecordedFile] = &fstest.MapFile{Data: text}
	}
	var r report.Report
	p := plan.New(topology.Load(files, "site.yaml", &r), blueprint.NewSet(&r, blueprint.BuiltIn(&r)), &r)
	if r.Failed() {
		t.Fatal(r.Problems())
	}
	return p
}

// open opens the store, which the end of the test closes.
func (l *lab) open(t *testing.T) *Store {
	t.Helper()
	s, err := Open(l.plan(t), l.options)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	return s
}

// put writes a file of the folder as a careful person would.
func (l *lab) put(t *testing.T, name, text string) {
	t.Helper()
	if err := os.MkdirAll("secrets", 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join("secrets", name), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// environment makes these the variables.
func (l *lab) environment(set map[string]string) {
	l.options.Lookup = func(name string) (string, bool) { text, ok := set[name]; return text, ok }
}

// command makes the site ask a command, and answer is what it does.
func (l *lab) command(answer func(argv []string) ([]byte, error)) {
	l.site += "secrets: {command: [pass, show, \"site/{name}\"], timeout: 1s}\n"
	l.options.Run = func(_ context.Context, argv []string) ([]byte, error) {
		l.asked = append(l.asked, argv)
		return answer(argv)
	}
}

// shell makes the site ask a shell, for real.
func (l *lab) shell(script string) {
	l.site += "secrets: {command: [sh, -c, \"" + script + "\", \"{name}\"], timeout: 1s}\n"
}

// fails checks an error, its hint, and that no secret is in either.
func fails(t *testing.T, err error, fact, hint string) {
	t.Helper()
	known, ok := errors.AsType[*Error](err)
	if !ok {
		t.Fatalf("got %v, want %q", err, fact)
	}
	if !strings.Contains(known.Fact, fact) || !strings.Contains(known.Hint, hint) {
		t.Errorf("got %q, hint %q; want %q, hint %q", known.Fact, known.Hint, fact, hint)
	}
	discreet(t, known.Fact+known.Hint)
}

// discreet fails when a text has something of a planted secret.
func discreet(t *testing.T, text string) {
	t.Helper()
	for _, form := range planted() {
		if strings.Contains(text, form) {
			t.Errorf("a secret leaks: %s", text)
		}
	}
}

func git(t *testing.T, args ...string) {
	t.Helper()
	if out, err := exec.Command("git", args...).CombinedOutput(); err != nil {
		t.Fatalf("git %v: %v\n%s", args, err, out)
	}
}

func chmod(t *testing.T, name string, mode os.FileMode) {
	t.Helper()
	if err := os.Chmod(name, mode); err != nil {
		t.Fatal(err)
	}
}
