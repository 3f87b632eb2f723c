package grafana

import (
	"fmt"
	"strings"

	"github.com/grafana/grafana-foundation-sdk/go/bargauge"
	"github.com/grafana/grafana-foundation-sdk/go/cog"
	"github.com/grafana/grafana-foundation-sdk/go/common"
	"github.com/grafana/grafana-foundation-sdk/go/dashboard"
	"github.com/grafana/grafana-foundation-sdk/go/gauge"
	"github.com/grafana/grafana-foundation-sdk/go/stat"
	"github.com/grafana/grafana-foundation-sdk/go/statetimeline"
	"github.com/grafana/grafana-foundation-sdk/go/table"
	"github.com/grafana/grafana-foundation-sdk/go/text"
	"github.com/grafana/grafana-foundation-sdk/go/timeseries"

	"gen/generator/blueprint"
)

// panel builds one panel, without its place.
func (s site) panel(p blueprint.Panel) (dashboard.Panel, error) {
	built, err := draw(p)
	if err != nil {
		return built, err
	}
	return built, s.dress(&built, p)
}

// draw builds what is special to a panel's type.
func draw(p blueprint.Panel) (dashboard.Panel, error) {
	switch kind := p.Kind(); kind {
	case "timeseries":
		return drawTimeseries(p)
	case "stat":
		return drawStat()
	case "gauge":
		return drawGauge()
	case "bargauge":
		return drawBargauge()
	case "table":
		return drawTable(p)
	case "state-timeline":
		return drawStateTimeline(p)
	case "text":
		return text.NewPanelBuilder().Mode(text.TextModeMarkdown).Content(p.Text.Value).Build()
	default:
		return dashboard.Panel{}, fmt.Errorf("unknown type of panel %q", kind)
	}
}

func drawTimeseries(p blueprint.Panel) (dashboard.Panel, error) {
	stacking, fill, thresholds := common.StackingModeNone, 10.0, common.GraphThresholdsStyleModeOff
	if p.Stack.Value {
		stacking, fill = common.StackingModeNormal, 40
	}
	if len(p.Thresholds) > 0 {
		thresholds = common.GraphThresholdsStyleModeDashed
	}
	return timeseries.NewPanelBuilder().
		Legend(legend(p)).Tooltip(tooltip()).
		DrawStyle(common.GraphDrawStyleLine).LineInterpolation(common.LineInterpolationLinear).
		LineWidth(1).FillOpacity(fill).GradientMode(common.GraphGradientModeNone).ShowPoints(common.VisibilityModeNever).
		Stacking(common.NewStackingConfigBuilder().Mode(stacking).Group("A")).
		ThresholdsStyle(common.NewGraphThresholdsStyleConfigBuilder().Mode(thresholds)).
		ColorScheme(dashboard.NewFieldColorBuilder().Mode(dashboard.FieldColorModeIdPaletteClassic)).
		Build()
}

func drawStat() (dashboard.Panel, error) {
	return stat.NewPanelBuilder().
		ReduceOptions(latest()).Orientation(common.VizOrientationAuto).
		TextMode(common.BigValueTextModeAuto).JustifyMode(common.BigValueJustifyModeAuto).
		ColorMode(common.BigValueColorModeValue).GraphMode(common.BigValueGraphModeNone).
		ColorScheme(byThresholds()).
		Build()
}

func drawGauge() (dashboard.Panel, error) {
	return gauge.NewPanelBuilder().
		ReduceOptions(latest()).Orientation(common.VizOrientationAuto).
		ShowThresholdMarkers(true).ShowThresholdLabels(false).
		ColorScheme(byThresholds()).
		Build()
}

func drawBargauge() (dashboard.Panel, error) {
	return bargauge.NewPanelBuilder().
		ReduceOptions(latest()).Orientation(common.VizOrientationHorizontal).
		DisplayMode(common.BarGaugeDisplayModeGradient).ValueMode(common.BarGaugeValueModeColor).
		NamePlacement(common.BarGaugeNamePlacementAuto).ShowUnfilled(true).
		ColorScheme(byThresholds()).
		Build()
}

func drawTable(p blueprint.Panel) (dashboard.Panel, error) {
	cells := common.TableCellOptions{TableAutoCellOptions: common.NewTableAutoCellOptions()}
	if len(p.Thresholds) > 0 {
		cells = common.TableCellOptions{TableColorTextCellOptions: common.NewTableColorTextCellOptions()}
	}
	b := table.NewPanelBuilder()
	if title, greatest := strings.CutPrefix(p.Sort.Value, "-"); title != "" {
		b.SortBy([]cog.Builder[common.TableSortByFieldState]{common.NewTableSortByFieldStateBuilder().DisplayName(title).Desc(greatest)})
	}
	return b.
		ShowHeader(true).CellHeight(common.TableCellHeightSm).
		Footer(common.NewTableFooterOptionsBuilder().Show(false).Reducer([]string{})).
		CellOptions(cells).Transformations(columns(p)).
		ColorScheme(byThresholds()).
		Build()
}

func drawStateTimeline(p blueprint.Panel) (dashboard.Panel, error) {
	return statetimeline.NewPanelBuilder().
		Legend(legend(p)).Tooltip(tooltip()).
		ShowValue(common.VisibilityModeAuto).MergeValues(true).RowHeight(0.9).LineWidth(0).FillOpacity(70).
		ColorScheme(byThresholds()).
		Build()
}
