package grafana

import (
	"regexp"
	"strconv"
	"strings"

	"github.com/grafana/grafana-foundation-sdk/go/cog"
	"github.com/grafana/grafana-foundation-sdk/go/dashboard"
	"github.com/grafana/grafana-foundation-sdk/go/prometheus"

	"gen/generator/blueprint"
)

// annotations are what is marked on panels.
type annotations struct {
	List []annotation `json:"list"`
}

// annotation is a query whose results are marked on some panels.
type annotation struct {
	dashboard.AnnotationQuery
	Filter filter `json:"filter"`
}

// filter names the panels.
type filter struct {
	Exclude bool  `json:"exclude"`
	Panels  []int `json:"ids"`
}

// annotations mark on each panel when the alerts fire that it explains.
func (s site) annotations(d *blueprint.Dashboard) annotations {
	all := annotations{[]annotation{}}
	numbers := d.Numbers()
	for at, row := range d.Rows {
		for below, p := range row.Panels {
			if names := s.inForce(p); len(names) > 0 {
				all.List = append(all.List, s.annotation(d, p, names, numbers[at][below+1]))
			}
		}
	}
	return all
}

// inForce are the alerts of a panel that the site has.
func (s site) inForce(p blueprint.Panel) []string {
	var names []string
	for _, a := range p.Alerts {
		if _, there := s.runbooks[a.Value]; there {
			names = append(names, a.Value)
		}
	}
	return names
}

// annotation says its query twice: below target for Grafanas whose Prometheus
// reads annotations like any query, and beside it for older ones.
func (s site) annotation(d *blueprint.Dashboard, p blueprint.Panel, names []string, number int) annotation {
	expr := firing(d, names)
	target := prometheus.Dataquery{Expr: expr, RefId: cog.ToPtr("Anno")}
	return annotation{dashboard.AnnotationQuery{
		Name: "Alerts of " + strconv.Quote(p.Title.Value), Datasource: &s.source, Enable: true, Hide: cog.ToPtr(true), IconColor: colour("crit"),
		Target: target, Expr: &expr, TitleFormat: cog.ToPtr("{{alertname}}"), TextFormat: cog.ToPtr("{{severity}} {{host}} {{instance}}"), TagKeys: cog.ToPtr("severity"),
	}, filter{Panels: []int{number}}}
}

// firing asks when alerts fire: of the hosts that are chosen, and of none.
func firing(d *blueprint.Dashboard, names []string) string {
	quoted := make([]string, len(names))
	for at, name := range names {
		quoted[at] = regexp.QuoteMeta(name)
	}
	host := ""
	if _, chosen := d.Variables.Get(blueprint.HostLabel); chosen {
		host = "," + blueprint.HostLabel + `=~"$` + blueprint.HostLabel + `|"`
	}
	return `ALERTS{alertname=~"` + strings.Join(quoted, "|") + `",alertstate="firing"` + host + "}"
}
