package plan_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"gen/generator/plan"
	"gen/generator/report"
)

const overriddenSite = `nodes:
  mon: {address: 10.0.0.1, services: [prometheus, node_exporter]}
  db1: {address: 10.0.0.2, services: [node_exporter], labels: {team: db}}
  db2: {address: 10.0.0.3, services: [node_exporter], labels: {team: db}}
  box: {address: 10.0.0.4, runtime: compose, services: [node_exporter, docker, cadvisor], labels: {team: db}}
scrape:
  storage: {targets: "10.0.9.1:9443", labels: {team: storage}}
`

// settled are the targets of each override of an alert, in words.
func settled(t *testing.T, name, overrides string) (*plan.Alert, []string) {
	t.Helper()
	a := alertOf(mustResolve(t, overriddenSite+"alerts:\n  "+name+":\n    limits: {"+limitOf[name]+"}\n    overrides:\n"+overrides), name)
	var words []string
	for _, o := range a.Overrides {
		var targets []string
		for _, by := range o.Targets {
			targets = append(targets, strings.Trim(fmt.Sprint(by), "[]"))
		}
		words = append(words, strings.Join(targets, "; "))
	}
	return a, words
}

var limitOf = map[string]string{"ScrapeSlow": "seconds: 7", "DiskAlmostFull": "ratio: 0.2"}

// The first override that matches a target holds there.
func TestFirstOverrideHolds(t *testing.T) {
	_, got := settled(t, "DiskAlmostFull", `      - {match: {host: db2}, limits: {ratio: 0.3}, why: x}
      - {match: {team: db}, disable: true, why: x}
      - {match: {host: mon}, limits: {bytes: 1}, why: x}
`)
	if want := []string{"{host db2}", "{host box}; {host db1}", "{host mon}"}; !slices.Equal(got, want) {
		t.Errorf("got %q", got)
	}
}

// Targets are told apart by their hosts, and by more only where an override
// asks for more, or is about something without a host.
func TestOverridesByTarget(t *testing.T) {
	for overrides, want := range map[string]string{
		"{match: {team: db, host: box}, limits: {seconds: 9}, why: x}":        "{host box}",
		"{match: {job: cadvisor}, limits: {seconds: 9}, why: x}":              "{job cadvisor} {instance box:8080}",
		"{match: {team: storage}, limits: {seconds: 9}, why: x}":              "{job storage} {instance 10.0.9.1:9443}",
		"{match: {instance: \"db1:9100\"}, limits: {seconds: 9}, why: x}":     "{job node_exporter} {instance db1:9100}",
		"{match: {job: storage, team: storage}, disable: true, why: \" x \"}": "{job storage} {instance 10.0.9.1:9443}",
	} {
		a, got := settled(t, "ScrapeSlow", "      - "+overrides+"\n")
		if !slices.Equal(got, []string{want}) || a.Overrides[0].Why != "x" {
			t.Errorf("%s: got %q, want %q", overrides, got, want)
		}
	}
}

// Without overrides the expression and the texts are what they were; with one,
// the texts ask for the target's own limit.
func TestTextsOfOverrides(t *testing.T) {
	without := alertOf(mustResolve(t, overriddenSite), "ScrapeSlow")
	if without.Expr != "scrape_duration_seconds > 8" || without.Plain != without.Expr || !strings.Contains(without.Description, "more than 8s") {
		t.Errorf("got %q, %q", without.Expr, without.Description)
	}
	with, _ := settled(t, "ScrapeSlow", "      - {match: {host: db1}, limits: {seconds: 9}, why: x}\n")
	if with.Plain != "scrape_duration_seconds > 7" || !strings.Contains(with.Expr, "scrape_duration_seconds > 7 unless on (host) gen:alert_limit{") {
		t.Errorf("got %q, %q", with.Plain, with.Expr)
	}
	if want := "more than {{ with printf `gen:alert_limit{alert=\"ScrapeSlow\",limit=\"seconds\",host=%q}` $labels.host | query }}{{ . | first | value }}{{ else }}7{{ end }}s."; !strings.Contains(with.Description, want) {
		t.Errorf("got %q", with.Description)
	}
	if got := with.PlainFor(with.Overrides[0]); got != "scrape_duration_seconds > 9" {
		t.Errorf("got %q", got)
	}
}

// A count has no host that a text could ask for.
func TestTextsOfCounts(t *testing.T) {
	p := mustResolve(t, overriddenSite+"alerts: {CertificatesNotRenewed: {overrides: [{match: {host: db1}, limits: {days: 3}, why: x}]}}\n")
	if a := alertOf(p, "CertificatesNotRenewed"); a.Apart || !strings.HasPrefix(a.Summary, "Certificates that end within 21 (but for overrides) days") {
		t.Errorf("got %q, %v", a.Summary, a.Apart)
	}
}

// An override ends when its last day is over in UTC, and the first one that
// does decides how long anything that gen found out is true.
func TestEndsOfOverrides(t *testing.T) {
	p := mustResolve(t, overriddenSite+`alerts:
  ClockSkew: {overrides: [{match: {host: db1}, disable: true, why: x, until: 2028-02-29}]}
  ScrapeSlow: {overrides: [{match: {host: db1}, disable: true, why: x}, {match: {host: db2}, disable: true, why: y, until: 2028-02-28}]}
`)
	first := time.Date(2028, time.February, 29, 0, 0, 0, 0, time.UTC)
	if !p.Ends().Equal(first) {
		t.Errorf("ends %s, want %s", p.Ends(), first)
	}
	for _, c := range []struct {
		after time.Duration
		told  int
	}{{-time.Nanosecond, 0}, {0, 1}, {24*time.Hour - 1, 1}, {24 * time.Hour, 2}} {
		var r report.Report
		if got := p.TellExpired(first.Add(c.after), &r); got != (c.told > 0) || len(r.Problems()) != c.told {
			t.Errorf("after %s: told %v", c.after, r.Problems())
		}
	}
	if ends := mustResolve(t, overriddenSite).Ends(); !ends.IsZero() {
		t.Errorf("nothing ends, but at %s", ends)
	}
}
