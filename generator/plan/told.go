package plan

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// Parts are the receivers that the receiver of a route stands for; "+" is in no
// name of a receiver.
func Parts(receiver string) []string { return strings.Split(receiver, "+") }

// Told is who gets an alert, under conditions that only its labels at that
// moment decide. Else tells that it counts only when the conditions before it do not hold.
type Told struct {
	When, Receivers []string
	Else            bool
	// Mute and Active are the names of times.
	Mute, Active []string
}

// Tells walks the routing tree as Alertmanager does (dispatch/route.go Match),
// with the labels that are known beforehand: a rule about any other label may
// match or not.
func (r Route) Tells(labels map[string]string) []Told {
	var list []Told
	certain, stops := false, false
	for _, below := range r.Routes {
		when, never := below.open(labels)
		if never {
			continue
		}
		for _, t := range below.Tells(labels) {
			t.When = slices.Concat(when, t.When)
			t.Else = t.Else || stops
			list = append(list, t)
		}
		if len(when) == 0 && !below.Continue {
			return list
		}
		certain, stops = certain || len(when) == 0, stops || !below.Continue
	}
	if !certain && r.Receiver != "" {
		list = append(list, Told{Receivers: Parts(r.Receiver), Else: len(list) > 0, Mute: r.Mute, Active: r.Active})
	}
	return list
}

// open are a route's conditions on labels that are not known; never tells that
// one on a known label fails.
func (r Route) open(labels map[string]string) (when []string, never bool) {
	for _, m := range r.Match {
		value, known := labels[m.Name]
		if !known {
			when = append(when, fmt.Sprintf("%s=%q", m.Name, m.Value))
			continue
		}
		never = never || value != m.Value
	}
	for _, m := range r.MatchRE {
		value, known := labels[m.Name]
		if !known {
			when = append(when, fmt.Sprintf("%s=~%q", m.Name, m.Value))
			continue
		}
		matches, err := regexp.MatchString("^(?:"+m.Value+")$", value)
		never = never || err != nil || !matches
	}
	return when, never
}
