package metrics

import (
	"io/fs"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"gen/blueprints"
	"gen/generator/compat"
)

func TestReadTable(t *testing.T) {
	text := "# What demo exports.\n@needs\tmore\t--more !--less:a\tset more\ndemo_up\tgauge\t-\t-\t-\trun\n" +
		"demo_size_bytes\thistogram\tdisk,zone?\t>=1.2.0 <2.0.0\tmore\tsize.go@v1.2.0\ndemo_*_total\tcounter\t*\t-\t-\tdocs\n"
	table, mistakes := ReadTable(text)
	if len(mistakes) > 0 {
		t.Fatal(mistakes)
	}
	want := &Table{
		Comment: []string{"What demo exports."},
		Needs:   []Need{{"more", "--more !--less:a", "set more"}},
		Rows: []Row{
			{"demo_up", Gauge, nil, "-", "-", "run"},
			{"demo_size_bytes", Histogram, []Label{{"disk", true}, {"zone", false}}, ">=1.2.0 <2.0.0", "more", "size.go@v1.2.0"},
			{"demo_*_total", Counter, []Label{{"*", true}}, "-", "-", "docs"},
		},
	}
	table.ranges = nil
	if diff := cmp.Diff(want, table, cmp.AllowUnexported(Table{})); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(text, table.Text()); diff != "" {
		t.Error(diff)
	}
}

func TestReadTableRefuses(t *testing.T) {
	for line, fact := range map[string]string{
		"demo_up":                            "1 fields, not 6",
		"demo_up\tgauge\t-\t-\t-\trun\t":     "7 fields, not 6",
		"demo up\tgauge\t-\t-\t-\trun":       "not a name of a metric",
		"1up\tgauge\t-\t-\t-\trun":           "not a name of a metric",
		"\tgauge\t-\t-\t-\trun":              "not a name of a metric",
		"*\tgauge\t-\t-\t-\trun":             "not a name of a metric",
		"a_*_*\tgauge\t-\t-\t-\trun":         "not a name of a metric",
		"demo_up\tGauge\t-\t-\t-\trun":       "not a type",
		"demo_up\tgauge\ta b\t-\t-\trun":     "not a name of a label",
		"demo_up\tgauge\ta,,b\t-\t-\trun":    "not a name of a label",
		"demo_up\tgauge\t\t-\t-\trun":        "not a name of a label",
		"demo_up\tgauge\t-\t1.0\t-\trun":     "not a range",
		"demo_up\tgauge\t-\t>2.0 <1.0\t-\tx": "not a range",
		"demo_up\tgauge\t-\t-\tnothing\trun": "no line above",
		"@needs\tx\t--x":                     "3 fields, not 4",
		"@needs\tx\tx\thint":                 "not a condition",
		"@needs\tx\t--x:\thint":              "not a condition",
		"@needs\tx\t\thint":                  "no condition",
	} {
		table, mistakes := ReadTable("# head\n\n" + line + "\n")
		if len(mistakes) != 1 || mistakes[0].Line != 3 || mistakes[0].Hint == "" || !strings.Contains(mistakes[0].Fact, fact) {
			t.Errorf("%q: %+v", line, mistakes)
		}
		if len(table.Rows)+len(table.Needs) > 0 {
			t.Errorf("%q: is in the table", line)
		}
	}
}

func TestTerms(t *testing.T) {
	line := readFlags([]string{"--on", "--list=a,b", "--fields=^(x|y)", "--empty=", "--bad=(", "word"})
	for terms, want := range map[string]bool{
		"--on": true, "!--on": false, "--off": false, "!--off": true, "?--off": true, "--on --off": false, "--on !--off": true,
		"--list:a": true, "--list:c": false, "!--list:c": true, "--off:a": false, "!--off:a": true, "?--off:a": true, "?--list:c": false,
		"--fields~demo_": true, "--fields~demo_x_": false, "--bad~demo_": false, "?--off~demo_": true, "--off~demo_": false,
		"--empty=": true, "!--empty=": false, "--on=": true, "--list=": false, "!--off=": true,
	} {
		list, err := parseTerms(terms)
		if err != nil {
			t.Fatal(err)
		}
		got := true
		for _, one := range list {
			got = got && one.holds(line, "demo_x_total")
		}
		if got != want {
			t.Errorf("%s: got %v", terms, got)
		}
	}
}

