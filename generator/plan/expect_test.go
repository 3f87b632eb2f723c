package plan_test

import (
	"strings"
	"testing"
	"time"
)

const expecting = `nodes:
  mon: {address: 10.0.0.1, services: [prometheus, alertmanager]}
receivers:
  ops: {webhook: {url: https://ops.example.org}}
  web: {webhook: {url: https://web.example.org}}
routes: {default: ops, rules: [{match: {team: web}, to: web}]}
expect:
  - `

// A moment stands for one day, or for all days of a year that have it.
func TestMoments(t *testing.T) {
	for _, c := range []struct {
		at, first, last string
		count           int
	}{
		{`"03:00"`, "2028-01-01T03:00:00Z", "2028-12-31T03:00:00Z", 366},
		{`"sat 03:00"`, "2028-01-01T03:00:00Z", "2028-12-30T03:00:00Z", 53},
		{`"Sunday 3:00"`, "2028-01-02T03:00:00Z", "2028-12-31T03:00:00Z", 53},
		{`"mon 06:00 Europe/Berlin"`, "2028-01-03T05:00:00Z", "2028-12-25T05:00:00Z", 52},
		{`2026-07-04 06:00 Europe/Berlin`, "2026-07-04T04:00:00Z", "2026-07-04T04:00:00Z", 1},
		{`2024-02-29 23:59`, "2024-02-29T23:59:00Z", "2024-02-29T23:59:00Z", 1},
	} {
		e := mustResolve(t, expecting+"{alert: TargetDown, to: ops, at: "+c.at+"}\n").Expectations[0]
		if len(e.At) != c.count {
			t.Fatalf("%s: %d moments", c.at, len(e.At))
		}
		first, last := e.At[0].UTC().Format(time.RFC3339), e.At[len(e.At)-1].UTC().Format(time.RFC3339)
		if first != c.first || last != c.last {
			t.Errorf("%s: from %s to %s", c.at, first, last)
		}
	}
}

// What is no moment is told at its place.
func TestBadMoments(t *testing.T) {
	for _, at := range []string{"noon", "3", `"24:00"`, `"12:60"`, `"saturday"`, `"sa 03:00"`, `"03:00 sat"`, "2026-02-29 03:00", "2026-7-4 03:00", `"03:00 Local"`, `"03:00 ../UTC"`, `"03:00 Europe/Nowhere"`, `"sat 03:00 UTC more"`} {
		_, said := resolve(t, expecting+"{alert: TargetDown, to: ops, at: "+at+"}\n")
		if !strings.HasPrefix(said, "site.yaml:10:") || strings.Count(said, "[plan/bad-moment]") != 1 {
			t.Errorf("%s: %s", at, said)
		}
	}
}

// To, not_to and nobody are told apart.
func TestExpectations(t *testing.T) {
	p := mustResolve(t, expecting+"{alert: TargetDown, to: ops, not_to: [web]}\n  - {labels: {host: mon}, to: []}\n  - {not_to: web, while: TargetDown}\n")
	if e := p.Expectations[0]; e.Alert != "TargetDown" || e.Nobody || len(e.To) != 1 || len(e.NotTo) != 1 || len(e.At) > 0 {
		t.Errorf("%+v", e)
	}
	if e := p.Expectations[1]; !e.Nobody || len(e.Labels) != 1 || e.Alert != "" {
		t.Errorf("%+v", e)
	}
	if e := p.Expectations[2]; e.Nobody || len(e.While) != 1 || len(e.To) > 0 {
		t.Errorf("%+v", e)
	}
	for wrong, want := range map[string]string{
		"{alert: TargetDown}":                           "[plan/bad-expectation]",
		"{alert: TargetDown, to: ops, not_to: ops}":     "[plan/bad-expectation]",
		"{alert: TargetDown, to: opps}":                 "[plan/unknown-receiver]",
		"{alert: TargetDown, to: ops, labels: {a-b: }}": "error",
		"{alert: TargetDown, two: ops}":                 "[yaml/unknown-key]",
		"TargetDown":                                    "[yaml/wrong-kind]",
	} {
		if _, said := resolve(t, expecting+wrong+"\n"); !strings.Contains(said, want) {
			t.Errorf("%s: %s", wrong, said)
		}
	}
}
