package prometheus

import "testing"

func TestValues(t *testing.T) {
	for text, want := range map[string]string{
		"1x5 0x10":                 "1x5 0x10",
		"1 1 1 0":                  "1x2 0",
		"0+60x3":                   "0+60x3",
		"0 60 120 180":             "0+60x3",
		"240-1x60":                 "240-1x60",
		"-5-2.5x2":                 "-5-2.5x2",
		"0x3 200x3":                "0x3 200x3",
		"3 7":                      "3 7",
		"_x3 1 _ stale":            "_x3 1 _ stale",
		"1e3x2":                    "1000x2",
		"1e-2+1e-2x1":              "0.01 0.02",
		"20000000000x30":           "20000000000x30",
		"0+60x1500 90060+12000x20": "0+60x1501 102060+12000x19",
		"":                         "",
	} {
		values, err := parseValues(text)
		if err != nil {
			t.Errorf("%q: %v", text, err)
			continue
		}
		if got := formatValues(values); got != want {
			t.Errorf("%q is written as %q, not %q", text, got, want)
		}
	}
}

func TestValuesThatAreNotUnderstood(t *testing.T) {
	for _, text := range []string{"x", "1x", "1x-1", "ax3", "1+x3", "1+ax3", "{{count:1}}x3", "1x9999999999", "1x999999 1x999999", "_xa"} {
		if values, err := parseValues(text); err == nil {
			t.Errorf("%q was read as %d values", text, len(values))
		}
	}
}

// FuzzValues writes what it has read in such a way that it reads the same.
func FuzzValues(f *testing.F) {
	for _, text := range []string{"1x5 0x10", "0+60x3 _x2 stale 1", "1e3-0.1x7", "-0", "1 2 4 8"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		values, err := parseValues(text)
		if err != nil || len(values) > 5000 {
			return
		}
		again, err := parseValues(formatValues(values))
		if err != nil || len(again) != len(values) {
			t.Fatalf("%q: %d values became %d in %q: %v", text, len(values), len(again), formatValues(values), err)
		}
		for at := range values {
			if values[at].text != again[at].text || values[at].number != again[at].number && values[at].number == values[at].number {
				t.Errorf("%q: value %d was %v and became %v in %q", text, at, values[at], again[at], formatValues(values))
			}
		}
	})
}
