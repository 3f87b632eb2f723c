package blueprint

import (
	"gen/generator/report"
	"gen/generator/strictyaml"
)

// Colours by what they mean, the same on every dashboard; how they look is the
// emitter's business.
var (
	// States are those of values: good, to be noticed, to be seen to, bad, and without a meaning.
	States = []string{"ok", "notice", "warn", "crit", "neutral"}
	// Roles are those of series.
	Roles = []string{"used", "free", "total", "read", "write", "in", "out"}
)

// HostLabel is the label and the variable by which links lead from one dashboard to another.
const HostLabel = "host"

// Dashboard is a Grafana dashboard in short.
type Dashboard struct {
	UID       strictyaml.Text          `yaml:"uid,required" doc:"stable id, at most 40 of [a-z0-9-]"`
	Title     strictyaml.Text          `yaml:"title,required" doc:"title"`
	About     strictyaml.Text          `yaml:"about,required" doc:"what it shows"`
	Range     strictyaml.Duration      `yaml:"range" doc:"time that it shows at first; default 6h"`
	Refresh   strictyaml.Duration      `yaml:"refresh" doc:"how often it is drawn anew; default 1m"`
	Variables strictyaml.Map[Variable] `yaml:"variables" doc:"variables by name; datasource is gen's own"`
	Links     []strictyaml.Text        `yaml:"links,scalar" doc:"uids of dashboards to which buttons at the top lead, with the same time and variables; those that a site does not have are left out"`
	Rows      []Row                    `yaml:"rows,required" doc:"rows of panels"`
	Pos       report.Pos               `yaml:"-"`
}

// Variable is a dashboard variable that lists the values of a label.
type Variable struct {
	Label strictyaml.Text `yaml:"label,required" doc:"label whose values are listed"`
	From  strictyaml.Text `yaml:"from,required" doc:"series that carry the label, such as up{job=\"nginx_exporter\"}"`
	Multi strictyaml.Bool `yaml:"multi" doc:"several values and All may be chosen; a query then says =~"`
	Title strictyaml.Text `yaml:"title" doc:"what people read beside it; default: its name, with a capital letter"`
}

// Row is a row of panels under one title.
type Row struct {
	Title     strictyaml.Text `yaml:"title,required" doc:"title"`
	Repeat    strictyaml.Text `yaml:"repeat" doc:"variable for each of whose values the row stands again"`
	Collapsed strictyaml.Bool `yaml:"collapsed" doc:"closed at first; its panels ask for nothing until somebody opens it"`
	Panels    []Panel         `yaml:"panels,required" doc:"panels"`
}

