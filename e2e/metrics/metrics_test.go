package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"gen/generator/check/metrics"
)

const exposition = `# HELP demo_up Whether it is up, {or not}.
# TYPE demo_up gauge
demo_up 1
# TYPE demo_size_bytes gauge
demo_size_bytes{disk="a",zone="x \" }, y=\"z"} 5 1395066363000
demo_size_bytes{disk="b",zone=""} 6
# TYPE demo_seconds histogram
demo_seconds_bucket{code="200",le="1"} 1
demo_seconds_bucket{code="200",le="+Inf"} 1
demo_seconds_sum{code="200"} 1
demo_seconds_count{code="200"} 1
# TYPE demo_quiet counter
demo_plain{a="1"} 3
`

func TestParse(t *testing.T) {
	var got []string
	for _, row := range parse(exposition).rows("-", "run") {
		got = append(got, shown(row))
	}
	want := []string{
		"demo_plain\tuntyped\ta\t-\t-\trun", "demo_seconds\thistogram\tcode\t-\t-\trun",
		"demo_size_bytes\tgauge\tdisk,zone?\t-\t-\trun", "demo_up\tgauge\t-\t-\t-\trun",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestParseTakesAnything(t *testing.T) {
	for _, text := range []string{"", "a", "a{", "a{b", `a{b="`, `a{b="c`, `a{b="c"`, `a{b="c",`, "# TYPE", "# TYPE a", "{} 1", `a{b="\`, " "} {
		parse(text).rows("-", "run")
	}
}

// Whatever is wrong in a table shows in the comparison.
func TestDifferences(t *testing.T) {
	seen := parse(exposition).rows("-", "run")
	right := "demo_plain\tuntyped\ta\t-\t-\trun\ndemo_seconds\thistogram\tcode\t-\t-\trun\ndemo_size_bytes\tgauge\tdisk,zone?\t-\t-\trun\ndemo_up\tgauge\t-\t<2.0.0\t-\trun\n" +
		"demo_up\tgauge\tnew\t>=2.0.0\t-\trun\ndemo_later\tgauge\t-\t>1.5.0\t-\trun\ndemo_rare\tgauge\t-\t-\t-\trare.go@v1.0.0\n"
	for name, c := range map[string]struct{ old, by, want string }{
		"right":              {"", "", ""},
		"missing":            {"demo_up\tgauge\t-\t<2.0.0\t-\trun\n", "", "+ demo_up"},
		"not there any more": {"demo_later\tgauge\t-\t>1.5.0", "demo_later\tgauge\t-\t-", "- demo_later"},
		"another name":       {"demo_plain", "demo_plane", "+ demo_plain|- demo_plane"},
		"another type":       {"demo_up\tgauge", "demo_up\tcounter", "+ demo_up|- demo_up"},
		"label missing":      {"disk,zone?", "disk", "+ demo_size_bytes|- demo_size_bytes"},
		"label too many":     {"\tcode\t", "\tcode,path\t", "+ demo_seconds|- demo_seconds"},
		"label always there": {"zone?", "zone", "+ demo_size_bytes|- demo_size_bytes"},
		"version too early":  {"<2.0.0", "<1.0.0", "+ demo_up"},
	} {
		table, mistakes := metrics.ReadTable(strings.Replace(right, c.old, c.by, 1))
		if len(mistakes) > 0 {
			t.Fatal(mistakes)
		}
		var got []string
		for _, line := range differences(table, seen, "1.0.0") {
			word, _, _ := strings.Cut(line, "\t")
			got = append(got, word)
		}
		if strings.Join(got, "|") != c.want {
			t.Errorf("%s: got %v, want %s", name, got, c.want)
		}
	}
}

func TestSpans(t *testing.T) {
	versions := []program{{version: "1.0.0"}, {version: "1.1.0"}, {version: "1.2.0"}}
	for seen, want := range map[string]string{
		"xxx": "-", "x..": "<1.1.0", "xx.": "<1.2.0", "..x": ">1.1.0", ".x.": ">1.0.0 <1.2.0", "x.x": "<1.1.0|>1.1.0", "...": "",
	} {
		var list []bool
		for _, c := range seen {
			list = append(list, c == 'x')
		}
		if got := strings.Join(spans(list, versions), "|"); got != want {
			t.Errorf("%s: got %s, want %s", seen, got, want)
		}
	}
}

func TestUnpack(t *testing.T) {
	dir := t.TempDir()
	archive := filepath.Join(dir, "x.ttar")
	text := "# Archive\nDirectory: sys\nMode: 755\n# ttar\nPath: sys/a\nLines: 2\none\ntwoNULLBYTEEOF\nMode: 644\n# ttar\nPath: sys/b\nSymlinkTo: a\n# ttar\nPath: sys/c/d\nLines: 0\nMode: 644\n"
	if err := os.WriteFile(archive, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := unpack(archive, dir); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{"sys/a": "one\ntwo\x00", "sys/b": "one\ntwo\x00", "sys/c/d": ""} {
		got, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil || string(got) != want {
			t.Errorf("%s: got %q, %v", name, got, err)
		}
	}
	if err := unpack(filepath.Join(dir, "none"), dir); err == nil {
		t.Error("there is no such archive")
	}
	if err := unpack(archive, archive); err == nil {
		t.Error("nothing can be written below a file")
	}
}

func TestInstalled(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "demo-1.0.0"), nil, 0o755); err != nil {
		t.Fatal(err)
	}
	e := exporter{service: "svc", program: "demo", versions: []string{"1.0.0", "2.0.0"}}
	for wish, want := range map[string]int{"": 1, "svc": 1, "svc-1.0.0": 1, "other": 0} {
		list, err := installed(dir, e, strings.Fields(wish))
		if len(list) != want || err != nil {
			t.Errorf("%s: got %v, %v", wish, list, err)
		}
	}
	if _, err := installed(dir, e, []string{"svc-2.0.0"}); err == nil {
		t.Error("a version that was asked for and is not there is passed over")
	}
}
