package grafana_test

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"gen/generator/blueprint"
	"gen/generator/emit"
	"gen/generator/emit/emittest"
	"gen/generator/emit/grafana"
	"gen/generator/plan"
	"gen/generator/tree"

	"github.com/google/go-cmp/cmp"
	"gopkg.in/yaml.v3"
)

// Files that a Grafana's blueprint asks for.
var (
	datasourcesFile = plan.File{Path: "/etc/grafana/provisioning/datasources/gen.yaml", Mode: 0o640, Owner: "root:grafana", OnChange: "restart"}
	providerFile    = plan.File{Path: "/etc/grafana/provisioning/dashboards/gen.yaml", Mode: 0o644, Owner: "root:root", OnChange: "restart"}
)

func emitted(t *testing.T, format emit.Format, p *plan.Plan, i *plan.Instance, f plan.File) []tree.File {
	t.Helper()
	files, err := format(p, i, f)
	if err != nil {
		t.Fatal(err)
	}
	return files
}

func everything(t *testing.T, p *plan.Plan, i *plan.Instance) []tree.File {
	t.Helper()
	return slices.Concat(
		emitted(t, grafana.Datasources, p, i, datasourcesFile),
		emitted(t, grafana.Provider, p, i, providerFile),
		emitted(t, grafana.Dashboards, p, i, i.Files[0]),
	)
}

func TestGolden(t *testing.T) {
	p, i := site(t)
	emittest.Golden(t, "testdata/single", everything(t, p, i))
}

