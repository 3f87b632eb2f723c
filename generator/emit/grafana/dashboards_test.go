package grafana_test

//lint:file-ignore SA1019 this schema is written on purpose, see dashboards.go

import (
	"encoding/json"
	"errors"
	"regexp"
	"slices"
	"strings"
	"testing"

	"gen/generator/blueprint"
	"gen/generator/emit/grafana"
	"gen/generator/plan"
	"gen/generator/report"
	"gen/generator/strictyaml"

	"github.com/google/go-cmp/cmp"
	"github.com/grafana/grafana-foundation-sdk/go/cog"
	"github.com/grafana/grafana-foundation-sdk/go/cog/plugins"
	"github.com/grafana/grafana-foundation-sdk/go/dashboard"
)

func builtIn(t *testing.T) []*blueprint.Blueprint {
	t.Helper()
	r := &report.Report{}
	all := blueprint.BuiltIn(r)
	if r.Failed() {
		t.Fatal(r.Problems())
	}
	return all
}

// strict reads a dashboard as strictly as the SDK can, and returns what it does
// not know or misses. It reads the panels' fields apart, with which the SDK is
// lenient when it reads the whole, and numbers of panels in annotations, which
// it reads as bytes.
func strict(content []byte) error {
	plugins.RegisterDefaultPlugins()
	var d dashboard.Dashboard
	errs := []error{problems(d.UnmarshalJSONStrict(unfiltered(content)))}
	var raw struct {
		Panels []struct {
			FieldConfig json.RawMessage
			Panels      []struct{ FieldConfig json.RawMessage }
		}
	}
	errs = append(errs, json.Unmarshal(content, &raw))
	for _, p := range raw.Panels {
		var fields dashboard.FieldConfigSource
		errs = append(errs, problems(fields.UnmarshalJSONStrict(p.FieldConfig)))
		for _, inner := range p.Panels {
			errs = append(errs, problems(fields.UnmarshalJSONStrict(inner.FieldConfig)))
		}
	}
	return errors.Join(errs...)
}

// panelNumbers are those of an annotation.
var panelNumbers = regexp.MustCompile(`"ids": \[[0-9\s,]*\]`)

func unfiltered(content []byte) []byte { return panelNumbers.ReplaceAll(content, []byte(`"ids": []`)) }

// problems is nil when all is well, where the SDK has an error with an empty list.
func problems(err error) error {
	var list cog.BuildErrors
	if errors.As(err, &list) && len(list) == 0 {
		return nil
	}
	return err
}

func read(t *testing.T, content []byte) dashboard.Dashboard {
	t.Helper()
	var d dashboard.Dashboard
	if err := errors.Join(strict(content), json.Unmarshal(unfiltered(content), &d)); err != nil {
		t.Fatal(err)
	}
	return d
}

// TestStrictIsStrict proves the judge of the other tests.
func TestStrictIsStrict(t *testing.T) {
	p, i := site(t)
	content := string(emitted(t, grafana.Dashboards, p, i, i.Files[0])[0].Content)
	for _, key := range []string{
		"schemaVersion", "refresh", "gridPos", "collapsed", "keepTime", "definition", "includeAll",
		"lineWidth", "cellOptions", "showLegend", "calcs", "graphMode", "minVizWidth", "displayMode", "rowHeight",
		"legendFormat", "refId", "steps", "mappings",
	} {
		misspelt := strings.ReplaceAll(content, `"`+key+`":`, `"`+key+`x":`)
		if misspelt == content || strict([]byte(misspelt)) == nil {
			t.Errorf("a dashboard with %sx is taken", key)
		}
	}
}

func TestGrafanaKnowsEveryKey(t *testing.T) {
	p, i := site(t)
	p.Blueprints = append(p.Blueprints, builtIn(t)...)
	files := emitted(t, grafana.Dashboards, p, i, i.Files[0])
	if len(files) < 2 {
		t.Fatal("no dashboards besides the sample")
	}
	for _, f := range files {
		t.Run(f.Path, func(t *testing.T) {
			d := read(t, f.Content)
			if d.Id != nil || d.Version != nil || !strings.HasSuffix(f.Path, "/"+*d.Uid+".json") || !slices.Contains(d.Tags, "gen") {
				t.Errorf("id %v, version %v, uid %s, tags %v", d.Id, d.Version, *d.Uid, d.Tags)
			}
			checkPlaces(t, d.Panels)
		})
	}
}

