package dashboards_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"gen/generator/dashboards"
	"gen/generator/report"
	"gen/generator/topology"

	"github.com/google/go-cmp/cmp"
)

// site has one data source, and one dashboard besides.
func site() dashboards.Site {
	return dashboards.Site{Sources: []string{"alertmanager", "prometheus"}, Schema: 39, UIDs: map[string]string{"gen-site": "the dashboard of gen"}}
}

// read reads a text, and returns the problems as "line:col id".
func read(name, text string) (*dashboards.Dashboard, []string) {
	var r report.Report
	d := dashboards.Read(topology.File{Name: name, Shown: name, Text: []byte(text)}, site(), &r)
	var all []string
	for _, p := range r.Problems() {
		all = append(all, fmt.Sprintf("%d:%d %s", p.Pos.Line, p.Pos.Col, p.ID))
	}
	return d, all
}

// mustRead reads a dashboard with these keys beside those that all need.
func mustRead(t *testing.T, name, keys string) *dashboards.Dashboard {
	t.Helper()
	d, problems := read(name, `{"title": "T", "schemaVersion": 39, `+keys+`}`)
	if d == nil || len(problems) > 0 {
		t.Fatal(problems)
	}
	return d
}

// written is what Grafana will read.
func written(t *testing.T, d *dashboards.Dashboard) map[string]any {
	t.Helper()
	content, err := d.JSON()
	if err != nil {
		t.Fatal(err)
	}
	var all map[string]any
	if err := json.Unmarshal(content, &all); err != nil {
		t.Fatal(err)
	}
	return all
}

