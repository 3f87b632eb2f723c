package prometheus

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"gen/generator/blueprint"
	"gen/generator/plan"
	"gen/generator/strictyaml"
)

// What every alert has to do is not for its blueprint to say again: to wait its
// time, to end when all is well, to end when nothing is scraped any more, and to
// bear a single missed scrape. The tests of that are made from those that the
// blueprint has.

// every is how often the rules of tests are evaluated, and seldom how often those of
// tests that last for hours are: soon enough for a rule that reads what one evaluated
// after it has recorded the last time, as a value is remembered for five minutes only.
const (
	every  = time.Minute
	seldom = 3 * time.Minute
	hours  = 2 * time.Hour
)

// pace is how often rules are evaluated in a test of a length.
func pace(lasts time.Duration) time.Duration {
	if lasts >= hours {
		return seldom
	}
	return every
}

// derive returns further tests of an alert.
func derive(a *plan.Alert, target string) []test {
	at := slices.IndexFunc(a.Tests, func(t blueprint.AlertTest) bool { return t.Fires.Value })
	if at < 0 {
		return nil
	}
	firing, err := readCase(a.Tests[at], target)
	if err != nil || firing.at%firing.interval != 0 {
		return nil // it is in a notation of its own
	}
	var tests []test
	for _, make := range []func(*plan.Alert, scene) (test, bool){recovered, silent, missed} {
		if t, ok := make(a, firing); ok {
			tests = append(tests, t)
		}
	}
	return tests
}

// scene is a test of a blueprint with its values spelled out.
type scene struct {
	at, interval time.Duration
	series       []line
	target       string
}

// line is one series.
type line struct {
	name   string
	values []value
}

func readCase(own blueprint.AlertTest, target string) (scene, error) {
	s := scene{at: own.At.Value, interval: cmp.Or(own.Interval.Value, time.Minute), target: target}
	for _, series := range own.Series {
		values, err := parseValues(series.Value.Value)
		if err != nil {
			return s, err
		}
		s.series = append(s.series, line{strings.ReplaceAll(series.Key.Value, "$target", target), values})
	}
	return s, nil
}

// until is the number of values up to the moment of the question.
func (s scene) until() int { return int(s.at/s.interval) + 1 }

// head are the first n values, with gaps where there are less.
func (l line) head(n int) []value {
	if len(l.values) >= n {
		return slices.Clone(l.values[:n])
	}
	return append(slices.Clone(l.values), repeat(gap, 0, n-len(l.values))...)
}

// asked is a test over series, with one question.
func (s scene) asked(a *plan.Alert, about string, series []line, at time.Duration, fires bool) test {
	t := test{Name: a.Name + ": " + about, Interval: duration(s.interval), lasts: at}
	for _, l := range series {
		t.Series = append(t.Series, seriesOf(l))
	}
	t.Expect = []exprTest{firing(a, duration(at), fires)}
	return t
}

func seriesOf(l line) series { return series{l.name, formatValues(l.values)} }

// absolute are the functions for which a case means something else later on.
var absolute = regexp.MustCompile(`\b(time|timestamp|minute|hour|day_of_\w+|days_in_month|month|year)\b`)

// recovered lets a case in which the alert is quiet follow the one in which it
// fires. The case has to be longer than anything that the alert remembers.
func recovered(a *plan.Alert, s scene) (test, bool) {
	if absolute.MatchString(a.Plain) {
		return test{}, false
	}
	for _, own := range a.Tests {
		quiet, err := readCase(own, s.target)
		remembers, known := memory(a.Plain)
		if own.Fires.Value || err != nil || !known || !slices.Equal(given(a, quiet), given(a, s)) || quiet.interval != s.interval || quiet.at <= max(remembers, hold(a)) {
			continue
		}
		n := s.until()
		var series []line
		for _, l := range s.series {
			values := l.head(n)
			if next := slices.IndexFunc(quiet.series, func(q line) bool { return q.name == l.name }); next >= 0 {
				values = append(values, quiet.series[next].values...)
			} else {
				values = append(values, end)
			}
			series = append(series, line{l.name, values})
		}
		for _, q := range quiet.series {
			if !slices.ContainsFunc(s.series, func(l line) bool { return l.name == q.name }) {
				series = append(series, line{q.name, append(repeat(gap, 0, n), q.values...)})
			}
		}
		return s.asked(a, "is over when all is well again", series, time.Duration(n)*s.interval+quiet.at, false), true
	}
	return test{}, false
}

