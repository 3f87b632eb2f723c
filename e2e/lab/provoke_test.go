package main

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"gopkg.in/yaml.v3"

	"gen/generator/describe"
)

func TestProvocationsOf(t *testing.T) {
	all := provocations{
		Real:   map[string]cause{"Stopped": {Wave: 2}, "Full": {}, "Elsewhere": {}},
		Played: map[string]tune{"Flood": {Series: counters{"a": {0, 1}}}, "Hidden": {From: "other", Series: counters{"a": {2, 0}}}},
		Not:    map[string]string{"Old": "it compares with the day before"},
	}
	chosen, err := all.of([]describe.Alert{{Name: "Stopped"}, {Name: "Full"}, {Name: "Flood"}, {Name: "Hidden"}, {Name: "Old"}, {Name: "New"}})
	if got, want := fmt.Sprint(err), "nobody knows how to provoke New"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
	if got, want := fmt.Sprint(chosen.waves()), "[[Flood Full Hidden] [Stopped]]"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
	if got, want := fmt.Sprint(chosen.tunes()), "map[node_exporter:map[a:[0 1]] other:map[a:[2 0]]]"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
}

func TestPage(t *testing.T) {
	told := counters{`b{c="d"}`: {5, 10}, "a": {1, 0}}
	if got, want := told.page(2), "a 1\nb{c=\"d\"} 25\n"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}

func TestImpatient(t *testing.T) {
	got := impatient([]describe.Alert{{Name: "HostUnderAttack", For: "1m"}, {Name: "NginxDown", For: "1m"}, {Name: "LoadHigh", For: "30m"}})
	want := "alerts:\n  HostUnderAttack: {for: 10m}\n  LoadHigh: {for: 1m}\n\nroutes:\n  default: [ops-mail, ops-discord, ops-hook]\n"
	if got.old != "routes:\n  default: ops-mail\n" || got.new != want {
		t.Errorf("%q becomes %q, want %q", got.old, got.new, want)
	}
}

func TestTitled(t *testing.T) {
	o := &outside{messages: []message{{service: "mail", title: "🔴 critical: DiskFullWithinHours on web1 (site)"}, {service: "mail", title: "🟠 warning: 2 × Full (site)"}}}
	for _, test := range []struct {
		service, mark, alert string
		want                 bool
	}{
		{"mail", "🔴", "DiskFullWithinHours", true},
		{"mail", "🟠", "Full", true},
		{"mail", "🔴", "DiskFull", false},
		{"mail", "🟠", "DiskFullWithinHours", false},
		{"discord", "🔴", "DiskFullWithinHours", false},
	} {
		if got := o.titled(0, test.service, test.mark, test.alert); got != test.want {
			t.Errorf("%s %s %s: %t", test.service, test.mark, test.alert, got)
		}
	}
	if o.titled(2, "mail", "🟠", "Full") {
		t.Error("an old message counts")
	}
}

// TestProvocations holds the table to the alerts of blueprints: each name is one of theirs, and stands
// in one place; of the blueprints that the site has, all are there.
func TestProvocations(t *testing.T) {
	all, err := readProvocations()
	if err != nil {
		t.Fatal(err)
	}
	alerts := alertsOf(t, "alertmanager", "apache_exporter", "cadvisor", "docker", "nginx_exporter", "node_exporter", "prometheus")
	seen := map[string]int{}
	for name, c := range all.Real {
		if seen[name]++; c.Script == "" || c.On == "" {
			t.Errorf("%s: no script, or no blueprint", name)
		}
	}
	for name := range all.Played {
		seen[name]++
	}
	for name, why := range all.Not {
		if seen[name]++; why == "" {
			t.Errorf("%s: no reason", name)
		}
	}
	for name, times := range seen {
		if times != 1 || !slices.Contains(alerts, name) {
			t.Errorf("%s stands there %d times, or is no alert", name, times)
		}
	}
}

// alertsOf are the alerts of blueprints.
func alertsOf(t *testing.T, blueprints ...string) []string {
	t.Helper()
	var names []string
	for _, blueprint := range blueprints {
		text, err := os.ReadFile(filepath.Join("../../blueprints", blueprint, "alerts.yaml"))
		if err != nil {
			t.Fatal(err)
		}
		var document struct{ Alerts []struct{ Alert string } }
		if err := yaml.Unmarshal(text, &document); err != nil || !strings.Contains(string(text), "alert:") {
			t.Fatal(blueprint, err)
		}
		for _, a := range document.Alerts {
			names = append(names, a.Alert)
		}
	}
	return names
}
