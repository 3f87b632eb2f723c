package blueprint

import (
	"gen/generator/report"
	"gen/generator/strictyaml"
)

// Alerts is the content of a blueprint's alerts.yaml.
type Alerts struct {
	Records []Record `yaml:"records" doc:"recording rules"`
	Alerts  []Alert  `yaml:"alerts" doc:"alerts"`
}

// Record is a recording rule.
type Record struct {
	Name   strictyaml.Text                 `yaml:"record,required" doc:"name of the new series"`
	Expr   strictyaml.Text                 `yaml:"expr,required" doc:"PromQL"`
	Labels strictyaml.Map[strictyaml.Text] `yaml:"labels" doc:"labels to add"`
	Every  strictyaml.Duration             `yaml:"every" doc:"how often it is evaluated, at most 2m, as Prometheus forgets a series after five; default as often as Prometheus scrapes"`
}

// Alert is one alert with its limits, its help and its tests.
type Alert struct {
	Name     strictyaml.Text                 `yaml:"alert,required" doc:"name in CamelCase, unique in the site"`
	Expr     strictyaml.Text                 `yaml:"expr,required" doc:"PromQL; ${limit} is replaced by the limit of that name"`
	For      strictyaml.Duration             `yaml:"for" doc:"how long the condition must hold; default 0s"`
	Every    strictyaml.Duration             `yaml:"every" doc:"how often it is evaluated, for one that looks far back; default as often as Prometheus scrapes"`
	Severity strictyaml.Text                 `yaml:"severity,required" doc:"critical: wake somebody; warning: this working day; info: good to know"`
	Labels   strictyaml.Map[strictyaml.Text] `yaml:"labels" doc:"labels to add"`
	Limits   strictyaml.Map[Limit]           `yaml:"limits" doc:"thresholds that a site may change"`
	Where
	Summary     strictyaml.Text   `yaml:"summary,required" doc:"one line (Prometheus template)"`
	Description strictyaml.Text   `yaml:"description,required" doc:"what is the case, with host, value and limit (Prometheus template)"`
	Help        strictyaml.Text   `yaml:"help,required" doc:"what it means and what to do, in Markdown"`
	Inhibits    []strictyaml.Text `yaml:"inhibits,scalar" doc:"labels: while it fires, all other alerts with the same values of these labels stay silent"`
	Silences    []strictyaml.Text `yaml:"silences,scalar" doc:"alerts that follow from it and are no worse: they alone stay silent while it fires, where the labels of inhibits are the same, or host and instance without it"`
	Routed      strictyaml.Bool   `yaml:"routed" doc:"only there when a rule of the site's routes names it, by alertname or one of its labels"`
	Tests       []AlertTest       `yaml:"tests,required" doc:"at least one that fires and one that does not"`
	Pos         report.Pos        `yaml:"-"`
}

// Limit is a threshold that a site may change.
type Limit struct {
	Default strictyaml.Text `yaml:"default,required" doc:"a number"`
	About   strictyaml.Text `yaml:"about,required" doc:"what it limits, with its unit"`
	Leaf    strictyaml.Text `yaml:"leaf" doc:"for days: the default is at most this share of a certificate's life, which is tls.leaf of the site"`
}

// AlertTest is one case for promtool: series over time, and whether the alert
// fires at a moment. "$target" in a series stands for the labels job, host and
// instance of one real target of the site.
type AlertTest struct {
	About    strictyaml.Text                 `yaml:"about,required" doc:"what the case shows"`
	Interval strictyaml.Duration             `yaml:"interval" doc:"time between two values; default 1m"`
	Series   strictyaml.Map[strictyaml.Text] `yaml:"series,required" doc:"series to their values, in promtool's notation"`
	At       strictyaml.Duration             `yaml:"at,required" doc:"moment of the question"`
	Fires    strictyaml.Bool                 `yaml:"fires,required" doc:"whether the alert fires then"`
}
