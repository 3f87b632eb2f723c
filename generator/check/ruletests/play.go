package ruletests

import (
	"fmt"
	"slices"
	"time"

	"github.com/prometheus/common/model"
	"github.com/prometheus/prometheus/model/labels"
	"github.com/prometheus/prometheus/promql/parser"
)

// Input is a series in promtool's notation.
type Input struct{ Series, Values string }

// Fired is an alert that began to fire.
type Fired struct {
	// Labels has its name as alertname.
	Labels map[string]string
	// At is when it began, from the first sample on.
	At time.Duration
}

// Play evaluates all files of rules once a minute over series whose samples are an interval apart, and
// tells which alerts begin to fire, and when, in the order of time. Rules over none of the series are
// left out, also those that fire because something is absent.
func Play(rules Rules, in []Input, interval, until time.Duration) ([]Fired, error) {
	f := &file{RuleFiles: []string{"*"}, Interval: model.Duration(time.Minute)}
	all, err := f.load(rules)
	if err != nil {
		return nil, err
	}
	r := run{test: &test{}, every: time.Minute}
	for _, one := range in {
		if err := r.store.load(one.Series, one.Values, 0, interval); err != nil {
			return nil, fmt.Errorf("the series %s %s: %w", one.Series, one.Values, err)
		}
	}
	r.rules = over(r.store.names(), all)
	r.env = environment{query: queriesOf(f.engine(), &r.store)}
	var fired []Fired
	for now := time.Duration(0); now <= until; now += r.every {
		if err := r.store.until(now); err != nil {
			return nil, err
		}
		for _, one := range r.rules {
			begun, err := r.begun(one, now)
			if err != nil {
				return nil, err
			}
			fired = append(fired, begun...)
		}
	}
	return fired, nil
}

// names are those of all series, without their labels.
func (s *store) names() []string {
	var names []string
	for _, one := range s.series {
		names = append(names, one.labels.Get("__name__"))
	}
	return names
}

// begun evaluates a rule and lists its alerts that fire now and have not fired before, by their labels.
func (r *run) begun(one *rule, now time.Duration) ([]Fired, error) {
	before := one.firing()
	if err := r.step(one, now); err != nil {
		return nil, fmt.Errorf("%s: %w", one.Alert+one.Record, err)
	}
	var begun []Fired
	for _, hash := range one.firing() {
		if !slices.Contains(before, hash) {
			begun = append(begun, Fired{one.active[hash].labels.Map(), now})
		}
	}
	return begun, nil
}

// firing are the alerts of a rule that fire, by their labels.
func (r *rule) firing() []uint64 {
	var all []uint64
	for hash, a := range r.active {
		if a.firing {
			all = append(all, hash)
		}
	}
	slices.SortFunc(all, func(a, b uint64) int { return labels.Compare(r.active[a].labels, r.active[b].labels) })
	return all
}

// over are the rules that ask for one of the named series, or for what such a rule records.
func over(names []string, all []*rule) []*rule {
	keep := make([]bool, len(all))
	for changed := true; changed; {
		changed = false
		for at, one := range all {
			if keep[at] || !asksForOne(one.Expr, names) {
				continue
			}
			keep[at], changed = true, true
			names = append(names, one.Record)
			if one.Alert != "" {
				names = append(names, "ALERTS")
			}
		}
	}
	var list []*rule
	for at, one := range all {
		if keep[at] {
			one.active = map[uint64]*state{}
			list = append(list, one)
		}
	}
	return list
}

// asksForOne tells whether an expression asks for a series of one of these names.
func asksForOne(expr string, names []string) bool {
	root, err := syntax.ParseExpr(expr)
	if err != nil {
		return true // evaluation says it better
	}
	found := false
	parser.Inspect(root, func(node parser.Node, _ []parser.Node) error {
		if series, ok := node.(*parser.VectorSelector); ok {
			found = found || series.Name == "" || slices.Contains(names, series.Name)
		}
		return nil
	})
	return found
}
