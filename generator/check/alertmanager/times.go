package alertmanager

import (
	"cmp"
	"errors"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/prometheus/alertmanager/config"
	"github.com/prometheus/alertmanager/dispatch"
	"github.com/prometheus/alertmanager/timeinterval"
	"gopkg.in/yaml.v3"

	"gen/generator/check/words"
)

// intervals are the time intervals of a configuration by name, under both of
// the keys that they may stand under.
func intervals(c *config.Config) map[string][]timeinterval.TimeInterval {
	all := map[string][]timeinterval.TimeInterval{}
	for _, i := range c.MuteTimeIntervals {
		all[i.Name] = i.TimeIntervals
	}
	for _, i := range c.TimeIntervals {
		all[i.Name] = i.TimeIntervals
	}
	return all
}

// Span reads one word of a time interval under its key, such as weekdays; the
// error is in the words of people.
func Span(key, word string) error {
	value := any([]string{word})
	if key == "location" && word == "Local" {
		return errors.New("the zone Local is that of whatever machine reads it")
	}
	switch key {
	case "location":
		value = word
	case "times":
		start, end, _ := strings.Cut(word, "-")
		value = []map[string]string{{"start_time": strings.TrimSpace(start), "end_time": strings.TrimSpace(end)}}
	}
	content, err := yaml.Marshal(map[string]any{key: value})
	if err != nil {
		return err
	}
	var read timeinterval.TimeInterval
	if err := yaml.Unmarshal(content, &read); err != nil {
		return errors.New(spanWords(words.Of(err), word))
	}
	for _, m := range read.Months {
		if m.Begin < 1 || m.End > 12 { // which the library takes, for a month that never comes
			return errors.New(word + " is not a valid month")
		}
	}
	return nil
}

// spanWords says an error of the library in words that are true.
func spanWords(fact, word string) string {
	if strings.Contains(fact, "strconv") {
		return word + " is not a number"
	}
	return strings.NewReplacer(
		"start day cannot be before end day", word+" ends before it begins",
		"start time cannot be equal or greater than end time", word+" does not end after it begins, on the same day",
		"couldn't parse timestamp ", "", ", invalid format", " is not a time such as 08:00",
	).Replace(fact)
}

// MutedAt tells whether the route by which a receiver is told is silent at a
// moment, and the names of the intervals that make it so
// (notify/mute.go, TimeMuteStage and TimeActiveStage).
func (c *Config) MutedAt(t Told, at time.Time) (by []string, muted bool) {
	clock := timeinterval.NewIntervener(c.times)
	in, by, err := clock.Mutes(t.route.RouteOpts.MuteTimeIntervals, at)
	if err == nil && in {
		return by, true
	}
	active := t.route.RouteOpts.ActiveTimeIntervals
	if len(active) == 0 {
		return nil, false
	}
	in, _, err = clock.Mutes(active, at)
	return active, err == nil && !in
}

// MutedAlways tells whether the route by which a receiver is told is silent at
// every moment, and the intervals that make it so.
func (c *Config) MutedAlways(t Told) (by []string, muted bool) {
	by, muted = c.silent[t.route]
	return by, muted
}

// silences are the routes that are silent at every moment.
func (c *Config) silences() map[*dispatch.Route][]string {
	all := map[*dispatch.Route][]string{}
	c.routes.Walk(func(r *dispatch.Route) {
		names := slices.Concat(r.RouteOpts.MuteTimeIntervals, r.RouteOpts.ActiveTimeIntervals)
		speaks := func(at time.Time) bool {
			_, muted := c.MutedAt(Told{route: r}, at)
			return !muted
		}
		if moments := c.moments(names); len(names) > 0 && len(moments) > 0 && !slices.ContainsFunc(moments, speaks) {
			slices.Sort(names)
			all[r] = slices.Compact(names)
		}
	})
	return all
}

// plainYear stands for the years that no interval names; it has a 29th of February.
const plainYear = 2028

// mostParts is how many parts of days intervals may have to be looked at; people
// write a handful.
const mostParts = 500

// moments are all that can differ for some intervals: on every day of the years
// that they tell apart, the beginning and where one of them begins or ends. There
// are none when they would be too many.
func (c *Config) moments(names []string) []time.Time {
	years, minutes := map[int]bool{plainYear: true}, map[int]bool{0: true}
	zones := map[string]*time.Location{"UTC": time.UTC}
	for _, name := range names {
		for _, i := range c.times[name] {
			for _, y := range i.Years {
				years[y.Begin], years[y.End+1] = true, true
			}
			for _, t := range i.Times {
				minutes[t.StartMinute], minutes[t.EndMinute] = true, true
			}
			if i.Location != nil {
				zones[i.Location.String()] = i.Location.Location
			}
		}
	}
	var all []time.Time
	if len(years)*len(minutes)*len(zones) > mostParts {
		return nil
	}
	for _, year := range slices.Sorted(maps.Keys(years)) {
		for _, zone := range slices.SortedFunc(maps.Values(zones), func(a, b *time.Location) int { return cmp.Compare(a.String(), b.String()) }) {
			all = append(all, eachDay(year, zone, slices.Sorted(maps.Keys(minutes)))...)
		}
	}
	return all
}

// eachDay are the given minutes of all days of a year.
func eachDay(year int, zone *time.Location, minutes []int) []time.Time {
	var all []time.Time
	for day := time.Date(year, 1, 1, 0, 0, 0, 0, zone); day.Year() == year; day = day.AddDate(0, 0, 1) {
		for _, minute := range minutes {
			all = append(all, time.Date(year, day.Month(), day.Day(), 0, minute, 0, 0, zone))
		}
	}
	return all
}