// checkPlaces wants every panel to have a number of its own, and a place beside
// or below the others.
func checkPlaces(t *testing.T, panels []dashboard.PanelOrRowPanel) {
	t.Helper()
	taken, numbers := map[[2]uint32]bool{}, map[uint32]bool{}
	for _, p := range panels {
		var id uint32
		var pos *dashboard.GridPos
		if p.RowPanel != nil {
			id, pos = p.RowPanel.Id, p.RowPanel.GridPos
		} else {
			id, pos = *p.Panel.Id, p.Panel.GridPos
		}
		if id == 0 || numbers[id] || pos.X+pos.W > 24 {
			t.Errorf("panel %d is there twice, or reaches column %d", id, pos.X+pos.W)
		}
		numbers[id] = true
		for x := pos.X; x < pos.X+pos.W; x++ {
			for y := pos.Y; y < pos.Y+pos.H; y++ {
				if taken[[2]uint32{x, y}] {
					t.Fatalf("panel %d lies on another at %d, %d", id, x, y)
				}
				taken[[2]uint32{x, y}] = true
			}
		}
	}
}

func TestSeveralPrometheusAreChosenBetween(t *testing.T) {
	p, i := site(t)
	for _, several := range []bool{false, true} {
		if several {
			ask(i, &plan.Node{Name: "mon2"}, "prometheus", "10.0.0.11", 9090)
		}
		d := read(t, emitted(t, grafana.Dashboards, p, i, i.Files[0])[0].Content)
		first := d.Templating.List[0]
		if first.Name != "datasource" || first.Type != dashboard.VariableTypeDatasource || *first.Query.String != "prometheus" || *first.Current.Value.String != "prometheus" {
			t.Errorf("the first variable is %+v", first)
		}
		if hidden := first.Hide != nil && *first.Hide == dashboard.VariableHideHideVariable; hidden == several {
			t.Errorf("several: %v, hidden: %v", several, hidden)
		}
		for _, v := range d.Templating.List[1:] {
			if *v.Datasource.Uid != "${datasource}" {
				t.Errorf("variable %s asks %s", v.Name, *v.Datasource.Uid)
			}
		}
		for _, panel := range d.Panels {
			if panel.Panel != nil && *panel.Panel.Datasource.Uid != "${datasource}" {
				t.Errorf("panel %s asks %s", *panel.Panel.Title, *panel.Panel.Datasource.Uid)
			}
		}
		if links := d.Panels[5].Panel.FieldConfig.Defaults.Links; strings.Contains(*links[0].Url, "var-datasource=${datasource}") != several {
			t.Errorf("several: %v, the link is %s", several, *links[0].Url)
		}
	}
}

// TestSchemaVersion holds what @grafana/schema of the releases 10.4.0, 11.2.2,
// 12.0.0 and 12.4.0 says; between them the older one counts.
func TestSchemaVersion(t *testing.T) {
	for text, want := range map[string]uint16{
		"9.5.0": 36, "10.4.0": 36, "11.0.0": 36, "11.2.2": 39, "11.6.0": 39,
		"12.0.0": 41, "12.3.9": 41, "12.4.0": 42, "13.1.0": 42, "99.0.0": 42,
	} {
		p, i := site(t)
		i.Version = version(t, text)
		if got := read(t, emitted(t, grafana.Dashboards, p, i, i.Files[0])[0].Content).SchemaVersion; got != want {
			t.Errorf("%s: got %d, want %d", text, got, want)
		}
	}
}

