package main

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"gen/generator/describe"
)

const applied = `web1 of site: done
  write /etc/x
  restarted node_exporter.service
  reloaded nginx.service
  restarted db
`

func TestActs(t *testing.T) {
	for _, test := range []struct {
		verb string
		want []string
	}{
		{"restarted", []string{"node_exporter.service", "db"}},
		{"reloaded", []string{"nginx.service"}},
		{"started", nil},
	} {
		if got := acts(applied, test.verb); !slices.Equal(got, test.want) {
			t.Errorf("%s: %q, want %q", test.verb, got, test.want)
		}
	}
}

func TestAnew(t *testing.T) {
	for _, test := range []struct {
		about         string
		before, after map[string]string
		want          []string
	}{
		{"the same", map[string]string{"a": "1"}, map[string]string{"a": "1"}, nil},
		{"another start", map[string]string{"a": "1", "b": "1"}, map[string]string{"a": "2", "b": "1"}, []string{"a"}},
		{"new", map[string]string{}, map[string]string{"a": "1"}, []string{"a"}},
		{"gone", map[string]string{"a": "1"}, map[string]string{}, []string{"a"}},
	} {
		if got := anew(test.before, test.after); !slices.Equal(got, test.want) {
			t.Errorf("%s: %q, want %q", test.about, got, test.want)
		}
	}
}

func TestRed(t *testing.T) {
	for _, test := range []struct {
		found error
		want  string
	}{
		{nil, "nobody sees it"},
		{errors.New("node is down: timeout"), `"x509" is not in what is said: node is down: timeout`},
		{errors.New("node is down: x509: bad"), ""},
	} {
		got := ""
		if err := red(test.found, "x509"); err != nil {
			got = err.Error()
		}
		if got != test.want {
			t.Errorf("%v: %q, want %q", test.found, got, test.want)
		}
	}
}

func TestDiffer(t *testing.T) {
	before := map[string]string{"a": "1", "b": "1"}
	for _, test := range []struct {
		about string
		after map[string]string
		all   bool
		wrong string // path that is told, or nothing
	}{
		{"all renewed", map[string]string{"a": "2", "b": "2"}, true, ""},
		{"one forgotten", map[string]string{"a": "2", "b": "1"}, true, "b: new is false"},
		{"none touched", before, false, ""},
		{"one too many", map[string]string{"a": "1", "b": "2"}, false, "b: new is true"},
	} {
		err := differ(before, test.after, test.all)
		if (err == nil) != (test.wrong == "") || err != nil && !strings.HasPrefix(err.Error(), test.wrong) {
			t.Errorf("%s: %v, want %q", test.about, err, test.wrong)
		}
	}
}

func TestEffects(t *testing.T) {
	effects, touched, err := readEffects(`{"nodes": [{"node": "", "restart": []}, {"node": "web1", "restart": ["a"], "reload": ["b"]}]}`)
	if err != nil || touched != "a, b" || !slices.Equal(effects["web1"].Reload, []string{"b"}) {
		t.Errorf("%v, %q, %v", effects, touched, err)
	}
	if _, _, err := readEffects("out: nothing to change"); err == nil {
		t.Error("text is taken for JSON")
	}
}

func TestShorten(t *testing.T) {
	for text, want := range map[string]string{"5m": "20s", "1d": "5760s", "15s": "1s", "3s": "1s", "0s": "0s", "soon": "soon"} {
		if got := shorten(text, 15); got != want {
			t.Errorf("%s: %s, want %s", text, got, want)
		}
	}
}

func TestBirth(t *testing.T) {
	if ripe <= ripeness || ripe >= skew {
		t.Errorf("certificates of the future: ripeness %v, ripe %v, skew %v", ripeness, ripe, skew)
	}
	s := &site{Document: describe.Document{Certificates: []describe.Certificate{{Days: 90}}}}
	now := time.Date(2027, 1, 31, 0, 0, 0, 0, time.UTC)
	if got, want := s.birth(now), now.Add(ripeness+skew).AddDate(0, 0, -60); !got.Equal(want) {
		t.Errorf("%v, want %v", got, want)
	}
}

func TestLine(t *testing.T) {
	s := &site{folder: t.TempDir()}
	text := "versions:\n  a: 1.0\nnodes:\n  web1:\n    services:\n      a: {port: 1}\n      b:\n"
	if err := os.WriteFile(filepath.Join(s.folder, "site.yaml"), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	if got, err := s.line("      a:"); got != "      a: {port: 1}\n" || err != nil {
		t.Errorf("%q, %v", got, err)
	}
	if got, err := s.line("      c:"); got != "" || err == nil {
		t.Errorf("%q, %v", got, err)
	}
}
