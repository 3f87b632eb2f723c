package blueprints_test

import (
	"slices"
	"strings"
	"testing"

	"gen/generator/blueprint"
	"gen/generator/plan"
)

// unexplained are alerts that no panel explains, and why.
var unexplained = map[string]string{
	"Watchdog": "it fires while all is well",
}

// TestAlertsHaveAPanel holds that whoever is told of something can see it: every
// alert that a site raises leads to a panel of a dashboard that this site has.
func TestAlertsHaveAPanel(t *testing.T) {
	for name := range sites {
		p := planOf(t, name)
		if !slices.ContainsFunc(p.Instances(), func(i *plan.Instance) bool { return i.Writes("grafana-dashboards") }) {
			continue // nobody could see it
		}
		for _, a := range p.Alerts {
			url := p.PanelURL(a.Name)
			if _, none := unexplained[a.Name]; none == (url != "") {
				t.Errorf("site %s: %s leads to the panel %q", name, a.Name, url)
			}
		}
	}
}

// TestPanelsAskForOneHost holds that whoever has chosen a host sees nothing of
// another one.
func TestPanelsAskForOneHost(t *testing.T) {
	for name := range sites {
		p := planOf(t, name)
		for _, b := range p.Blueprints {
			for _, d := range p.DashboardsOf(b) {
				if _, chosen := d.Variables.Get(blueprint.HostLabel); chosen {
					checkHostIsChosen(t, d)
				}
			}
		}
	}
}

// everywhere are panels that are about the whole site, whatever is chosen.
var everywhere = map[string]bool{
	"gen-site/Critical": true, "gen-site/Warnings": true, "gen-site/What fires": true, "gen-site/Firing over time": true,
	"gen-site/Hosts with most alerts": true, "gen-site/Answered in a day": true, "gen-site/Services": true,
	"gen-site/To be renewed": true, "gen-site/First certificate ends in": true, "gen-site/First authority ends in": true, "gen-site/Certificates": true,
	"gen-certificates/Configuration in force": true,
}

func checkHostIsChosen(t *testing.T, d *blueprint.Dashboard) {
	t.Helper()
	for _, row := range d.Rows {
		for _, panel := range row.Panels {
			where := d.UID.Value + "/" + panel.Title.Value
			for _, q := range panel.Queries {
				if !everywhere[where] && !strings.Contains(q.Expr.Value, "$host") {
					t.Errorf("%s: %s asks for every host", where, q.Expr.Value)
				}
			}
		}
	}
}
