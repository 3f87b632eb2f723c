package report_test

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"gen/generator/report"
)

// sample has an error, a warning and a problem without a place.
func sample() *report.Report {
	r := &report.Report{}
	r.AddSource("site.yaml", []byte("version: 1\n\tprot: 9\n"))
	r.Add(problem("yaml/unknown-key", 2, 2, `unknown key "prot"`, `did you mean "port"?`))
	r.Add(report.Problem{ID: "made/up", Fact: "100%, a: b"})
	return r
}

func problem(id string, line, col int, fact, hint string) report.Problem {
	return report.Problem{ID: id, Pos: report.Pos{File: "site.yaml", Line: line, Col: col}, Fact: fact, Hint: hint}
}

func printed(t *testing.T, r *report.Report, format report.Format, colour bool) string {
	t.Helper()
	var out bytes.Buffer
	if err := r.Print(&out, format, colour); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

func TestPrint(t *testing.T) {
	for _, c := range []struct {
		name   string
		format report.Format
		colour bool
		want   string
	}{
		{"text", report.FormatText, false, "error: 100%, a: b [made/up]\n" +
			"site.yaml:2:2: error: unknown key \"prot\"; did you mean \"port\"? [yaml/unknown-key]\n" +
			"  \tprot: 9\n  \t^\n2 errors\n"},
		{"colour", report.FormatText, true, "\x1b[1;31merror:\x1b[0m 100%, a: b \x1b[2m[made/up]\x1b[0m\n" +
			"site.yaml:2:2: \x1b[1;31merror:\x1b[0m unknown key \"prot\"; did you mean \"port\"? \x1b[2m[yaml/unknown-key]\x1b[0m\n" +
			"  \tprot: 9\n  \t\x1b[1;31m^\x1b[0m\n2 errors\n"},
		{"json", report.FormatJSON, true, `{"problems":[` +
			`{"id":"made/up","severity":"error","file":"","line":0,"column":0,"fact":"100%, a: b","hint":""},` +
			`{"id":"yaml/unknown-key","severity":"error","file":"site.yaml","line":2,"column":2,"fact":"unknown key \"prot\"","hint":"did you mean \"port\"?"}]}` + "\n"},
		{"github", report.FormatGitHub, true, "::error title=made/up::100%25, a: b\n" +
			"::error file=site.yaml,line=2,col=2,title=Unknown key (yaml/unknown-key)::unknown key \"prot\"; did you mean \"port\"?\n"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := printed(t, sample(), c.format, c.colour); got != c.want {
				t.Errorf("got:\n%q\nwant:\n%q", got, c.want)
			}
		})
	}
}

func TestPrintNothing(t *testing.T) {
	for format, want := range map[report.Format]string{
		report.FormatText: "", report.FormatJSON: "{\"problems\":[]}\n", report.FormatGitHub: "",
	} {
		if got := printed(t, &report.Report{}, format, true); got != want {
			t.Errorf("%s: %q, want %q", format, got, want)
		}
	}
}

func TestPrintFails(t *testing.T) {
	if err := sample().Print(&bytes.Buffer{}, "xml", false); err == nil || err.Error() != `unknown format "xml"` {
		t.Errorf("got %v", err)
	}
	for _, format := range report.Formats() {
		if err := sample().Print(brokenPipe{}, format, false); !errors.Is(err, errBroken) {
			t.Errorf("%s: got %v", format, err)
		}
	}
}

var errBroken = errors.New("broken pipe")

type brokenPipe struct{}

func (brokenPipe) Write([]byte) (int, error) { return 0, errBroken }

func TestExcerpt(t *testing.T) {
	long := strings.Repeat("x", 300)
	for _, c := range []struct {
		name, line string
		col        int
		want       string
	}{
		{"plain", "a: b", 4, "  a: b\n     ^\n"},
		{"behind the end", "a:", 3, "  a:\n    ^\n"},
		{"carriage return", "a: b\r", 4, "  a: b\n     ^\n"},
		{"tabs", "\ta:\tb", 5, "  \ta:\tb\n  \t  \t^\n"},
		{"wide", "家: x", 4, "  家: x\n      ^\n"},
		{"combining", "e\u0301: x", 5, "  e\u0301: x\n     ^\n"},
		{"escape", "\x1b[31m: x", 8, "  \\x1b[31m: x\n            ^\n"},
		{"direction", "\u202ea: x", 5, "  \\u202ea: x\n           ^\n"},
		{"no-break space", "a:\u00a0x", 4, "  a:\\u00a0x\n          ^\n"},
		{"tag character", "\U000E0041a", 2, "  \\U000e0041a\n            ^\n"},
		{"not UTF-8", "\xffa: x", 2, "  \\xffa: x\n      ^\n"},
		{"long, at the start", long, 2, "  " + long[:100] + "…\n   ^\n"},
		{"long, inside", long, 151, "  …" + long[:100] + "…\n  " + strings.Repeat(" ", 51) + "^\n"},
		{"long, at the end", long, 300, "  …" + long[:51] + "\n  " + strings.Repeat(" ", 51) + "^\n"},
		{"blank line", "  ", 1, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := &report.Report{}
			r.AddSource("site.yaml", []byte("first\n"+c.line+"\nlast\n"))
			r.Add(problem("yaml/syntax", 2, c.col, "f", ""))
			_, rest, _ := strings.Cut(printed(t, r, report.FormatText, false), "[yaml/syntax]\n")
			if got := strings.TrimSuffix(rest, "1 error\n"); got != c.want {
				t.Errorf("got:\n%q\nwant:\n%q", got, c.want)
			}
		})
	}
}

func TestPlacesOutsideOfTheSource(t *testing.T) {
	r := &report.Report{}
	r.AddSource("site.yaml", []byte("a\n"))
	r.Add(problem("yaml/syntax", 9, 1, "behind the end", ""))
	r.Add(report.Problem{ID: "yaml/syntax", Pos: report.Pos{File: "other", Line: 1, Col: 1}, Fact: "unknown source"})
	r.Add(report.Problem{ID: "yaml/syntax", Pos: report.Pos{File: "other"}, Fact: "no line"})
	want := "other: error: no line [yaml/syntax]\nother:1:1: error: unknown source [yaml/syntax]\n" +
		"site.yaml:9:1: error: behind the end [yaml/syntax]\n3 errors\n"
	if got := printed(t, r, report.FormatText, false); got != want {
		t.Errorf("got:\n%s\nwant:\n%s", got, want)
	}
}

func TestNothingRawReachesTheTerminal(t *testing.T) {
	r := &report.Report{}
	r.Add(report.Problem{ID: "x\x1b", Pos: report.Pos{File: "a\nb,:%\x1b", Line: 1, Col: 1}, Fact: "c\n\td\x1b[2J", Hint: "\u202e\xff\r"})
	want := `a\nb,:%\x1b:1:1: error: c\n\td\x1b[2J; \u202e\xff\x0d [x\x1b]` + "\n1 error\n"
	if got := printed(t, r, report.FormatText, false); got != want {
		t.Errorf("got:\n%q\nwant:\n%q", got, want)
	}
	want = `::error file=a\nb%2C%3A%25\x1b,line=1,col=1,title=x\x1b::c\n\td\x1b[2J; \u202e\xff\x0d` + "\n"
	if got := printed(t, r, report.FormatGitHub, false); got != want {
		t.Errorf("got:\n%q\nwant:\n%q", got, want)
	}
}