func TestPanelsLeadToWhatToDo(t *testing.T) {
	p, i := site(t)
	p.Runbooks = "https://example.org/out/"
	d := read(t, emitted(t, grafana.Dashboards, p, i, i.Files[0])[0].Content)
	var got []string
	for _, panel := range d.Panels {
		if panel.Panel != nil {
			for _, link := range panel.Panel.Links {
				got = append(got, *panel.Panel.Title+": "+link.Title+": "+*link.Url)
			}
		}
	}
	if diff := cmp.Diff([]string{"Up: What to do: SampleDown: https://example.org/out/alerts.md#sampledown"}, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestGoldenOfSeveralPrometheus(t *testing.T) {
	p, i := site(t)
	second := &plan.Node{Name: "mon2"}
	ask(i, second, "alertmanager", "fd00::11", 9093)
	ask(i, second, "prometheus", "fd00::11", 9090)
	emittest.Golden(t, "testdata/several", emitted(t, grafana.Datasources, p, i, datasourcesFile))
}

func TestSameInputSameBytes(t *testing.T) {
	p, i := site(t)
	p.Blueprints = append(p.Blueprints, builtIn(t)...)
	first := everything(t, p, i)
	for range 50 {
		for at, f := range everything(t, p, i) {
			if f.Path != first[at].Path || !bytes.Equal(f.Content, first[at].Content) {
				t.Fatalf("another run gives for %s\n%s", f.Path, f.Content)
			}
		}
	}
}

func TestFilesKnowWhoReadsThem(t *testing.T) {
	p, i := site(t)
	f := emitted(t, grafana.Datasources, p, i, datasourcesFile)[0]
	f.Content = nil
	want := tree.File{
		Path: "mon/etc/grafana/provisioning/datasources/gen.yaml", Mode: 0o640, Owner: "root:grafana",
		Service: "grafana", OnChange: "restart", Unit: "grafana.service",
	}
	if diff := cmp.Diff(want, f); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// datasource is a data source as Grafana reads it.
type datasource struct {
	Name, UID, Type, URL string
	IsDefault            bool              `yaml:"isDefault"`
	Options              map[string]any    `yaml:"jsonData"`
	Secrets              map[string]string `yaml:"secureJsonData"`
}

func sources(t *testing.T, i *plan.Instance) []datasource {
	t.Helper()
	var file struct{ Datasources []datasource }
	if err := yaml.Unmarshal(emitted(t, grafana.Datasources, &plan.Plan{}, i, datasourcesFile)[0].Content, &file); err != nil {
		t.Fatal(err)
	}
	return file.Datasources
}

func TestOneDefault(t *testing.T) {
	_, i := site(t)
	for _, node := range []string{"a", "b"} {
		ask(i, &plan.Node{Name: node}, "prometheus", "10.0.0.12", 9090)
	}
	defaults := []string{}
	for _, s := range sources(t, i) {
		if s.IsDefault {
			defaults = append(defaults, s.UID)
		}
		if s.Name != s.UID {
			t.Errorf("%s is called %s: Grafana would refuse another name for its id later", s.UID, s.Name)
		}
	}
	if diff := cmp.Diff([]string{"prometheus"}, defaults); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestLongNodeNamesMakeNoLongIDs(t *testing.T) {
	_, i := site(t)
	long := strings.Repeat("n", 60)
	for _, node := range []string{strings.Repeat("m", 29), long + "-1", long + "-2"} {
		ask(i, &plan.Node{Name: node}, "prometheus", "10.0.0.12", 9090)
	}
	seen := map[string]bool{}
	for _, s := range sources(t, i) {
		if len(s.UID) > 40 || seen[s.UID] {
			t.Errorf("%q is too long or stands twice", s.UID)
		}
		seen[s.UID] = true
	}
	if kept := "prometheus-" + strings.Repeat("m", 29); !seen[kept] {
		t.Errorf("%q fits, but is not among %v", kept, seen)
	}
}

func TestOnlyWhatTheLinkNeeds(t *testing.T) {
	_, i := site(t)
	i.Out[0].Identity = ""
	i.Out[1].Scheme = "http"
	got := sources(t, i)
	want := map[string]any{"httpMethod": "POST", "timeInterval": "30s", "alertmanagerUid": "alertmanager"}
	if diff := cmp.Diff(want, got[0].Options); diff != "" || got[0].Secrets != nil {
		t.Errorf("a plain link has %v, %v", got[0].Options, got[0].Secrets)
	}
	want = map[string]any{"implementation": "prometheus", "tlsAuthWithCACert": true}
	secrets := map[string]string{"tlsCACert": "$__file{/etc/ssl/grafana/ca-server.crt}"}
	if diff := cmp.Diff(want, got[1].Options) + cmp.Diff(secrets, got[1].Secrets); diff != "" {
		t.Errorf("a link without a client certificate (-want +got):\n%s", diff)
	}
}

func TestBehindAFrontIsWhatAnswers(t *testing.T) {
	_, i := site(t)
	behind := i.Out[0].To
	i.Out[0].To = &plan.Listener{Instance: &plan.Instance{Node: behind.Instance.Node, Name: "alertmanager-front", Blueprint: &blueprint.Blueprint{Name: "front"}, Behind: behind}}
	if got := sources(t, i)[1].Type; got != "alertmanager" {
		t.Errorf("got %q", got)
	}
}

func TestOtherLinksAreNoDatasources(t *testing.T) {
	p, i := site(t)
	i.Out[1].Purpose = blueprint.Health
	if got := sources(t, i); len(got) != 1 || got[0].UID != "alertmanager" || !got[0].IsDefault {
		t.Errorf("got %v", got)
	}
	i.Out[0].Purpose = blueprint.Health
	wantError(t, "grafana on mon has no link of purpose query, so there is nothing that it could show", grafana.Datasources, p, i)
}

func TestProviderNeedsAFolder(t *testing.T) {
	p, i := site(t)
	i.Files[0].Format = "template"
	wantError(t, "grafana on mon has no file of the format grafana-dashboards that a provider could name", grafana.Provider, p, i)
}

func TestProviderQuotesTheSite(t *testing.T) {
	p, i := site(t)
	p.Site = "a: b # c\n- \"d"
	var file struct{ Providers []struct{ Folder string } }
	if err := yaml.Unmarshal(emitted(t, grafana.Provider, p, i, providerFile)[0].Content, &file); err != nil {
		t.Fatal(err)
	}
	if len(file.Providers) != 1 || file.Providers[0].Folder != p.Site {
		t.Errorf("got %q", file.Providers)
	}
}

func wantError(t *testing.T, want string, format emit.Format, p *plan.Plan, i *plan.Instance) {
	t.Helper()
	files, err := format(p, i, i.Files[0])
	if err == nil || err.Error() != want || files != nil {
		t.Errorf("got %d files and error\n%v\nwant\n%s", len(files), err, want)
	}
}
