package grafana

import (
	"cmp"
	"strconv"
	"strings"

	"github.com/grafana/grafana-foundation-sdk/go/cog"
	"github.com/grafana/grafana-foundation-sdk/go/cog/variants"
	"github.com/grafana/grafana-foundation-sdk/go/common"
	"github.com/grafana/grafana-foundation-sdk/go/dashboard"
	"github.com/grafana/grafana-foundation-sdk/go/prometheus"

	"gen/generator/blueprint"
)

// dress gives a panel what all types share: its words, and its queries with
// how their values look.
func (s site) dress(panel *dashboard.Panel, p blueprint.Panel) (err error) {
	panel.Title, panel.Description = &p.Title.Value, s.description(p)
	panel.Transparent, panel.RepeatDirection = nil, nil
	panel.Links = s.help(p)
	frame(panel, p)
	if p.Kind() == "text" {
		return nil
	}
	panel.Datasource = &s.source
	if panel.FieldConfig == nil {
		panel.FieldConfig = dashboard.NewFieldConfigSource()
	}
	if err := s.values(&panel.FieldConfig.Defaults, p); err != nil {
		return err
	}
	if panel.FieldConfig.Overrides, err = s.overrides(p); err != nil {
		return err
	}
	panel.Targets, err = s.targets(panel.Type, p.Queries)
	return err
}

// frame says what a panel does as a whole: which time it shows, and for what it
// stands again.
func frame(panel *dashboard.Panel, p blueprint.Panel) {
	if p.Range.Text != "" {
		panel.TimeFrom = &p.Range.Text
	}
	if p.Repeat.Value != "" {
		panel.Repeat, panel.RepeatDirection, panel.MaxPerRow = &p.Repeat.Value, cog.ToPtr(dashboard.PanelRepeatDirectionH), cog.ToPtr(4.0)
	}
}

// description is what a panel is about, with the alerts that it explains.
func (s site) description(p blueprint.Panel) *string {
	about := p.About.Value
	if names := s.inForce(p); len(names) > 0 {
		about += "\n\nAlerts: " + strings.Join(names, ", ") + "; alerts.md says what to do."
	}
	return &about
}

func legend(p blueprint.Panel) *common.VizLegendOptionsBuilder {
	b := common.NewVizLegendOptionsBuilder().ShowLegend(p.Legend.Value != "none").Placement(common.LegendPlacementBottom)
	if p.Legend.Value == "table" {
		return b.DisplayMode(common.LegendDisplayModeTable).Calcs([]string{"mean", "max", "lastNotNull"})
	}
	return b.DisplayMode(common.LegendDisplayModeList).Calcs([]string{})
}

func tooltip() *common.VizTooltipOptionsBuilder {
	return common.NewVizTooltipOptionsBuilder().Mode(common.TooltipDisplayModeMulti).Sort(common.SortOrderDescending)
}

func latest() *common.ReduceDataOptionsBuilder {
	return common.NewReduceDataOptionsBuilder().Calcs([]string{"lastNotNull"}).Values(false).Fields("")
}

func byThresholds() *dashboard.FieldColorBuilder {
	return dashboard.NewFieldColorBuilder().Mode(dashboard.FieldColorModeIdThresholds)
}

// targets are a panel's queries. What shows one moment asks for one moment: a
// range would go on showing what a series was before it vanished.
func (s site) targets(kind string, queries []blueprint.PanelQuery) ([]variants.Dataquery, error) {
	var list []variants.Dataquery
	for at, q := range queries {
		b := prometheus.NewDataqueryBuilder().
			Datasource(s.source).RefId(refID(at)).EditorMode(prometheus.QueryEditorModeCode).
			Expr(q.Expr.Value).LegendFormat(cmp.Or(q.Legend.Value, "__auto"))
		switch kind {
		case "timeseries", "state-timeline":
			b.Range().Format(prometheus.PromQueryFormatTimeSeries)
		case "table":
			b.Instant().Format(prometheus.PromQueryFormatTable)
		default:
			b.Instant().Format(prometheus.PromQueryFormatTimeSeries)
		}
		target, err := b.Build()
		if err != nil {
			return nil, err
		}
		list = append(list, target)
	}
	return list, nil
}

// refID names the queries of a panel A to Z, then A1 and so on.
func refID(at int) string {
	letter := string(rune('A' + at%26))
	if at < 26 {
		return letter
	}
	return letter + strconv.Itoa(at/26)
}
