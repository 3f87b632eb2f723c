package check

import (
	"fmt"

	"gen/generator/check/alertmanager"
	"gen/generator/strictyaml"
	"gen/generator/topology"
)

// times checks the words of the user's times, and tells whether all are good.
func (c *checker) times() bool {
	good := true
	for _, own := range c.plan.Times {
		for _, span := range own.Spans {
			for _, list := range lists(span) {
				for _, word := range list.words {
					if err := alertmanager.Span(list.key, word.Value); err != nil {
						good = false
						c.add("check/times", word.Pos, fmt.Sprintf("Alertmanager would refuse the times %q: %s", own.Name, err), "write "+list.example)
					}
				}
			}
		}
	}
	return good
}

// list is one key of a span.
type list struct {
	key     string
	words   []strictyaml.Text
	example string
}

func lists(s topology.TimeSpan) []list {
	all := []list{
		{"times", s.Times, "from-to within one day, such as 08:00-18:00; a night needs two: 22:00-24:00 and 00:00-06:00"},
		{"weekdays", s.Weekdays, "the name of a day, such as saturday, or a range such as monday:friday; a week begins on sunday"},
		{"days_of_month", s.DaysOfMonth, "a number from 1 to 31, or from -1 (the last) to -31, or a range such as 1:7"},
		{"months", s.Months, "the name or the number of a month, or a range such as june:august"},
		{"years", s.Years, "a year, or a range such as 2030:2032"},
	}
	if s.Location.Value != "" {
		all = append(all, list{"location", []strictyaml.Text{s.Location}, "the name of a time zone, such as Europe/Berlin"})
	}
	return all
}
