package check

import (
	"slices"
	"strings"

	"gen/generator/check/expr"
	"gen/generator/plan"
)

// overrides checks that each override is about a target for which its alert can
// be raised.
func (c *checker) overrides(all []target) {
	for _, a := range c.plan.Alerts {
		at := slices.IndexFunc(c.raised, func(r expr.Raised) bool { return r.Name == a.Name })
		if len(a.Overrides) == 0 || at < 0 || c.raised[at].Jobs == nil {
			continue
		}
		for _, o := range a.Overrides {
			there := keysOf(o)
			if !slices.ContainsFunc(all, func(t target) bool {
				return there[t.keyOf(a.By)] && slices.Contains(c.raised[at].Jobs, t["job"])
			}) {
				c.add("plan/override-idle", o.Pos, a.Name+" is never raised where the override matches: only "+strings.Join(c.raised[at].Jobs, ", ")+" tells what it is about", "match targets of that job, or take the override out")
			}
		}
	}
}

// disabled tells for which targets an alert is never raised. An override with a
// last day does not count: the alert comes back by itself.
func (c *checker) disabled(name string) func(target) bool {
	for _, a := range c.plan.Alerts {
		if a.Name != name {
			continue
		}
		off := map[string]bool{}
		for _, o := range a.Overrides {
			if o.Disable && o.Ends.IsZero() {
				for key := range keysOf(o) {
					off[key] = true
				}
			}
		}
		return func(t target) bool { return off[t.keyOf(a.By)] }
	}
	return func(target) bool { return false }
}

// keysOf are the targets of an override, as keyOf tells them.
func keysOf(o plan.Override) map[string]bool {
	keys := map[string]bool{}
	for _, by := range o.Targets {
		key := ""
		for _, l := range by {
			key += l.Value + "\x00"
		}
		keys[key] = true
	}
	return keys
}

// keyOf is the same for targets with equal values of some labels.
func (t target) keyOf(by []string) string {
	key := ""
	for _, name := range by {
		key += t[name] + "\x00"
	}
	return key
}