// TestTextsArriveUnchanged tries texts that mean something to JSON, HTML,
// JavaScript or Grafana's expansion.
func TestTextsArriveUnchanged(t *testing.T) {
	for _, s := range []string{
		`","uid":"evil`, "two\nlines\ttab", `back\slash\n`, "</script><img src=x>", "line\u2028separator", "a && b < c > d",
		"NUL\x00", "$__file{/etc/passwd}", "ünïcode 🙂", "",
	} {
		p, i := site(t)
		p.Alerts = nil // they would be named in a description
		d := p.Blueprints[0].Dashboards[0]
		panel := &d.Rows[0].Panels[0]
		for _, to := range []*strictyaml.Text{&d.Title, &d.About, &d.Rows[0].Title, &panel.Title, &panel.About, &panel.Unit, &panel.Queries[0].Expr, &panel.Queries[0].Legend} {
			to.Value = s
		}
		content := emitted(t, grafana.Dashboards, p, i, i.Files[0])[0].Content
		var got struct {
			Title, Description, UID string
			Panels                  []struct {
				Title, Description string
				FieldConfig        struct{ Defaults struct{ Unit string } }
				Targets            []struct{ Expr, LegendFormat string }
			}
		}
		if err := json.Unmarshal(content, &got); err != nil {
			t.Fatalf("%q: %v", s, err)
		}
		legend := s
		if s == "" {
			legend = "__auto"
		}
		row, first := got.Panels[0], got.Panels[1]
		words := []string{got.UID, got.Title, got.Description, row.Title, first.Title, first.Description, first.FieldConfig.Defaults.Unit, first.Targets[0].Expr, first.Targets[0].LegendFormat}
		if diff := cmp.Diff([]string{"sample", s, s, s, s, s, s, s, legend}, words); diff != "" {
			t.Errorf("%q (-want +got):\n%s", s, diff)
		}
	}
}

func TestWhatIsNoPanelIsRefused(t *testing.T) {
	for want, change := range map[string]func(*blueprint.Panel){
		`unknown type of panel "piechart"`:  func(p *blueprint.Panel) { p.Type = text("piechart") },
		`unknown type of panel "Stat"`:      func(p *blueprint.Panel) { p.Type = text("Stat") },
		`min: "low" is not a number`:        func(p *blueprint.Panel) { p.Min = pointer("low") },
		`min: "" is not a number`:           func(p *blueprint.Panel) { p.Min = pointer("") },
		`max: "1,5" is not a number`:        func(p *blueprint.Panel) { p.Max = pointer("1,5") },
		`max: "NaN" is not a number`:        func(p *blueprint.Panel) { p.Max = pointer("NaN") },
		`max: "-Inf" is not a number`:       func(p *blueprint.Panel) { p.Max = pointer("-Inf") },
		`max: "1e999" is not a number`:      func(p *blueprint.Panel) { p.Max = pointer("1e999") },
		`thresholds: "80%" is not a number`: func(p *blueprint.Panel) { p.Thresholds[0].From = text("80%") },
	} {
		p, i := site(t)
		change(&p.Blueprints[0].Dashboards[0].Rows[0].Panels[0])
		wantError(t, `dashboard "sample" of sample: panel "Up": `+want, grafana.Dashboards, p, i)
	}
}

func pointer(s string) *strictyaml.Text {
	t := text(s)
	return &t
}

func TestThresholdsRise(t *testing.T) {
	p, i := site(t)
	d := read(t, emitted(t, grafana.Dashboards, p, i, i.Files[0])[0].Content)
	var got []string
	for _, step := range d.Panels[1].Panel.FieldConfig.Defaults.Thresholds.Steps {
		got = append(got, step.Color)
	}
	if diff := cmp.Diff([]string{"green", "red", "green"}, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestManyQueriesHaveNamesOfTheirOwn(t *testing.T) {
	p, i := site(t)
	panel := &p.Blueprints[0].Dashboards[0].Rows[0].Panels[0]
	panel.Queries = slices.Repeat(panel.Queries, 60)
	var got struct {
		Panels []struct{ Targets []struct{ RefID string } }
	}
	if err := json.Unmarshal(emitted(t, grafana.Dashboards, p, i, i.Files[0])[0].Content, &got); err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	for _, target := range got.Panels[1].Targets {
		seen[target.RefID] = true
	}
	if len(seen) != 60 || !seen["A"] || !seen["Z"] || !seen["A1"] || !seen["H2"] {
		t.Errorf("got %v", seen)
	}
}

func TestASiteWithoutDashboardsHasNone(t *testing.T) {
	p, i := site(t)
	p.Blueprints = []*blueprint.Blueprint{{Name: "front"}}
	if files := emitted(t, grafana.Dashboards, p, i, i.Files[0]); len(files) != 0 {
		t.Errorf("got %d files", len(files))
	}
}
