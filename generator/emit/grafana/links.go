package grafana

import (
	"github.com/grafana/grafana-foundation-sdk/go/dashboard"

	"gen/generator/blueprint"
)

// links stand at the top of a dashboard: buttons to those that it names and
// the site has, and a list of all.
func (s site) links(d *blueprint.Dashboard) []dashboard.DashboardLink {
	var list []dashboard.DashboardLink
	for _, uid := range d.Links {
		title, there := s.titles[uid.Value]
		if !there {
			continue
		}
		address := "/d/" + uid.Value
		list = append(list, dashboard.DashboardLink{
			Title: title, Type: dashboard.DashboardLinkTypeLink, Icon: "dashboard", Url: &address,
			Tags: []string{}, KeepTime: true, IncludeVars: true,
		})
	}
	return append(list, others())
}

// others is the list of all dashboards of the site. It is no builder's, since
// that one sets a place which only the newest Grafana knows.
func others() dashboard.DashboardLink {
	return dashboard.DashboardLink{
		Title: "Dashboards", Type: dashboard.DashboardLinkTypeDashboards, Icon: "external link",
		Tags: []string{tag}, AsDropdown: true, KeepTime: true, IncludeVars: true,
	}
}

// dataLink opens another dashboard for the host of a series or a cell, for the
// same time. Grafana puts its own path in front of one that begins with "/".
type dataLink struct {
	Title string `json:"title"`
	URL   string `json:"url"`
}

// toHost is the link of a panel, if it has one and the site the dashboard; value
// is what Grafana replaces by the host.
func (s site) toHost(p blueprint.Panel, value string) (dataLink, bool) {
	title, there := s.titles[p.Link.Value]
	address := "/d/" + p.Link.Value + "?var-" + blueprint.HostLabel + "=" + value + "&${__url_time_range}"
	if s.several {
		address += "&var-" + sourceVariable + "=${" + sourceVariable + "}"
	}
	return dataLink{"Open " + title + ": " + value, address}, there
}

// seriesLinks are those of what shows series, each with its labels.
func (s site) seriesLinks(p blueprint.Panel) []dashboard.DashboardLink {
	link, there := s.toHost(p, "${__field.labels."+blueprint.HostLabel+"}")
	if !there || p.Kind() == "table" {
		return nil
	}
	return []dashboard.DashboardLink{{Title: link.Title, Type: dashboard.DashboardLinkTypeLink, Url: &link.URL, Tags: []string{}}}
}

// help are links from a panel to what to do about the alerts that it explains.
func (s site) help(p blueprint.Panel) []dashboard.DashboardLink {
	var list []dashboard.DashboardLink
	for _, name := range s.inForce(p) {
		if address := s.runbooks[name]; address != "" {
			list = append(list, dashboard.DashboardLink{
				Title: "What to do: " + name, Type: dashboard.DashboardLinkTypeLink, Url: &address, Tags: []string{}, TargetBlank: true,
			})
		}
	}
	return list
}
