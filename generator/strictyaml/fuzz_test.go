package strictyaml_test

import (
	"bytes"
	"fmt"
	"io"
	"strings"
	"testing"

	"gen/generator/report"
	"gen/generator/strictyaml"
)

// FuzzParseDecode: no panic, every problem has a place inside the text and an
// id of the catalogue, printing is free of control characters.
func FuzzParseDecode(f *testing.F) {
	for _, c := range refusals {
		f.Add([]byte(c.text))
	}
	for _, seed := range []string{
		strings.Repeat("[", 300), strings.Repeat("- ", 300), strings.Repeat("{a: ", 120), "a: &a [*a, *a]\nb: *a\n",
		"version: " + strings.Repeat("9", 3000), "name: \"" + strings.Repeat("é", 3000), "labels: {\xff: x}", "version: 1\nhosts: [a]\nchild: {}\n",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		r, s := &report.Report{}, site{}
		n := strictyaml.Parse("s", text, r)
		if (n == nil) != r.Failed() {
			t.Errorf("nil: %v, failed: %v", n == nil, r.Failed())
		}
		strictyaml.Decode("s", n, &s, r)
		lines := bytes.Count(text, []byte("\n")) + 1
		for _, p := range r.Problems() {
			if _, ok := report.KindOf(p.ID); !ok || p.Pos.File != "s" || p.Pos.Line < 1 || p.Pos.Line > lines || p.Pos.Col < 1 || p.Pos.Col > len(text)+1 {
				t.Errorf("bad problem %+v", p)
			}
		}
		var out bytes.Buffer
		if err := r.Print(&out, report.FormatText, false); err != nil || bytes.ContainsAny(out.Bytes(), "\x00\x1b\r\x7f") {
			t.Errorf("%v: %q", err, out.String())
		}
	})
}

// fleet returns a file with n mappings of ten scalars.
func fleet(n int) []byte {
	var out bytes.Buffer
	for i := range n {
		fmt.Fprintf(&out, "node%d:\n  k0: a\n  k1: 10.0.0.1\n  k2: 1.10\n  k3: text\n  k4: 80\n  k5: 9090\n  k6: true\n  k7: 30d\n  k8: \"quoted\"\n  k9: last\n", i)
	}
	return out.Bytes()
}

type machine struct {
	K0 strictyaml.Text     `yaml:"k0,required"`
	K1 strictyaml.Text     `yaml:"k1"`
	K2 *strictyaml.Text    `yaml:"k2"`
	K3 strictyaml.Text     `yaml:"k3"`
	K4 strictyaml.Int      `yaml:"k4"`
	K5 strictyaml.Int      `yaml:"k5"`
	K6 strictyaml.Bool     `yaml:"k6"`
	K7 strictyaml.Duration `yaml:"k7"`
	K8 strictyaml.Text     `yaml:"k8"`
	K9 strictyaml.Text     `yaml:"k9"`
}

func BenchmarkParse(b *testing.B) {
	text := fleet(10_000)
	for b.Loop() {
		strictyaml.Parse("s", text, &report.Report{})
	}
}

func BenchmarkDecode(b *testing.B) {
	r := &report.Report{}
	n := strictyaml.Parse("s", fleet(10_000), r)
	for b.Loop() {
		var machines strictyaml.Map[machine]
		strictyaml.Decode("s", n, &machines, r)
	}
	if err := r.Print(io.Discard, report.FormatText, false); err != nil || r.Failed() {
		b.Error("the fleet is refused")
	}
}
