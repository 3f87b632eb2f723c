package main

import "testing"

// Of what promtool prints, the failures are told.
func TestFailures(t *testing.T) {
	for out, want := range map[string]string{
		"Unit Testing:  a.yml\n  SUCCESS\n\nUnit Testing:  b.yml\n  FAILED:\n    name: B: fires,\n": "  FAILED:\n    name: B: fires,",
		"": "promtool failed without a word",
	} {
		if got := failures(out); got != want {
			t.Errorf("%q instead of %q", got, want)
		}
	}
}