// Panel is one panel.
type Panel struct {
	Title      strictyaml.Text                 `yaml:"title,required" doc:"title"`
	Type       strictyaml.Text                 `yaml:"type" doc:"timeseries (default), stat, gauge, table, bargauge, state-timeline or text"`
	About      strictyaml.Text                 `yaml:"about,required" doc:"what it shows and what is normal"`
	Unit       strictyaml.Text                 `yaml:"unit" doc:"Grafana unit, such as percentunit, bytes, s, reqps, short; required but for text"`
	Width      strictyaml.Int                  `yaml:"width" doc:"of 24; default 12"`
	Height     strictyaml.Int                  `yaml:"height" doc:"in grid rows; default 8"`
	Min        *strictyaml.Text                `yaml:"min" doc:"lower end of the axis"`
	Max        *strictyaml.Text                `yaml:"max" doc:"upper end of the axis"`
	Decimals   *strictyaml.Int                 `yaml:"decimals" doc:"digits behind the point; default: as many as matter"`
	Range      strictyaml.Duration             `yaml:"range" doc:"time that it shows whatever the dashboard does, such as 7d for a forecast"`
	Stack      strictyaml.Bool                 `yaml:"stack" doc:"stack the series"`
	Legend     strictyaml.Text                 `yaml:"legend" doc:"list (default), table (with mean, maximum and last value) or none"`
	Thresholds []Threshold                     `yaml:"thresholds" doc:"values from which a colour counts"`
	Mappings   strictyaml.Map[strictyaml.Text] `yaml:"mappings" doc:"value to text, such as 0: down"`
	Colors     strictyaml.Map[strictyaml.Text] `yaml:"colors" doc:"value to colour, such as 0: crit"`
	Columns    strictyaml.Map[Column]          `yaml:"columns" doc:"of a table: columns by label, or by legend of a query, in the order in which they stand; others follow"`
	Sort       strictyaml.Text                 `yaml:"sort" doc:"of a table: title of the column that it is sorted by, with - in front for the greatest first"`
	Link       strictyaml.Text                 `yaml:"link" doc:"uid of the dashboard that a click on a series or on the column host opens, for that host and the same time; without it where the site does not have the dashboard"`
	Repeat     strictyaml.Text                 `yaml:"repeat" doc:"variable for each of whose values the panel stands again"`
	Empty      strictyaml.Text                 `yaml:"empty" doc:"what stands there when no series answers, and why that may be; required where it is no fault"`
	Alerts     []strictyaml.Text               `yaml:"alerts,scalar" doc:"alerts that the panel explains: they are marked on it while they fire, and link to it"`
	Text       strictyaml.Text                 `yaml:"text" doc:"of a text: what it says, in Markdown"`
	Queries    []PanelQuery                    `yaml:"queries" doc:"queries; required but for text"`
	Where
	Pos report.Pos `yaml:"-"`
}

// Threshold is a value from which a colour counts.
type Threshold struct {
	From  strictyaml.Text `yaml:"from,required" doc:"number"`
	Color strictyaml.Text `yaml:"color,required" doc:"ok, notice, warn, crit or neutral"`
}

// Column is a column of a table. What it leaves out is the panel's.
type Column struct {
	Title      strictyaml.Text                 `yaml:"title" doc:"title; default: the label or legend"`
	Unit       strictyaml.Text                 `yaml:"unit" doc:"Grafana unit"`
	Decimals   *strictyaml.Int                 `yaml:"decimals" doc:"digits behind the point"`
	Min        *strictyaml.Text                `yaml:"min" doc:"value of an empty bar"`
	Max        *strictyaml.Text                `yaml:"max" doc:"value of a full bar"`
	Width      strictyaml.Int                  `yaml:"width" doc:"in pixels; default: what is left"`
	Bar        strictyaml.Bool                 `yaml:"bar" doc:"show a bar in each cell; needs min and max"`
	Hidden     strictyaml.Bool                 `yaml:"hidden" doc:"leave the column out"`
	Thresholds []Threshold                     `yaml:"thresholds" doc:"values from which a colour counts"`
	Mappings   strictyaml.Map[strictyaml.Text] `yaml:"mappings" doc:"value to text"`
	Colors     strictyaml.Map[strictyaml.Text] `yaml:"colors" doc:"value to colour, such as critical: crit"`
	Pos        report.Pos                      `yaml:"-"`
}

// PanelQuery is one PromQL query of a panel.
type PanelQuery struct {
	Expr   strictyaml.Text `yaml:"expr,required" doc:"PromQL; $host and other variables may stand in it"`
	Legend strictyaml.Text `yaml:"legend" doc:"name of each series, such as {{host}}; of a table: title of the column with the value"`
	Color  strictyaml.Text `yaml:"color" doc:"colour of its series by what they mean: used, free, total, read, write, in, out, or one of the thresholds'; shades of it where there are several"`
	Below  strictyaml.Bool `yaml:"below" doc:"draw below zero, as what goes out beside what comes in"`
}

// Kind is the panel's type, whether written or not.
func (p Panel) Kind() string {
	if p.Type.Value == "" {
		return "timeseries"
	}
	return p.Type.Value
}
