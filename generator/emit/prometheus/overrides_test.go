package prometheus

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"gen/generator/plan"
)

// What an override says is recorded for each of its targets, as often as the
// alert is evaluated, and not beyond its end.
func TestOverridesAreRecorded(t *testing.T) {
	host := func(name string) []plan.Label { return []plan.Label{{Name: "host", Value: name}} }
	a := &plan.Alert{Name: "A", Every: "5m", Overrides: []plan.Override{
		{Limits: []plan.Label{{Name: "l", Value: "-1"}, {Name: "m", Value: "5e9"}}, Targets: [][]plan.Label{host("x")}},
		{Disable: true, Targets: [][]plan.Label{host("y"), host("z")}, Ends: time.Date(2027, time.March, 2, 0, 0, 0, 0, time.UTC)},
	}}
	const off = "vector(1) and vector(time()) < 1803945600"
	want := []rule{
		{every: "5m", Record: "gen:alert_limit", Expr: "vector(-1)", Labels: map[string]string{"alert": "A", "limit": "l", "host": "x"}},
		{every: "5m", Record: "gen:alert_limit", Expr: "vector(5e9)", Labels: map[string]string{"alert": "A", "limit": "m", "host": "x"}},
		{every: "5m", Record: "gen:alert_disabled", Expr: off, Labels: map[string]string{"alert": "A", "host": "y"}},
		{every: "5m", Record: "gen:alert_disabled", Expr: off, Labels: map[string]string{"alert": "A", "host": "z"}},
	}
	if diff := cmp.Diff(want, overrides(a), cmp.AllowUnexported(rule{})); diff != "" {
		t.Error(diff)
	}
	if got := overrides(&plan.Alert{Name: "A"}); got != nil {
		t.Errorf("an alert without overrides records %v", got)
	}
}
