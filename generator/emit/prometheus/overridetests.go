package prometheus

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"gen/generator/blueprint"
	"gen/generator/plan"
	"gen/generator/render"
)

// What an override does is shown by the cases of the alert's blueprint, over
// the series of a target that has one: the alert has to be there exactly when
// its expression, with the override's own numbers in place, has a result. The
// cases at the edges of the shipped limits tell the two numbers apart.

// elsewhere is a target without an override, in a domain that no site has.
func elsewhere(a *plan.Alert) plan.Target {
	return plan.Target{"job": a.Blueprint.Name, "host": "elsewhere.invalid", "instance": "elsewhere.invalid:1"}
}

// overrideTests are the tests of an alert's overrides.
func overrideTests(a *plan.Alert) ([]test, error) {
	var tests []test
	for _, o := range a.Overrides {
		there, err := targetOf(o.Example)
		if err != nil {
			return nil, err
		}
		for _, own := range a.Tests {
			if !ofTarget(own) || o.Disable && !own.Fires.Value {
				continue
			}
			tests = append(tests, overridden(a, o, own, there))
			if own.Fires.Value && asShipped(a) && a.Apart {
				tests = append(tests, beside(a, o, own, there))
			}
		}
	}
	return tests, nil
}

// host is the label of a series that is not one of $target.
var host = regexp.MustCompile(`([{,])host="[^"]*"`)

// ofTarget tells whether all series of a case are of a target, and its question
// is asked when the rules are evaluated.
func ofTarget(own blueprint.AlertTest) bool {
	for _, s := range own.Series {
		if !strings.Contains(s.Key.Value, "$target") && !host.MatchString(s.Key.Value) {
			return false
		}
	}
	return own.At.Value%pace(own.At.Value) == 0
}

// targetOf are the labels of a target as series have them.
func targetOf(t plan.Target) (string, error) {
	var words []string
	for _, name := range []string{"job", "host", "instance"} {
		if t[name] == "" {
			continue
		}
		value, err := render.PromQL(t[name])
		if err != nil {
			return "", err
		}
		words = append(words, name+"="+value)
	}
	return strings.Join(words, ","), nil
}

// moved is an alert whose cases are about a target without an override, and
// the labels of that.
func moved(a *plan.Alert) (*plan.Alert, string) {
	other := elsewhere(a)
	target, _ := targetOf(other) // it can be quoted
	own := *a
	own.Tests = slices.Clone(a.Tests)
	for at, t := range own.Tests {
		own.Tests[at].Series = slices.Clone(t.Series)
		for n, s := range t.Series {
			own.Tests[at].Series[n].Key.Value = atHost(s.Key.Value, other)
		}
	}
	return &own, target
}

// atHost moves a series that names its host itself.
func atHost(name string, t plan.Target) string {
	return host.ReplaceAllString(name, fmt.Sprintf(`${1}host="%s"`, t["host"]))
}

// on moves the series of a case to a target.
func on(own blueprint.AlertTest, t plan.Target, target string) []series {
	var list []series
	for _, s := range own.Series {
		list = append(list, series{strings.ReplaceAll(atHost(s.Key.Value, t), "$target", target), s.Value.Value})
	}
	return list
}

// overridden is a case on a target with an override.
func overridden(a *plan.Alert, o plan.Override, own blueprint.AlertTest, target string) test {
	t := test{Name: fmt.Sprintf("%s: %s, on %s, which has an override", a.Name, own.About.Value, where(a, o)), Interval: cmp.Or(own.Interval.Text, "1m"), lasts: own.At.Value}
	t.Series = on(own, o.Example, target)
	if o.Disable {
		t.Expect = []exprTest{firing(a, own.At.Text, false)}
		return t
	}
	same := fmt.Sprintf("(count(ALERTS{alertname=%q}) or vector(0)) == bool (count(%s) or vector(0))", a.Name, a.PlainFor(o))
	t.Expect = []exprTest{{Expr: same, At: own.At.Text, Samples: []sample{{"{}", 1}}}}
	return t
}

// where names the target of an override.
func where(a *plan.Alert, o plan.Override) string { return o.Example[a.By[len(a.By)-1]] }

// beside is a case in which the alert fires, on two targets at once: the one
// without an override fires whatever the other one does.
func beside(a *plan.Alert, o plan.Override, own blueprint.AlertTest, target string) test {
	other := elsewhere(a)
	labels, _ := targetOf(other)
	t := test{Name: fmt.Sprintf("%s: %s, beside %s, which has an override", a.Name, own.About.Value, where(a, o)), Interval: cmp.Or(own.Interval.Text, "1m"), lasts: own.At.Value}
	t.Series = append(on(own, other, labels), on(own, o.Example, target)...)
	label := a.By[len(a.By)-1]
	fires := fmt.Sprintf(`(count(ALERTS{alertname=%q,alertstate="firing",%s=%q}) or vector(0)) > bool 0`, a.Name, label, other[label])
	t.Expect = []exprTest{{Expr: fires, At: own.At.Text, Samples: []sample{{"{}", 1}}}}
	return t
}
