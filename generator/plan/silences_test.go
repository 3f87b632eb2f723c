package plan_test

import (
	"slices"
	"testing"

	"gen/generator/plan"
)

func alertOf(p *plan.Plan, name string) *plan.Alert {
	at := slices.IndexFunc(p.Alerts, func(a *plan.Alert) bool { return a.Name == name })
	if at < 0 {
		return nil
	}
	return p.Alerts[at]
}

// TestNothingWorseIsSilenced leaves out alerts that the site does not have, and
// those that it has made worse than what would silence them.
func TestNothingWorseIsSilenced(t *testing.T) {
	const one = "nodes: {a: {address: 10.0.0.1, services: [prometheus, node_exporter]}}\n"
	for _, c := range []struct {
		settings string
		silences []string
		equal    []string
	}{
		{"", []string{"InodesLow", "InodesFillingUp"}, []string{"host", "mountpoint"}},
		{"alerts: {InodesLow: {disable: true}}\n", []string{"InodesFillingUp"}, []string{"host", "mountpoint"}},
		{"alerts: {InodesLow: {severity: critical}}\n", []string{"InodesLow", "InodesFillingUp"}, []string{"host", "mountpoint"}},
		{"alerts: {InodesExhausted: {severity: info}, InodesLow: {severity: info}}\n", []string{"InodesLow"}, []string{"host", "mountpoint"}},
		{"alerts: {InodesExhausted: {severity: info}}\n", []string{}, nil},
	} {
		a := alertOf(mustResolve(t, c.settings+one), "InodesExhausted")
		if !slices.Equal(a.Silences, c.silences) || !slices.Equal(a.Inhibits, c.equal) {
			t.Errorf("%q: silences %v where %v are equal, not %v where %v are", c.settings, a.Silences, a.Inhibits, c.silences, c.equal)
		}
	}
}

// TestAlertsOfSettings are there only where a host has the setting, whatever
// else it has.
func TestAlertsOfSettings(t *testing.T) {
	for settings, want := range map[string]bool{"": false, "collectors: []": false, "collectors: [processes]": false, "collectors: [processes, tcpstat]": true, "collectors: tcpstat": true} {
		p := mustResolve(t, "nodes: {a: {address: 10.0.0.1, services: [prometheus]}, b: {address: 10.0.0.2, services: {node_exporter: {"+settings+"}}}}\n")
		if got := alertOf(p, "HalfOpenConnections") != nil; got != want {
			t.Errorf("%q: the alert is there: %v", settings, got)
		}
	}
}
