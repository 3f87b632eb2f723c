package check

import "gen/generator/plan"

// besides are the alerts that fire beside the one that an expectation is about,
// by name and then by the labels that tell which are near.
type besides []map[string]map[string][]target

// nearness are the labels of which an equal value makes alerts near, the nearest first.
var nearness = []string{"instance", "host"}

// beside gathers all that the alerts under while can be.
func (c *checker) beside(e plan.Expectation, all []target, matters []string) besides {
	var list besides
	for _, name := range e.While {
		by := map[string]map[string][]target{}
		for _, label := range append(nearness, "") {
			by[label] = map[string][]target{}
		}
		for _, alert := range c.raised {
			if alert.Name != name.Value {
				continue
			}
			for _, one := range c.occurrences(alert, all, matters) {
				for label := range by {
					by[label][one[label]] = append(by[label][one[label]], one)
				}
			}
		}
		list = append(list, by)
	}
	return list
}

// firing are the alerts that fire beside one, as near as they can: at the same
// instance, or else on the same host, or else anywhere.
func (b besides) firing(own target) []map[string]string {
	var list []map[string]string
	for _, by := range b {
		near := by[""][""]
		for _, label := range nearness {
			if same := by[label][own[label]]; own[label] != "" && len(same) > 0 {
				near = same
				break
			}
		}
		for _, one := range near {
			list = append(list, one)
		}
	}
	return list
}
