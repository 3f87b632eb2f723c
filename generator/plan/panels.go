package plan

import (
	"net/netip"
	"slices"
	"strconv"
	"strings"

	"gen/generator/blueprint"
)

// dashboardsFormat is written by what shows dashboards to people.
const dashboardsFormat = "grafana-dashboards"

// PanelURL is where people see the first panel that explains an alert, with
// the host of the alert (Prometheus template). It is empty when no dashboard
// of the site says that it explains the alert, or nothing shows dashboards.
func (p *Plan) PanelURL(alert string) string { return p.panels[alert] }

// settlePanels works the URLs out once: a site has hundreds of alerts.
func (p *planner) settlePanels() { p.plan.panels = p.plan.panelURLs() }

// panelURLs are those of all alerts that a panel explains.
func (p *Plan) panelURLs() map[string]string {
	urls, root := map[string]string{}, p.dashboardsURL()
	if root == "" {
		return urls
	}
	for _, b := range p.Blueprints {
		for _, d := range p.DashboardsOf(b) {
			for alert, number := range explained(d) {
				if urls[alert] == "" {
					urls[alert] = root + "/d/" + d.UID.Value + "?viewPanel=" + strconv.Itoa(number) + hostOf(d)
				}
			}
		}
	}
	return urls
}

// DashboardsOf are the dashboards of a service, without the panels that are
// made for instances which the site does not have.
func (p *Plan) DashboardsOf(b *blueprint.Blueprint) []*blueprint.Dashboard {
	if list, settled := p.dashboards[b]; settled {
		return list
	}
	return b.Dashboards
}

// dashboardsFor leaves out of a service's dashboards the panels that are for
// none of its instances.
func dashboardsFor(b *blueprint.Blueprint, instances []*Instance) []*blueprint.Dashboard {
	var list []*blueprint.Dashboard
	for _, whole := range b.Dashboards {
		d := *whole
		d.Rows = nil
		for _, row := range whole.Rows {
			row.Panels = slices.DeleteFunc(slices.Clone(row.Panels), func(panel blueprint.Panel) bool { return !appliesTo(panel.Where, instances) })
			if len(row.Panels) > 0 {
				d.Rows = append(d.Rows, row)
			}
		}
		list = append(list, &d)
	}
	return list
}

// dashboardsURL is where people reach the first server with dashboards,
// without a slash at the end.
func (p *Plan) dashboardsURL() string {
	for _, i := range p.Instances() {
		if !i.Writes(dashboardsFormat) || len(i.Listeners) == 0 {
			continue
		}
		if own, _ := i.Settings["external_url"].(string); own != "" {
			return strings.TrimSuffix(own, "/")
		}
		return "https://" + netip.AddrPortFrom(i.Node.Address, uint16(i.Listeners[0].Port)).String()
	}
	return ""
}

// explained are the alerts that a dashboard explains, each with the number of
// the first panel that does.
func explained(d *blueprint.Dashboard) map[string]int {
	first := map[string]int{}
	for at, numbers := range d.Numbers() {
		for below, panel := range d.Rows[at].Panels {
			for _, name := range panel.Alerts {
				if first[name.Value] == 0 {
					first[name.Value] = numbers[below+1]
				}
			}
		}
	}
	return first
}

// hostOf chooses the host of an alert on a dashboard where one can be chosen;
// an alert without one leaves all chosen.
func hostOf(d *blueprint.Dashboard) string {
	if _, chosen := d.Variables.Get(blueprint.HostLabel); !chosen {
		return ""
	}
	return "{{ with $labels.host }}&var-" + blueprint.HostLabel + "={{ . }}{{ end }}"
}
