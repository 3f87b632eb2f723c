package main

import (
	"encoding/json"
	"fmt"
	"slices"
	"testing"
)

func TestQuestions(t *testing.T) {
	const text = `{"uid": "d",
		"templating": {"list": [{"name": "datasource"}, {"name": "host", "allValue": ".+"}]},
		"panels": [
			{"title": "Row", "panels": [{"title": "Closed", "targets": [{"refId": "B", "expr": "up{host=~\"${host}\"}"}]}]},
			{"title": "Text"},
			{"title": "Open", "targets": [{"refId": "A", "expr": "rate(x{host=~\"$host|\"}[$__rate_interval])"}, {"refId": "C"}]}]}`
	var d dashboard
	if err := json.Unmarshal([]byte(text), &d); err != nil {
		t.Fatal(err)
	}
	want := []question{{"d", "Open", "A", `rate(x{host=~".+|"}[1m])`}, {"d", "Closed", "B", `up{host=~".+"}`}}
	if got := d.questions(); !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
}

func TestCompareSilence(t *testing.T) {
	for _, test := range []struct {
		about string
		empty []question
		known []silence
		want  string
	}{
		{"all have data", nil, nil, "<nil>"},
		{"a reason is known", []question{{"d", "Swap", "A", ""}}, []silence{{Query: "d/Swap/A"}}, "<nil>"},
		{"no reason is known", []question{{"d", "Swap", "A", ""}, {"d", "Swap", "B", ""}}, []silence{{Query: "d/Swap/A"}},
			"nobody knows why these have no data: d/Swap/B"},
		{"there is data", nil, []silence{{Query: "d/Swap/A"}}, "these have data, though there is a reason why not: d/Swap/A"},
		{"there may be data", nil, []silence{{Query: "d/Swap/A", Sometimes: true}}, "<nil>"},
	} {
		if got := fmt.Sprint(compareSilence(test.empty, test.known)); got != test.want {
			t.Errorf("%s: %s, want %s", test.about, got, test.want)
		}
	}
}

// TestSilences holds the list to what gen builds of the example that the site of the lab is made from.
func TestSilences(t *testing.T) {
	known, err := silences()
	if err != nil {
		t.Fatal(err)
	}
	dashboards, err := readDashboards("../../golden/trees/secure-web/tree/*/etc/grafana/dashboards/*.json")
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, d := range dashboards {
		for _, q := range d.questions() {
			names = append(names, q.name())
		}
	}
	for _, s := range known["systemd"] {
		if s.Because == "" || !slices.Contains(names, s.Query) {
			t.Errorf("%q, because %q: no such query, or no reason", s.Query, s.Because)
		}
	}
}

func TestNoDashboards(t *testing.T) {
	if _, err := readDashboards(t.TempDir() + "/*.json"); err == nil {
		t.Error("a folder without dashboards has some")
	}
}
