package plan

import (
	"slices"
	"strconv"

	"gen/generator/blueprint"
	"gen/generator/compat"
	"gen/generator/dashboards"
)

// ownDashboards is the format of the user's own dashboards.
const ownDashboards = "grafana-own-dashboards"

// settleDashboards reads the user's own dashboards, which somebody has to show.
func (p *planner) settleDashboards() {
	at := slices.IndexFunc(p.plan.Instances(), func(i *Instance) bool { return i.Writes(ownDashboards) })
	if at < 0 {
		for _, f := range p.site.DashboardFiles {
			p.fail("plan/idle-dashboards", f.Pos, "the site has no Grafana that could show "+quoted(f.Name), "add grafana to a node, or remove the file from the list")
		}
		return
	}
	s := p.dashboardSite(p.plan.Instances()[at])
	for _, f := range p.site.DashboardFiles { // a link may lead to one that comes later
		if uid := dashboards.UID(f); s.UIDs[uid] == "" {
			s.Linked = append(s.Linked, uid)
		}
	}
	for _, f := range p.site.DashboardFiles {
		if own := dashboards.Read(f, s, p.report); own != nil {
			s.UIDs[own.UID] = f.Name
			p.plan.Dashboards = append(p.plan.Dashboards, own)
		}
	}
}

// dashboardSite is what dashboards meet in the site.
func (p *planner) dashboardSite(i *Instance) dashboards.Site {
	s := dashboards.Site{UIDs: map[string]string{}, Schema: DashboardSchema(i.Version)}
	for _, b := range p.plan.Blueprints {
		for _, d := range b.Dashboards {
			s.UIDs[d.UID.Value] = "the dashboard " + quoted(d.Title.Value) + " of " + b.Name
		}
	}
	for _, l := range i.Out {
		if l.Purpose == blueprint.Query {
			s.Sources = append(s.Sources, l.SourceKind())
		}
	}
	slices.Sort(s.Sources)
	s.Sources = slices.Compact(s.Sources)
	return s
}

// Kinds of what answers queries of dashboards, which are also the ids of
// Grafana's plugins for them.
const (
	PrometheusSource   = "prometheus"
	AlertmanagerSource = "alertmanager"
)

// SourceKind tells what answers at the other end of a query link: whoever reads
// Alertmanager's configuration is one.
func (l *Link) SourceKind() string {
	if l.Answering().Writes(AlertmanagerSource) {
		return AlertmanagerSource
	}
	return PrometheusSource
}

// Answering is the service at the other end of a link, behind its front if it
// has one.
func (l *Link) Answering() *Instance {
	if behind := l.To.Instance.Behind; behind != nil {
		return behind.Instance
	}
	return l.To.Instance
}

// DashboardSchema is the version of the JSON that the newest checked Grafana not
// newer than v writes: every later Grafana brings an older one up to date.
func DashboardSchema(v compat.Version) int {
	best := 0
	for _, name := range compat.Names("grafana", compat.DashboardSchema) {
		since := compat.Lookup("grafana", compat.DashboardSchema, name, v).Since
		number, err := strconv.Atoi(name)
		if err == nil && (best == 0 || since.Compare(v) <= 0 && number > best) {
			best = number
		}
	}
	return best
}
