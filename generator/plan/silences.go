package plan

import "slices"

// settleSilences leaves out what an alert cannot silence: alerts that are not
// in force, and those that the site has made worse than the alert itself.
// Nobody would be told of the worse of the two.
func (p *planner) settleSilences() {
	worst := map[string]int{}
	for _, a := range p.plan.Alerts {
		worst[a.Name] = slices.Index(severities, a.Severity)
	}
	for _, a := range p.plan.Alerts {
		if len(a.Silences) == 0 {
			continue
		}
		if len(a.Inhibits) == 0 {
			a.Inhibits = []string{"host", "instance"}
		}
		a.Silences = slices.DeleteFunc(a.Silences, func(name string) bool {
			rank, inForce := worst[name]
			return !inForce || rank < worst[a.Name]
		})
		if len(a.Silences) == 0 {
			a.Inhibits = nil
		}
	}
}
