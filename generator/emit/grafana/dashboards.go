package grafana

import (
	"cmp"
	"fmt"

	"github.com/grafana/grafana-foundation-sdk/go/cog"
	"github.com/grafana/grafana-foundation-sdk/go/common"
	"github.com/grafana/grafana-foundation-sdk/go/dashboard"

	"gen/generator/blueprint"
	"gen/generator/emit"
	"gen/generator/plan"
	"gen/generator/tree"
)

// tag is on every dashboard of gen's; each links to all that have it.
const tag = "gen"

// Dashboards is the emit.Format "grafana-dashboards": a folder with one JSON
// file per dashboard of the blueprints in use.
func Dashboards(p *plan.Plan, i *plan.Instance, f plan.File) ([]tree.File, error) {
	site := siteOf(p, i)
	var files []tree.File
	for _, b := range p.Blueprints {
		for _, d := range p.DashboardsOf(b) {
			content, err := site.dashboard(b.Name, d)
			if err != nil {
				return nil, fmt.Errorf("dashboard %q of %s: %w", d.UID.Value, b.Name, err)
			}
			one := f
			one.Path = f.Path + "/" + d.UID.Value + ".json"
			files = append(files, emit.For(i, one, content))
		}
	}
	return files, nil
}

// OwnDashboards is the emit.Format "grafana-own-dashboards": a folder with the
// dashboards of the user.
func OwnDashboards(p *plan.Plan, i *plan.Instance, f plan.File) ([]tree.File, error) {
	var files []tree.File
	for _, d := range p.Dashboards {
		content, err := d.JSON()
		if err != nil {
			return nil, fmt.Errorf("dashboard %q: %w", d.File.Name, err)
		}
		one := f
		one.Path = f.Path + "/" + d.File.Base()
		files = append(files, emit.For(i, one, content))
	}
	return files, nil
}

// site is what all dashboards of one Grafana share.
type site struct {
	// source is the data source that every panel asks.
	source common.DataSourceRef
	// several tells that people choose between several Prometheus.
	several bool
	// titles are those of all dashboards by uid, runbooks where people read what
	// to do of each alert in force, or empty where that is not known.
	titles   map[string]string
	runbooks map[string]string
	// schema is the version of the dashboards' JSON.
	schema uint16
}

func siteOf(p *plan.Plan, i *plan.Instance) site {
	uid := "${" + sourceVariable + "}"
	s := site{
		several: len(queries(i, prometheusKind)) > 1, schema: uint16(plan.DashboardSchema(i.Version)), titles: map[string]string{}, runbooks: map[string]string{},
		source: common.DataSourceRef{Type: cog.ToPtr(prometheusKind), Uid: &uid},
	}
	for _, b := range p.Blueprints {
		for _, d := range b.Dashboards {
			s.titles[d.UID.Value] = d.Title.Value
		}
	}
	for _, a := range p.Alerts {
		s.runbooks[a.Name] = ""
		if p.Runbooks != "" {
			s.runbooks[a.Name] = p.RunbookURL(a)
		}
	}
	return s
}

// whole is a dashboard with annotations that know their panels: the SDK's own
// type would write their numbers as text of bytes.
type whole struct {
	dashboard.Dashboard
	Annotations annotations `json:"annotations"`
}

// dashboard writes one dashboard of a service as JSON.
func (s site) dashboard(service string, d *blueprint.Dashboard) ([]byte, error) {
	panels, err := s.rows(d)
	if err != nil {
		return nil, err
	}
	//lint:ignore SA1019 every Grafana reads this schema from files; the one that replaces it came with 12
	built, err := dashboard.NewDashboardBuilder(d.Title.Value).
		Uid(d.UID.Value).Description(d.About.Value).Tags([]string{tag, service}).
		Time("now-"+cmp.Or(d.Range.Text, "6h"), "now").Refresh(cmp.Or(d.Refresh.Text, "1m")).Timezone("browser").
		Tooltip(dashboard.DashboardCursorSyncCrosshair).Readonly().
		Variables(s.variables(d)).
		Build()
	if err != nil {
		return nil, err
	}
	built.SchemaVersion = s.schema
	built.Links = s.links(d)
	built.Panels = panels
	for at := range built.Templating.List {
		v := &built.Templating.List[at]
		v.Auto, v.AutoCount, v.AutoMin = nil, nil, nil // of variables for intervals
	}
	return encode(whole{built, s.annotations(d)})
}
