package plan

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"
	_ "time/tzdata" // time zones are the same on every machine that has none of its own

	"gen/generator/report"
	"gen/generator/strictyaml"
	"gen/generator/topology"
)

// Expectation says who must be told what.
type Expectation struct {
	// Alert is empty for every alert that has the Labels, sorted by name.
	Alert  string
	Labels []Label
	// At are the moments at which it must hold; none means that time plays no part.
	At []time.Time
	// While are alerts that fire at the same time.
	While []strictyaml.Text
	// To must be told, and NotTo must not. Nobody tells that nobody may be.
	To, NotTo []string
	Nobody    bool
	// Name is the place of the alert's name, Pos that of the whole.
	Name, Pos report.Pos
}

// settleExpectations reads what the user expects of the routes.
func (p *planner) settleExpectations() {
	told := slices.ContainsFunc(p.plan.Instances(), func(i *Instance) bool { return i.Writes("alertmanager") })
	for _, own := range p.site.Expect {
		e := Expectation{Alert: own.Alert.Value, While: own.While, To: texts(own.To), NotTo: texts(own.NotTo), Nobody: own.To != nil && len(own.To) == 0, Name: own.Alert.Pos, Pos: own.Pos}
		for _, l := range own.Labels {
			e.Labels = append(e.Labels, Label{l.Key.Value, l.Value.Value})
		}
		p.checkLabelNames(labelNames(own.Labels)...)
		p.checkExpectation(own, told)
		if own.At.Value != "" {
			e.At = p.moments(own.At)
		}
		p.plan.Expectations = append(p.plan.Expectations, e)
	}
}

func labelNames(labels strictyaml.Map[strictyaml.Text]) []strictyaml.Text {
	var names []strictyaml.Text
	for _, l := range labels {
		names = append(names, l.Key)
	}
	return names
}

// checkExpectation wants a sentence that can be true.
func (p *planner) checkExpectation(own topology.Expectation, told bool) {
	const id = "plan/bad-expectation"
	for _, name := range slices.Concat(own.To, own.NotTo) {
		if _, ok := p.site.Receivers.Get(name.Value); !ok {
			p.fail("plan/unknown-receiver", name.Pos, "there is no receiver "+quoted(name.Value), meantOr("add it under receivers", name.Value, keys(p.site.Receivers)))
		}
	}
	for _, name := range own.NotTo {
		if slices.Contains(texts(own.To), name.Value) {
			p.fail(id, name.Pos, fmt.Sprintf("%q must be told and must not be", name.Value), "take it out of to or not_to")
		}
	}
	switch {
	case own.To == nil && len(own.NotTo) == 0:
		p.fail(id, own.Pos, "nothing is expected: there is neither to nor not_to", `name receivers under "to"; [] is nobody`)
	case !told:
		p.fail(id, own.Pos, "the site has no Alertmanager that could tell anybody", "put the service alertmanager onto a node, or take the expectation out")
	}
}

// moment is how a user writes one: a day or a date if it is not about every day,
// a time of day, and a zone.
var moment = regexp.MustCompile(`^(?:([A-Za-z]+)\s+|(\d{4}-\d{2}-\d{2})\s+)?(\d{1,2}:\d{2})(?:\s+([A-Za-z0-9_+/-]+))?$`)

// anyYear is the year whose days stand for those of every year; it has a 29th of February.
const anyYear = 2028

// moments are the moments that a text means: one, or those of a whole year.
func (p *planner) moments(at strictyaml.Text) []time.Time {
	parts := moment.FindStringSubmatch(at.Value)
	if parts == nil {
		p.failMoment(at, quoted(at.Value)+" is no time of day")
		return nil
	}
	clock, err := time.Parse("15:04", parts[3])
	if err != nil {
		p.failMoment(at, parts[3]+" is no time of day")
		return nil
	}
	zone, err := time.LoadLocation(either(parts[4], "UTC"))
	if err != nil || zone == time.Local { // the machine's own, which differs
		p.failMoment(at, quoted(parts[4])+" is no time zone")
		return nil
	}
	if parts[2] != "" {
		day, err := time.Parse(time.DateOnly, parts[2])
		if err != nil {
			p.failMoment(at, parts[2]+" is no day of the calendar")
		}
		return []time.Time{on(day, clock, zone)}
	}
	return p.everyWeek(at, parts[1], clock, zone)
}

// everyWeek are the moments of a weekday, or of every day, in a year.
func (p *planner) everyWeek(at strictyaml.Text, weekday string, clock time.Time, zone *time.Location) []time.Time {
	var all []time.Time
	for day := time.Date(anyYear, 1, 1, 0, 0, 0, 0, time.UTC); day.Year() == anyYear; day = day.AddDate(0, 0, 1) {
		name, wanted := strings.ToLower(day.Weekday().String()), strings.ToLower(weekday)
		if wanted == "" || wanted == name || wanted == name[:3] {
			all = append(all, on(day, clock, zone))
		}
	}
	if len(all) == 0 {
		p.failMoment(at, quoted(weekday)+" is no day of the week")
	}
	return all
}

func (p *planner) failMoment(at strictyaml.Text, fact string) {
	p.fail("plan/bad-moment", at.Pos, fact, "write it as 03:00, sat 03:00 or 2030-12-24 03:00; a time zone such as Europe/Berlin may follow")
}

// on is a time of day on a day in a zone.
func on(day, clock time.Time, zone *time.Location) time.Time {
	return time.Date(day.Year(), day.Month(), day.Day(), clock.Hour(), clock.Minute(), 0, 0, zone)
}
