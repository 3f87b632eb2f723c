package topology

import (
	"gen/generator/report"
	"gen/generator/strictyaml"
)

// TimeSpan is a part of the week or year; what is left out does not restrict
// it. Words and ranges are Alertmanager's own (timeinterval/timeinterval.go).
type TimeSpan struct {
	Times       []strictyaml.Text `yaml:"times,scalar" doc:"from and to within a day, such as 22:00-24:00; a night needs two"`
	Weekdays    []strictyaml.Text `yaml:"weekdays,scalar" doc:"days such as sunday, or ranges such as monday:friday"`
	DaysOfMonth []strictyaml.Text `yaml:"days_of_month,scalar" doc:"days such as 1, -1 (the last) or ranges such as 1:7"`
	Months      []strictyaml.Text `yaml:"months,scalar" doc:"months such as december, or ranges such as 6:8"`
	Years       []strictyaml.Text `yaml:"years,scalar" doc:"years such as 2030, or ranges such as 2030:2032"`
	Location    strictyaml.Text   `yaml:"location" doc:"time zone such as Europe/Berlin; default UTC"`
	Pos         report.Pos        `yaml:"-"`
}

// Expectation is one sentence about who must be told what.
type Expectation struct {
	Alert  strictyaml.Text                 `yaml:"alert" doc:"name of the alert; default: every alert that has the labels"`
	Labels strictyaml.Map[strictyaml.Text] `yaml:"labels" doc:"labels of the alert, such as host or severity; default: wherever this site can raise it"`
	At     strictyaml.Text                 `yaml:"at" doc:"time of day, such as 03:00, sat 03:00 or 2030-12-24 03:00, with a time zone behind it if it is not UTC; default: at some time"`
	While  []strictyaml.Text               `yaml:"while,scalar" doc:"alerts that are firing too, as near to it as they can"`
	To     []strictyaml.Text               `yaml:"to,scalar" doc:"receivers who must be told; [] is nobody"`
	NotTo  []strictyaml.Text               `yaml:"not_to,scalar" doc:"receivers who must not be told"`
	Pos    report.Pos                      `yaml:"-"`
}

// expectations joins the lists of all files.
func expectations(parts []part) []Expectation {
	var all []Expectation
	for _, p := range parts {
		all = append(all, p.fragment.Expect...)
	}
	return all
}