func TestWhatChangesWithEverySaveIsLeftOut(t *testing.T) {
	d := mustRead(t, "a.json", `"panels": [{"type": "text", "id": 7, "options": {"big": 12345678901234567890, "small": 0.10}}], "id": 4, "version": 9,
		"iteration": 17, "revision": 2, "gnetId": "1860", "__requires": [], "__inputs": [], "__elements": {}, "meta": {}, "uid": "own-1"`)
	content, err := d.JSON()
	if err != nil {
		t.Fatal(err)
	}
	want := `{
  "panels": [
    {
      "id": 7,
      "options": {
        "big": 12345678901234567890,
        "small": 0.10
      },
      "type": "text"
    }
  ],
  "schemaVersion": 39,
  "title": "T",
  "uid": "own-1"
}
`
	if diff := cmp.Diff(want, string(content)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestUIDIsItsOwnOrTheFiles(t *testing.T) {
	for _, c := range []struct{ name, key, want string }{
		{"shop.json", `"uid": "a7Zk_3-x"`, "a7Zk_3-x"},
		{"dashboards/shop.json", `"uid": ""`, "shop"},
		{"shop.v2.json", `"id": null`, "shop-v2"},
		{strings.Repeat("x", 40) + ".json", `"id": null`, strings.Repeat("x", 40)},
		{strings.Repeat("x", 41) + ".json", `"id": null`, strings.Repeat("x", 27) + "-3164596df4fd"},
	} {
		d := mustRead(t, c.name, `"panels": [], `+c.key)
		if d.UID != c.want || written(t, d)["uid"] != c.want {
			t.Errorf("%s %s: got %s and %v", c.name, c.key, d.UID, written(t, d)["uid"])
		}
		if early := dashboards.UID(topology.File{Name: c.name, Text: []byte(`{"title": "T", "panels": [], ` + c.key + `}`)}); early != c.want {
			t.Errorf("%s: at first it is %s", c.name, early)
		}
	}
	if uid := dashboards.UID(topology.File{Name: "a.json", Text: []byte("{")}); uid != "" {
		t.Errorf("what is no dashboard has the uid %s", uid)
	}
}

// TestEveryWayToSayIt has one dashboard in each form that is read.
func TestEveryWayToSayIt(t *testing.T) {
	const plain = `{"title": "T", "uid": "t", "schemaVersion": 36, "panels": []}`
	for _, text := range []string{
		plain,
		`{"meta": {"slug": "t"}, "dashboard": ` + plain + `}`,
		`{"apiVersion": "dashboard.grafana.app/v0alpha1", "kind": "Dashboard", "metadata": {"name": "t"}, "spec": ` + strings.Replace(plain, `"uid": "t", `, "", 1) + `}`,
		`{"apiVersion": "dashboard.grafana.app/v1beta1", "kind": "Dashboard", "metadata": {"name": "other"}, "spec": ` + plain + `}`,
	} {
		d, problems := read("a.json", text)
		if d == nil || len(problems) > 0 || d.UID != "t" || d.Title != "T" {
			t.Errorf("%s: %v, %v", text, d, problems)
		}
	}
}

func TestSourcesBecomeTheSites(t *testing.T) {
	for before, want := range map[string]string{
		`{"type": "prometheus", "uid": "P1809F7CD0C75ACF3"}`: "prometheus/prometheus",
		`{"type": "alertmanager", "uid": "old"}`:             "alertmanager/alertmanager",
		`{"type": "prometheus", "uid": "${DS_PROMETHEUS}"}`:  "prometheus/prometheus",
		`"${DS_PROMETHEUS}"`:                                 "prometheus/prometheus",
		`"Prometheus"`:                                       "prometheus/prometheus",
		`{"type": "datasource", "uid": "-- Mixed --"}`:       "datasource/-- Mixed --",
		`{"type": "prometheus", "uid": "${source}"}`:         "prometheus/${source}",
		`{"type": "grafana", "uid": "grafana"}`:              "grafana/grafana",
		`{"type": "__expr__", "uid": "__expr__"}`:            "__expr__/__expr__",
		`"-- Grafana --"`:                                    "-- Grafana --",
		`null`:                                               "<nil>",
		`{"uid": "${DS_PROMETHEUS}", "type": "prometheus", "a": "$DS_PROMETHEUS"}`: "prometheus/prometheus",
	} {
		d := mustRead(t, "a.json", `"__inputs": [{"name": "DS_PROMETHEUS", "type": "datasource", "pluginId": "prometheus"}],
			"templating": {"list": [{"name": "source", "type": "datasource", "query": "prometheus", "current": {"value": "old"}}]},
			"panels": [{"type": "timeseries", "datasource": `+before+`}]`)
		all := written(t, d)
		got := fmt.Sprint(all["panels"].([]any)[0].(map[string]any)["datasource"])
		if source, ok := all["panels"].([]any)[0].(map[string]any)["datasource"].(map[string]any); ok {
			got = fmt.Sprint(source["type"], "/", source["uid"])
		}
		current := all["templating"].(map[string]any)["list"].([]any)[0].(map[string]any)["current"].(map[string]any)["value"]
		if got != want || current != "prometheus" {
			t.Errorf("%s: got %s, and the variable %v", before, got, current)
		}
	}
}

func TestLibraryPanelsAreBroughtAlong(t *testing.T) {
	d := mustRead(t, "a.json", `"__elements": {"l1": {"model": {"id": 99, "gridPos": {"h": 1}, "type": "stat", "title": "From the library"}}},
		"panels": [{"id": 3, "gridPos": {"h": 8}, "title": "", "libraryPanel": {"uid": "l1", "name": "L"}}]`)
	want := map[string]any{"id": 3.0, "gridPos": map[string]any{"h": 8.0}, "type": "stat", "title": "From the library"}
	if diff := cmp.Diff(want, written(t, d)["panels"].([]any)[0]); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// TestQueries lists what is asked, with its place.
func TestQueries(t *testing.T) {
	d := mustRead(t, "a.json", `"__inputs": [{"name": "LIMIT", "type": "constant", "value": "3"}],
"templating": {"list": [
 {"name": "host", "type": "query", "query": "label_values(up{job=\"a\"}, host)"},
 {"name": "old", "type": "query", "query": {"query": "label_values(host)"}},
 {"name": "free", "type": "custom", "query": "label_values(none, host)"},
 {"name": "logs", "type": "query", "datasource": {"type": "alertmanager", "uid": "x"}, "query": "label_values(other, host)"}
]},
"annotations": {"list": [{"expr": "first"}, {"target": {"expr": "second"}}, {"datasource": {"type": "grafana", "uid": "-- Grafana --"}, "expr": "no"}]},
"panels": [
 {"type": "timeseries", "targets": [{"expr": "up > ${LIMIT}", "legendFormat": "{{host}}"}, {"expr": ""}, {"query": "none"}]},
 {"type": "row", "panels": [{"type": "stat", "targets": [{"expr": "inner{host=~\"$host\"}"}, {"datasource": {"type": "__expr__", "uid": "__expr__"}, "expr": "no"}]}]}
]`)
	var got []string
	for _, q := range d.Queries {
		got = append(got, fmt.Sprintf("%d:%d %s | %s | %v", q.Expr.Pos.Line, q.Expr.Pos.Col, q.Expr.Value, q.Legend.Value, q.Variable))
	}
	want := []string{
		`3:59 up{job="a"} | {{host}} | true`,
		`10:46 up > 3 | {{host}} | false`,
		`11:67 inner{host=~"$host"} |  | false`,
		`8:35 first |  | false`,
		`8:65 second |  | false`,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// TestRefused has one mistake in each text. The golden errors have more.
func TestRefused(t *testing.T) {
	const whole = `{"title": "T", "schemaVersion": 39, "panels": [`
	for text, want := range map[string]string{
		"":                              "1:1 dashboard/syntax",
		"{} x":                          "1:4 dashboard/syntax",
		"nul":                           "1:4 dashboard/syntax",
		"{\"ä\": \"ö\", 1}":             "1:12 dashboard/syntax",
		strings.Repeat("[", 200):        "1:102 dashboard/syntax",
		`"words"`:                       "1:1 dashboard/format",
		`{"title": 3, "panels": []}`:    "1:1 dashboard/format",
		`{"title": "T", "panels": {}}`:  "1:1 dashboard/format",
		whole + `], "uid": "a b"}`:      "1:58 dashboard/uid",
		whole + `], "uid": "gen-site"}`: "1:58 dashboard/uid",
		whole + `], "uid": "` + strings.Repeat("u", 41) + `"}`:        "1:58 dashboard/uid",
		whole + `{"type": "text", "title": "$nobody"}]}`:              "1:74 dashboard/variable",
		whole + `{"type": "text", "repeat": "nobody"}]}`:              "1:75 dashboard/variable",
		whole + `{"title": "no type"}]}`:                              "1:48 dashboard/panel",
		whole + `{"type": "stat", "datasource": {"uid": "x"}}]}`:      "1:79 dashboard/source",
		whole + `{"type": "stat", "datasource": "x"}]}`:               "1:79 dashboard/source",
		whole + `{"type": "stat", "links": [{"url": "/d/x"}]}]}`:      "1:83 dashboard/link",
		whole + `], "__inputs": [{"name": "X", "type": "constant"}]}`: "1:64 dashboard/input",
	} {
		if _, problems := read("a.json", text); strings.Join(problems, ", ") != want {
			t.Errorf("%s:\n got %v\nwant %s", text, problems, want)
		}
	}
}

// FuzzRead wants whatever was read to be JSON that is read again without
// another mistake, and no file to make it fall.
func FuzzRead(f *testing.F) {
	f.Add(`{"title": "T", "schemaVersion": 39, "panels": [{"type": "stat", "targets": [{"expr": "up{host=~\"$host\"}"}]}], "templating": {"list": [{"name": "host"}]}}`)
	f.Add(`{"dashboard": {"title": "T", "panels": [], "__inputs": [{"name": "A", "type": "constant", "value": "${A}"}]}}`)
	f.Add(`{"apiVersion": "dashboard.grafana.app/v1beta1", "kind": "Dashboard", "spec": {"title": "T", "panels": [null, 3]}}`)
	f.Fuzz(func(t *testing.T, text string) {
		d, problems := read("a.json", text)
		if d == nil || len(problems) > 0 {
			return
		}
		first, err := d.JSON()
		if err != nil {
			t.Fatal(err)
		}
		again, problems := read("a.json", string(first))
		if again == nil || len(problems) > 0 {
			t.Fatalf("%s: %v", first, problems)
		}
		if second, _ := again.JSON(); string(second) != string(first) {
			t.Errorf("%s becomes %s", first, second)
		}
	})
}
