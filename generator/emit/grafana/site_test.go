package grafana_test

import (
	"os"
	"testing"

	"gen/generator/blueprint"
	"gen/generator/compat"
	"gen/generator/plan"
	"gen/generator/report"
	"gen/generator/source"
	"gen/generator/strictyaml"
)

// site is a plan of a Grafana on "mon" that asks a Prometheus and an
// Alertmanager beside it.
func site(t *testing.T) (*plan.Plan, *plan.Instance) {
	t.Helper()
	mon := &plan.Node{Name: "mon"}
	i := &plan.Instance{
		Node: mon, Name: "grafana", Unit: "grafana.service", Version: version(t, "11.2.2"),
		Files: []plan.File{{Path: "/etc/grafana/dashboards", Format: "grafana-dashboards"}},
	}
	ask(i, mon, "alertmanager", "10.0.0.10", 9093)
	ask(i, mon, "prometheus", "10.0.0.10", 9090)
	return &plan.Plan{Site: "lab", Blueprints: []*blueprint.Blueprint{sample(t)}, Alerts: []*plan.Alert{{Name: "SampleDown"}}}, i
}

// ask lets Grafana query a service on a node; the service reads a file of the
// format that is called like it.
func ask(i *plan.Instance, n *plan.Node, service, host string, port int) *plan.Link {
	to := &plan.Instance{
		Node: n, Name: service, Settings: map[string]any{"scrape_interval": "30s"},
		Blueprint: &blueprint.Blueprint{Name: service, Files: []blueprint.File{{Format: text(service)}}},
	}
	l := &plan.Link{
		Name: service, Purpose: blueprint.Query, From: i, To: &plan.Listener{Instance: to, Path: "/-/ready"},
		Host: host, Port: port, Scheme: "https", Path: "/-/ready", Identity: "grafana.client.lab.internal",
	}
	i.Out = append(i.Out, l)
	return l
}

// sample is a blueprint with the dashboard in testdata.
func sample(t *testing.T) *blueprint.Blueprint {
	t.Helper()
	d, r := &blueprint.Dashboard{}, &report.Report{}
	files := source.New(os.DirFS("testdata"), "testdata")
	strictyaml.Decode("testdata/sample.yaml", files.YAML("sample.yaml", report.Pos{}, r), d, r)
	if r.Failed() {
		t.Fatal(r.Problems())
	}
	return &blueprint.Blueprint{Name: "sample", Dashboards: []*blueprint.Dashboard{d}}
}

func version(t *testing.T, text string) compat.Version {
	t.Helper()
	v, err := compat.ParseVersion(text)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func text(s string) strictyaml.Text { return strictyaml.Text{Value: s} }
