package topology

import (
	"gen/generator/report"
	"gen/generator/strictyaml"
)

// AlertSetting changes one alert.
type AlertSetting struct {
	Disable   strictyaml.Bool                 `yaml:"disable" doc:"leave the alert out"`
	For       strictyaml.Duration             `yaml:"for" doc:"how long the condition must hold"`
	Severity  strictyaml.Text                 `yaml:"severity" doc:"critical, warning or info"`
	Limits    strictyaml.Map[strictyaml.Text] `yaml:"limits" doc:"thresholds by name, as the alert declares them"`
	Overrides []AlertOverride                 `yaml:"overrides" doc:"what is otherwise for some targets; the first override that matches a target holds there"`
	Pos       report.Pos                      `yaml:"-"`
}

// AlertOverride changes one alert for some targets.
type AlertOverride struct {
	Match   strictyaml.Map[strictyaml.Text] `yaml:"match,required" doc:"labels that the targets have, all of them: host, job, instance, or labels of nodes and groups"`
	Limits  strictyaml.Map[strictyaml.Text] `yaml:"limits" doc:"thresholds by name; those left out stay as they are"`
	Disable strictyaml.Bool                 `yaml:"disable" doc:"never raise the alert there"`
	Why     strictyaml.Text                 `yaml:"why,required" doc:"the reason, for those who come after"`
	Until   strictyaml.Text                 `yaml:"until" doc:"last day, such as 2030-06-30, which ends at midnight UTC; from then on the alert is as elsewhere, and gen refuses the site until the override is taken out"`
	Pos     report.Pos                      `yaml:"-"`
}