// given are the recorded series that a case gives. What follows it has to give them
// as well: a series that is given and recorded has two values.
func given(a *plan.Alert, s scene) []string {
	var names []string
	for _, r := range a.Blueprint.Records {
		name := r.Name.Value
		if slices.ContainsFunc(s.series, func(l line) bool { return l.name == name || strings.HasPrefix(l.name, name+"{") }) {
			names = append(names, name)
		}
	}
	return names
}

// lasting are the parts of expressions that are true of what is not there.
var lasting = regexp.MustCompile(`\b(absent|absent_over_time|unless|vector|or)\b`)

// silent lets all series end, as they do when their target is gone.
func silent(a *plan.Alert, s scene) (test, bool) {
	remembers, known := memory(a.Plain)
	if !known || lasting.MatchString(a.Plain) {
		return test{}, false
	}
	var series []line
	for _, l := range s.series {
		series = append(series, line{l.name, append(l.head(s.until()), end)})
	}
	at := s.at + remembers + 2*s.interval
	return s.asked(a, "is over when nothing is scraped any more", series, at+pace(at+every), false), true
}

// missed leaves out the scrape before the question.
func missed(a *plan.Alert, s scene) (test, bool) {
	// An expression needs two values at least in what it looks back on.
	if n := s.until(); n < 3 || s.interval > 2*time.Minute || slices.ContainsFunc(windows(a.Plain), func(d time.Duration) bool { return d < 4*s.interval }) {
		return test{}, false
	}
	var series []line
	for _, l := range s.series {
		values := l.head(s.until())
		values[len(values)-2] = gap
		series = append(series, line{l.name, values})
	}
	return s.asked(a, "a single missed scrape changes nothing", series, s.at, true), true
}

// hold is how long an alert waits.
func hold(a *plan.Alert) time.Duration {
	span, _ := strictyaml.ParseDuration(a.For) // the plan has checked it
	return span
}

// waits asks whether an alert that fires was pending before for as long as it
// has to be.
func waits(a *plan.Alert, at strictyaml.Duration) exprTest {
	each := pace(at.Value)
	pending := int((hold(a) + each - 1) / each)
	all := duration(at.Value + each) // a range is open on its left
	expr := fmt.Sprintf(`(max(count_over_time(ALERTS{alertname=%q,alertstate="pending"}[%s])) or vector(0)) >= bool %d`, a.Name, all, pending)
	return exprTest{Expr: expr, At: at.Text, Samples: []sample{{"{}", 1}}}
}

// window is a range, a subquery or an offset.
var window = regexp.MustCompile(`\[\s*([0-9a-z]+)\s*(:[^\]]*)?\]|\boffset\s+([0-9a-z]+)`)

// windows are the ranges of an expression.
func windows(expr string) []time.Duration {
	var list []time.Duration
	for _, found := range window.FindAllStringSubmatch(expr, -1) {
		if span, err := strictyaml.ParseDuration(found[1]); found[1] != "" && err == nil {
			list = append(list, span)
		}
	}
	return list
}

// memory is how far an expression looks back at most: the longest range, and
// the longest offset beside it. It is not known for subqueries.
func memory(expr string) (time.Duration, bool) {
	var longest, offset time.Duration
	for _, found := range window.FindAllStringSubmatch(expr, -1) {
		span, err := strictyaml.ParseDuration(found[1] + found[3])
		if err != nil || found[2] != "" {
			return 0, false
		}
		if found[3] != "" {
			offset = max(offset, span)
		} else {
			longest = max(longest, span)
		}
	}
	return longest + offset, true
}

// duration is a time in Prometheus' notation.
func duration(d time.Duration) string {
	if d%time.Minute == 0 {
		return fmt.Sprintf("%dm", d/time.Minute)
	}
	return fmt.Sprintf("%dms", d.Milliseconds())
}
