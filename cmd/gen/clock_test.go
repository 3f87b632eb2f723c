package main

import (
	"bytes"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// An override that ends with the 28th of February.
const endingSite = quietSite + `alerts:
  ClockSkew:
    overrides:
      - {match: {host: monitor}, disable: true, why: a new clock is ordered, until: 2027-02-28}
`

// TestExpired: an override holds through its last day, in UTC, whatever earlier
// runs remember; from then on every command that reads the site refuses it.
func TestExpired(t *testing.T) {
	t.Setenv("GEN_CACHE", t.TempDir())
	dir := t.TempDir()
	put(t, dir, "site.yaml", endingSite)
	put(t, dir, "more/a.yaml", "nodes: {}\n")
	file := filepath.Join(dir, "site.yaml")
	at := func(text string) clock {
		now, err := time.Parse(time.RFC3339, text)
		must(t, err)
		return func() time.Time { return now }
	}
	for _, c := range []struct {
		args, now string
		code      int
	}{
		{"build", "2027-02-28T23:59:59Z", exitOK},
		{"build", "2027-02-28T23:59:59Z", exitOK},
		{"check", "2027-03-01T00:59:59+01:00", exitOK},
		{"check", "2027-02-28T23:59:59Z", exitOK},
		{"build", "2027-03-01T00:00:00Z", exitInvalid},
		{"check", "2027-03-01T00:00:00Z", exitInvalid},
		{"diff", "2027-03-01T00:00:00Z", exitInvalid},
		{"describe", "2027-02-28T20:00:00-05:00", exitInvalid},
		{"secrets", "2030-01-01T00:00:00Z", exitInvalid},
		{"pki status", "2030-01-01T00:00:00Z", exitInvalid},
		{"build", "2027-02-28T00:00:00Z", exitOK},
	} {
		var out, told bytes.Buffer
		code := run(append(strings.Fields(c.args), file), &out, &told, at(c.now))
		if code != c.code {
			t.Errorf("gen %s at %s: exit code %d, want %d\n%s", c.args, c.now, code, c.code, told.String())
		}
		const fact = "the override of ClockSkew was to end on 2027-02-28: a new clock is ordered"
		if says := strings.Contains(told.String(), fact); says != (c.code == exitInvalid) {
			t.Errorf("gen %s at %s: told %q", c.args, c.now, told.String())
		}
	}
}
