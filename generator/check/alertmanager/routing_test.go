package alertmanager_test

import (
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"gen/generator/check/alertmanager"
)

// load reads a configuration with these settings of its one rule, intervals and inhibitions.
func load(t *testing.T, rule, more string) *alertmanager.Config {
	t.Helper()
	text := "route: {receiver: ops, routes: [{receiver: web, matchers: [team=web]" + rule + "}]}\n" +
		"receivers: [{name: ops}, {name: web}]\n" + more
	c, err := alertmanager.Load([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return c
}

var web = map[string]string{"alertname": "Down", "team": "web", "host": "a"}

// Whether a rule can ever be heard is found for every way to cut a year.
func TestMutedAlways(t *testing.T) {
	const always, sometimes = true, false
	for _, c := range []struct {
		name, rule, spans string
		want              bool
	}{
		{"no times", "", "{}", sometimes},
		{"a span without bounds", ", mute_time_intervals: [x]", "{}", always},
		{"a night", ", mute_time_intervals: [x]", "{times: [{start_time: '00:00', end_time: '06:00'}]}", sometimes},
		{"all but a minute", ", mute_time_intervals: [x]", "{times: [{start_time: '00:00', end_time: '23:59'}]}", sometimes},
		{"two halves of a day", ", mute_time_intervals: [x]", "{times: [{start_time: '00:00', end_time: '12:00'}, {start_time: '12:00', end_time: '24:00'}]}", always},
		{"two halves of a day in two zones", ", mute_time_intervals: [x]", "{times: [{start_time: '00:00', end_time: '12:00'}]}, {times: [{start_time: '12:00', end_time: '24:00'}], location: Asia/Tokyo}", sometimes},
		{"every day of the week", ", mute_time_intervals: [x]", "{weekdays: ['sunday:saturday']}", always},
		{"every day but one", ", mute_time_intervals: [x]", "{weekdays: ['sunday:friday']}", sometimes},
		{"all months", ", mute_time_intervals: [x]", "{months: ['1:12']}", always},
		{"all days of all months but leap days", ", mute_time_intervals: [x]", "{months: ['1', '3:12']}, {months: ['2'], days_of_month: ['1:28']}", sometimes},
		{"days from both ends of the month", ", mute_time_intervals: [x]", "{days_of_month: ['1:15', '-16:-1']}", always},
		{"this century", ", mute_time_intervals: [x]", "{years: ['2000:2099']}", sometimes},
		{"active always", ", active_time_intervals: [x]", "{}", sometimes},
		{"active at night", ", active_time_intervals: [x]", "{times: [{start_time: '00:00', end_time: '06:00'}]}", sometimes},
		{"active on a day that never comes", ", active_time_intervals: [x]", "{months: ['4'], days_of_month: ['31']}", always},
		{"active in a year that is over, or not there yet", ", active_time_intervals: [x]", "{years: ['1999']}", sometimes},
		{"more years than anybody looks at", ", mute_time_intervals: [x]", "{years: [" + manyYears() + "]}", sometimes},
		{"muted whenever active", ", active_time_intervals: [x], mute_time_intervals: [x]", "{months: ['4']}", always},
	} {
		t.Run(c.name, func(t *testing.T) {
			config := load(t, c.rule, "time_intervals: [{name: x, time_intervals: ["+c.spans+"]}]")
			told := config.Reaches(web)
			if len(told) != 1 || told[0].Receiver != "web" || !slices.Equal(told[0].Route, []int{0}) {
				t.Fatalf("reaches %+v", told)
			}
			if _, got := config.MutedAlways(told[0]); got != c.want {
				t.Errorf("muted always: %v", got)
			}
			if _, muted := config.MutedAlways(config.Reaches(nil)[0]); muted {
				t.Error("the first route is muted, too")
			}
		})
	}
}

// manyYears are every third year of a long time.
func manyYears() string {
	var years []string
	for year := 2000; year < 9000; year += 3 {
		years = append(years, strconv.Itoa(year))
	}
	return strings.Join(years, ", ")
}

// A moment is judged in the zone of the interval.
func TestMutedAt(t *testing.T) {
	config := load(t, ", mute_time_intervals: [night]", "time_intervals: [{name: night, time_intervals: [{times: [{start_time: '00:00', end_time: '06:00'}], location: Europe/Berlin}]}]")
	told := config.Reaches(web)[0]
	for text, want := range map[string]bool{
		"2028-01-01T04:59:00Z": true, "2028-01-01T05:00:00Z": false, // winter: an hour ahead
		"2028-07-01T03:59:00Z": true, "2028-07-01T04:00:00Z": false, // summer: two
		"2028-06-30T22:00:00Z": true, "2028-06-30T21:59:00Z": false,
	} {
		at, err := time.Parse(time.RFC3339, text)
		if err != nil {
			t.Fatal(err)
		}
		by, muted := config.MutedAt(told, at)
		if muted != want || muted && !slices.Equal(by, []string{"night"}) {
			t.Errorf("%s: muted %v by %v", text, muted, by)
		}
	}
}

// Inhibitions are those of Alertmanager, with its surprises.
func TestInhibited(t *testing.T) {
	const rule = "inhibit_rules: [{source_matchers: [severity=critical], target_matchers: [team=web], equal: "
	labels := func(text string) map[string]string {
		all := map[string]string{}
		for pair := range strings.FieldsSeq(text) {
			name, value, _ := strings.Cut(pair, "=")
			all[name] = value
		}
		return all
	}
	for _, c := range []struct {
		name, equal, alert, firing string
		inhibited, byNothing       bool
	}{
		{"same host", "[host]", "team=web host=a", "severity=critical host=a", true, false},
		{"another host", "[host]", "team=web host=a", "severity=critical host=b", false, false},
		{"the host of one", "[host]", "team=web host=a", "severity=critical", false, false},
		{"the host of neither", "[host]", "team=web", "severity=critical", true, true},
		{"one of two labels", "[host, zone]", "team=web host=a", "severity=critical host=a", true, false},
		{"nothing has to be equal", "[]", "team=web host=a", "severity=critical host=b", true, true},
		{"no source", "[host]", "team=web host=a", "severity=warning host=a", false, false},
		{"no target", "[host]", "team=db host=a", "severity=critical host=a", false, false},
		{"both sides at once", "[host]", "team=web severity=critical host=a", "team=web severity=critical host=a x=y", false, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			config := load(t, "", rule+c.equal+"}]")
			alert, firing := labels(c.alert), labels(c.firing)
			if got := config.Inhibited(alert, []map[string]string{firing}); got != c.inhibited {
				t.Errorf("inhibited: %v", got)
			}
			carries := func(name string) bool { return alert[name] != "" }
			if got := config.InhibitedByNothing(alert, firing, carries); got != c.byNothing {
				t.Errorf("inhibited by nothing: %v", got)
			}
			if config.Inhibited(alert, nil) {
				t.Error("inhibited although nothing fires")
			}
		})
	}
}

// What decides is gathered from routes and inhibitions.
func TestMatters(t *testing.T) {
	config := load(t, "", "inhibit_rules: [{source_matchers: [a=b], target_matchers: [c=~d], equal: [host]}]")
	if got, want := config.Matters(), []string{"a", "alertname", "c", "host", "team"}; !slices.Equal(got, want) {
		t.Errorf("%v", got)
	}
}

// Words of times are refused in words that are true.
func TestSpan(t *testing.T) {
	for _, c := range []struct{ key, word, want string }{
		{"times", "08:00-18:00", ""},
		{"times", "22:00 - 24:00", ""},
		{"times", "22:00-06:00", "22:00-06:00 does not end after it begins, on the same day"},
		{"times", "8-18", "8 is not a time such as 08:00"},
		{"times", "08:00", "both start and end times must be provided"},
		{"weekdays", "monday:friday", ""},
		{"weekdays", "Saturday", ""},
		{"weekdays", "sat", "sat is not a valid weekday"},
		{"weekdays", "friday:monday", "friday:monday ends before it begins"},
		{"days_of_month", "-7:-1", ""},
		{"days_of_month", "first", "first is not a number"},
		{"months", "june:august", ""},
		{"months", "13", "13 is not a valid month"},
		{"years", "2030:2031", ""},
		{"years", "soon", "soon is not a number"},
		{"location", "Europe/Berlin", ""},
		{"location", "Berlin", "unknown time zone Berlin"},
		{"location", "Local", "the zone Local is that of whatever machine reads it"},
	} {
		got := ""
		if err := alertmanager.Span(c.key, c.word); err != nil {
			got = err.Error()
		}
		if got != c.want {
			t.Errorf("%s %s: %q", c.key, c.word, got)
		}
	}
}
