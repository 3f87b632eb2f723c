package compat_test

import (
	"encoding/json"
	"testing"

	"gen/generator/compat"
)

func TestRangeContains(t *testing.T) {
	tests := []struct {
		text string
		in   []string
		out  []string
	}{
		{">=1.0.0", []string{"1.0.0", "1.0.1", "2.0.0"}, []string{"0.99.9", "0.11.0"}},
		{"<1.6.0", []string{"1.5.9", "0.0.0"}, []string{"1.6.0", "1.10.0", "2.0.0"}},
		{">=1.0.0 <2.0.0", []string{"1.0.0", "1.99.0"}, []string{"0.9.0", "2.0.0", "2.0.1"}},
		{"  >1.0\t<=1.2  ", []string{"1.0.1", "1.2.0"}, []string{"1.0.0", "1.2.1"}},
		{"=v2.48.1", []string{"2.48.1"}, []string{"2.48.0", "2.48.2"}},
		{">=1.0.0 <=1.0.0", []string{"1.0.0"}, []string{"1.0.1", "0.9.9"}},
	}
	for _, test := range tests {
		r, err := compat.ParseRange(test.text)
		if err != nil {
			t.Errorf("%q: %v", test.text, err)
			continue
		}
		for _, text := range test.in {
			if !r.Contains(version(t, text)) {
				t.Errorf("%q does not hold %s", test.text, text)
			}
		}
		for _, text := range test.out {
			if r.Contains(version(t, text)) {
				t.Errorf("%q holds %s", test.text, text)
			}
		}
	}
}

func TestParseRangeRefuses(t *testing.T) {
	tests := []struct{ text, want string }{
		{"", `a version range is empty, write one such as ">=1.0.0 <2.0.0"`},
		{"  ", `a version range is empty, write one such as ">=1.0.0 <2.0.0"`},
		{"1.2.3", `"1.2.3" does not start with one of < <= > >= =, write a range such as ">=1.0.0 <2.0.0"`},
		{"~1.2.3", `"~1.2.3" does not start with one of < <= > >= =, write a range such as ">=1.0.0 <2.0.0"`},
		{">= 1.0.0", `no version follows ">=", write them without a blank such as ">=1.0.0"`},
		{">=1.2.x", `"1.2.x" is not a version, a version looks like 2.48.1`},
		{"==1.2.3", `"=1.2.3" is not a version, a version looks like 2.48.1`},
		{">=1.0.0,<2.0.0", `"1.0.0,<2.0.0" is not a version, a version looks like 2.48.1`},
		{">=2.0.0 <1.0.0", "no version is >=2.0.0 and <1.0.0"},
		{">1.0.0 <1.0.1", "no version is >1.0.0 and <1.0.1"},
		{"<0.0.0", "no version is <0.0.0"},
	}
	for _, test := range tests {
		r, err := compat.ParseRange(test.text)
		if err == nil || err.Error() != test.want {
			t.Errorf("%q: got %v, %v, want the error %s", test.text, r, err, test.want)
		}
	}
}

func TestRangeIsZero(t *testing.T) {
	var r compat.Range
	if !r.IsZero() || !r.Contains(version(t, "1.0.0")) || r.String() != "" {
		t.Errorf("the zero range is %q", r)
	}
	if r, err := compat.ParseRange(">=0.0.0"); err != nil || r.IsZero() {
		t.Errorf("got %v, %v", r, err)
	}
}

func TestRangeText(t *testing.T) {
	var r compat.Range
	if err := json.Unmarshal([]byte(`">=1.0  <2.0.0"`), &r); err != nil {
		t.Fatal(err)
	}
	if text, err := r.MarshalText(); err != nil || string(text) != ">=1.0.0 <2.0.0" {
		t.Errorf("got %s, %v", text, err)
	}
	if err := json.Unmarshal([]byte(`"1.0"`), &r); err == nil {
		t.Error("1.0 is taken for a range")
	}
}

func FuzzParseRange(f *testing.F) {
	for _, text := range []string{">=1.0.0 <2.0.0", "", "=1.0", "< 1", ">>=1.0.0", ">1.0.0 <1.0.1"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		r, err := compat.ParseRange(text)
		if err != nil {
			return
		}
		again, err := compat.ParseRange(r.String())
		if err != nil || again.String() != r.String() {
			t.Errorf("%q is %v, which reads as %v, %v", text, r, again, err)
		}
	})
}
