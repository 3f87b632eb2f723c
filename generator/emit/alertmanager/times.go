package alertmanager

import (
	"strings"

	"gen/generator/plan"
	"gen/generator/strictyaml"
)

// times are time intervals of one name (timeinterval/timeinterval.go).
type times struct {
	Name  string `yaml:"name"`
	Spans []span `yaml:"time_intervals"`
}

type span struct {
	Times       []clock  `yaml:"times,omitempty"`
	Weekdays    []string `yaml:"weekdays,flow,omitempty"`
	DaysOfMonth []string `yaml:"days_of_month,flow,omitempty"`
	Months      []string `yaml:"months,flow,omitempty"`
	Years       []string `yaml:"years,flow,omitempty"`
	Location    string   `yaml:"location,omitempty"`
}

type clock struct {
	Start string `yaml:"start_time"`
	End   string `yaml:"end_time"`
}

// timesOf are the spans of time that routes name.
func timesOf(p *plan.Plan) []times {
	var list []times
	for _, own := range p.Times {
		one := times{Name: own.Name}
		for _, s := range own.Spans {
			out := span{
				Weekdays: texts(s.Weekdays), DaysOfMonth: texts(s.DaysOfMonth), Months: texts(s.Months), Years: texts(s.Years),
				Location: s.Location.Value,
			}
			for _, t := range s.Times {
				start, end, _ := strings.Cut(t.Value, "-")
				out.Times = append(out.Times, clock{strings.TrimSpace(start), strings.TrimSpace(end)})
			}
			one.Spans = append(one.Spans, out)
		}
		list = append(list, one)
	}
	return list
}

func texts(list []strictyaml.Text) []string {
	var values []string
	for _, t := range list {
		values = append(values, t.Value)
	}
	return values
}
