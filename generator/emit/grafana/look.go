package grafana

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"

	"github.com/grafana/grafana-foundation-sdk/go/cog"
	"github.com/grafana/grafana-foundation-sdk/go/cog/variants"
	"github.com/grafana/grafana-foundation-sdk/go/common"
	"github.com/grafana/grafana-foundation-sdk/go/dashboard"
	"github.com/grafana/grafana-foundation-sdk/go/prometheus"

	"gen/generator/blueprint"
	"gen/generator/strictyaml"
)

// Colours below the first threshold: good when there are thresholds, and of no
// meaning when there are none.
const (
	good    = "green"
	neutral = "blue"
)

// dress gives a panel what all types share: its words, queries, unit, ends of
// the axis, thresholds and texts for values.
func (s site) dress(panel *dashboard.Panel, p blueprint.Panel) (err error) {
	panel.Title, panel.Description = &p.Title.Value, &p.About.Value
	panel.Datasource = &s.source
	panel.Transparent, panel.RepeatDirection = nil, nil
	if panel.FieldConfig == nil {
		panel.FieldConfig = dashboard.NewFieldConfigSource()
	}
	defaults := &panel.FieldConfig.Defaults
	defaults.Unit = &p.Unit.Value
	if defaults.Min, err = number(p.Min); err != nil {
		return fmt.Errorf("min: %w", err)
	}
	if defaults.Max, err = number(p.Max); err != nil {
		return fmt.Errorf("max: %w", err)
	}
	if defaults.Thresholds, err = thresholds(p.Thresholds); err != nil {
		return fmt.Errorf("thresholds: %w", err)
	}
	defaults.Mappings = mappings(p.Mappings)
	panel.Targets, err = s.targets(panel.Type, p.Queries)
	return err
}

func legend() *common.VizLegendOptionsBuilder {
	return common.NewVizLegendOptionsBuilder().ShowLegend(true).
		DisplayMode(common.LegendDisplayModeList).Placement(common.LegendPlacementBottom).Calcs([]string{})
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

// number reads a decimal number; nothing stays nothing.
func number(text *strictyaml.Text) (*float64, error) {
	if text == nil {
		return nil, nil
	}
	value, err := strconv.ParseFloat(text.Value, 64)
	if err != nil || value-value != 0 { // infinity and NaN have no place in JSON
		return nil, fmt.Errorf("%q is not a number", text.Value)
	}
	return &value, nil
}

// thresholds are the steps in rising order, as Grafana wants them; the first
// begins at minus infinity, which is null.
func thresholds(list []blueprint.Threshold) (*dashboard.ThresholdsConfig, error) {
	steps := []dashboard.Threshold{{Color: neutral}}
	if len(list) > 0 {
		steps[0].Color = good
	}
	for _, t := range list {
		from, err := number(&t.From)
		if err != nil {
			return nil, err
		}
		steps = append(steps, dashboard.Threshold{Value: from, Color: t.Color.Value})
	}
	slices.SortStableFunc(steps[1:], func(a, b dashboard.Threshold) int { return cmp.Compare(*a.Value, *b.Value) })
	return &dashboard.ThresholdsConfig{Mode: dashboard.ThresholdsModeAbsolute, Steps: steps}, nil
}

// mappings show texts instead of values; their colours are the thresholds'.
func mappings(list strictyaml.Map[strictyaml.Text]) []dashboard.ValueMapping {
	if len(list) == 0 {
		return nil
	}
	texts := dashboard.NewValueMap()
	for at, entry := range list {
		text := entry.Value.Value
		texts.Options[entry.Key.Value] = dashboard.ValueMappingResult{Text: &text, Index: cog.ToPtr(int32(at))}
	}
	return []dashboard.ValueMapping{{ValueMap: texts}}
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