func TestIndex(t *testing.T) {
	table, _ := ReadTable("demo_h\thistogram\ta\t-\t-\trun\ndemo_s\tsummary\t-\t-\t-\trun\ndemo_g\tgauge\t-\t<2.0.0\t-\trun\ndemo_g\tgauge\tnew\t>=2.0.0\t-\trun\nmore_*_x\tgauge\t-\t-\t-\trun\ngo_x\tgauge\t-\t-\t-\trun\n")
	x := newIndex(table)
	for name, want := range map[string]string{
		"demo_h": "", "demo_h_bucket": "counter a le", "demo_h_count": "counter a", "demo_h_sum": "counter a",
		"demo_s": "gauge quantile", "demo_s_sum": "counter", "demo_s_bucket": "", "demo_g": "gauge|gauge new",
		"more_1_x": "gauge", "more__x": "gauge", "more_x": "", "demo": "",
	} {
		var got []string
		for _, m := range x.find(name) {
			words := []string{m.Type}
			for _, l := range m.Labels {
				words = append(words, l.Name)
			}
			got = append(got, strings.Join(words, " "))
		}
		if strings.Join(got, "|") != want {
			t.Errorf("%s: got %v, want %s", name, got, want)
		}
	}
	if !x.first["demo"] || !x.first["more"] || x.first["go"] {
		t.Errorf("got %v", x.first)
	}
	v, _ := compat.ParseVersion("1.9.0")
	if m := x.find("demo_g"); !m[0].at(variant{v, readFlags(nil)}, "demo_g") || m[1].at(variant{v, readFlags(nil)}, "demo_g") {
		t.Error("the version does not decide")
	}
}

func TestLabels(t *testing.T) {
	a := labelsOf("x", "y")
	if b := a.Union(labelsOf("y", "z")); b.Always("x") || !b.Always("y") || b.Always("z") || !b.Has("z") || b.Has("q") {
		t.Errorf("got %+v", b)
	}
	c := a.Without(func(name string) bool { return name == "x" }, "why")
	if c.Has("x") || c.Lost["x"] != "why" || !a.Has("x") {
		t.Errorf("got %+v and %+v", c, a)
	}
	if d := c.With("x", false); !d.Has("x") || d.Always("x") || d.Lost["x"] != "" || c.Has("x") {
		t.Errorf("got %+v", d)
	}
	if open := (Labels{Open: true}); !open.Has("x") || open.Always("x") || !open.Union(a).Open {
		t.Errorf("got %+v", open)
	}
}

// gen's own tables can be read, and say nothing twice.
func TestOwnTables(t *testing.T) {
	files, err := fs.Glob(blueprints.FS, "*/metrics.tsv")
	if err != nil || len(files) < 9 {
		t.Fatal(files, err)
	}
	for _, file := range files {
		text, err := fs.ReadFile(blueprints.FS, file)
		if err != nil {
			t.Fatal(err)
		}
		table, mistakes := ReadTable(string(text))
		for _, m := range mistakes {
			t.Errorf("%s:%d: %s", file, m.Line, m.Fact)
		}
		if table.Text() != string(text) {
			t.Errorf("%s: not as it would be written", file)
		}
		seen := map[string]bool{}
		for _, row := range table.Rows {
			key := row.Name + row.LabelText() + row.Versions + row.Needs
			if seen[key] {
				t.Errorf("%s: %s stands twice", file, row.Name)
			}
			seen[key] = true
		}
	}
}

func FuzzReadTable(f *testing.F) {
	f.Add("demo_up\tgauge\t-\t-\t-\trun\n")
	f.Add("@needs\tx\t!--x:y\thint\na_*\tcounter\tb?\t>1.0.0\tx\trun\r\n# end")
	f.Fuzz(func(t *testing.T, text string) {
		table, mistakes := ReadTable(text)
		newIndex(table).find("demo_up")
		again, more := ReadTable(table.Text())
		if len(mistakes) == 0 && (len(more) > 0 || len(again.Rows) != len(table.Rows)) {
			t.Errorf("%q is not read again: %v", text, more)
		}
	})
}
