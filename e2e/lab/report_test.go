package main

import (
	"bytes"
	"errors"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

// two are runs of two sites, of which the second has failed.
var two = whole{Seconds: 9, Sites: []record{
	{Site: "a", OK: true, Seconds: 5, Services: []kind{{"nginx", "1.22.1", "systemd"}, {"nginx", "1.22.1", "compose"}},
		Figures: map[string]int{"targets": 9}, Steps: []step{{Name: "x"}}},
	{Site: "b", Seconds: 8.6, Services: []kind{{"nginx", "1.22.1", "compose"}, {"apache", "2.4.1", "systemd"}},
		Figures: map[string]int{"targets": 2, "hosts": 1}, Error: "the lab is not done", Steps: []step{{Name: "x"}}},
}}

const twoPrinted = `
              a        b      all
             ok   FAILED   FAILED
   seconds    5        9        9
     hosts    0        1        1
   targets    9        2       11

service   version   systemd   compose
apache    2.4.1     FAILED    -
nginx     1.22.1    ok        FAILED

b: the lab is not done

FAILED after 9 s
`

func TestSummary(t *testing.T) {
	var got bytes.Buffer
	two.print(&got)
	if got.String() != twoPrinted {
		t.Errorf("got\n%s\nwant\n%s", got.String(), twoPrinted)
	}
}

func TestExitCodes(t *testing.T) {
	lost := record{Site: "c", Error: "no root"}
	for _, test := range []struct {
		about string
		sites []record
		file  string
		want  int
	}{
		{"all well", two.Sites[:1], "", 0},
		{"one failed", two.Sites, "", 1},
		{"nothing could be judged", []record{two.Sites[1], lost}, "", 2},
		{"no place for the report", two.Sites[:1], "/nowhere/report.json", 2},
	} {
		if got := (whole{Sites: test.sites}).end(test.file, new(bytes.Buffer)); got != test.want {
			t.Errorf("%s: %d, want %d", test.about, got, test.want)
		}
	}
}

// A report goes to its file as it is, and steps decide whether it is one of success.
func TestReport(t *testing.T) {
	for _, test := range []struct {
		about string
		step  error
		err   error
		want  bool
	}{
		{"well", nil, nil, true},
		{"a step failed", errors.New("down"), nil, false},
		{"it was stopped", nil, errors.New("no time left"), false},
	} {
		r := &report{out: new(bytes.Buffer), record: record{Site: "a"}}
		r.step("look", func() (string, error) { return "1 target", test.step })
		r.count("targets", 1)
		r.count("targets", 2)
		r.close(time.Now(), test.err)
		file := filepath.Join(t.TempDir(), "report.json")
		if err := saveJSON(file, r.record); err != nil {
			t.Fatal(err)
		}
		got, err := readRecord(file)
		if err != nil || got.OK != test.want || got.Figures["targets"] != 3 || got.Figures["steps ok"]+got.Figures["steps failed"] != 1 {
			t.Errorf("%s: %+v, %v", test.about, got, err)
		}
	}
	if _, err := readRecord(filepath.Join(t.TempDir(), "none")); err == nil {
		t.Error("a report that is not there is read")
	}
}

func TestMarked(t *testing.T) {
	var got bytes.Buffer
	out := &marked{mutex: new(sync.Mutex), out: &got, mark: "a  "}
	for _, text := range []string{"one\ntw", "o\n", "rest"} {
		if _, err := out.Write([]byte(text)); err != nil {
			t.Fatal(err)
		}
	}
	if want := "a  one\na  two\n"; got.String() != want {
		t.Errorf("%q, want %q", got.String(), want)
	}
}

func TestParts(t *testing.T) {
	always, trial := check{name: "targets"}, check{name: "faults", part: trials}
	never := check{name: "pairs", fits: func(*site) bool { return false }}
	for _, test := range []struct {
		args, name string
		want       []bool // always, trial, never
	}{
		{"sites/x.yaml", "x", []bool{true, true, false}},
		{"sites/x.yaml:trials", "x:trials", []bool{true, true, false}},
		{"sites/x.yaml:sights", "x:sights", []bool{true, false, false}},
		{"-run fault x.yaml", "x", []bool{false, true, false}},
		{"-run fault x.yaml:handovers", "x:handovers", []bool{false, false, false}},
	} {
		o, err := parse(strings.Fields(test.args), new(bytes.Buffer))
		if err != nil {
			t.Fatal(err)
		}
		if got := []bool{o.wanted(always, nil), o.wanted(trial, nil), o.wanted(never, nil)}; !slices.Equal(got, test.want) || siteName(o.sites[0]) != test.name {
			t.Errorf("%s: %v of %s, want %v", test.args, got, siteName(o.sites[0]), test.want)
		}
	}
}

func TestParse(t *testing.T) {
	for _, test := range []struct {
		args string
		want int // sites, or -1 for a refusal
	}{
		{"x.yaml y.yaml", 2},
		{"-run alert x.yaml", 1},
		{"", -1},
		{"-run ( x.yaml", -1},
		{"-scale 0 x.yaml", -1},
		{"-together 0 x.yaml", -1},
	} {
		o, err := parse(strings.Fields(test.args), new(bytes.Buffer))
		if got := len(o.sites); (err != nil) != (test.want < 0) || err == nil && got != test.want {
			t.Errorf("%q: %d sites, %v", test.args, got, err)
		}
		if err != nil {
			continue
		}
		again, err := parse(o.alone("z.yaml", "file"), new(bytes.Buffer))
		if err != nil || !slices.Equal(again.sites, []string{"z.yaml"}) || again.checks.String() != o.checks.String() || again.json != "file" {
			t.Errorf("%q: alone it is %+v, %v", test.args, again, err)
		}
	}
}
