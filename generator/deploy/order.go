package deploy

import (
	"slices"

	"gen/generator/blueprint"
	"gen/generator/plan"
)

// Order sorts nodes into stages, one after another; the nodes of a stage may be
// worked on at once. Names not in the plan are left out.
func Order(p *plan.Plan, names []string) [][]string {
	dials := dialled(p)
	var first, monitors []string
	for _, n := range p.Nodes {
		switch {
		case !slices.Contains(names, n.Name):
		case len(dials[n.Name]) == 0:
			first = append(first, n.Name)
		default:
			monitors = append(monitors, n.Name)
		}
	}
	var stages [][]string
	if len(first) > 0 {
		stages = append(stages, first)
	}
	for len(monitors) > 0 {
		at := fewest(monitors, dials)
		stages = append(stages, monitors[at:at+1:at+1])
		monitors = slices.Concat(monitors[:at], monitors[at+1:])
	}
	return stages
}

// dialled are the other nodes that each node dials. Probes do not count: they
// go to all listeners, that of Prometheus too, and are to tell what they see.
func dialled(p *plan.Plan) map[string]map[string]bool {
	dials := map[string]map[string]bool{}
	for _, l := range p.Links {
		from, to := l.From.Node.Name, l.To.Instance.Node.Name
		if from == to || l.Purpose == blueprint.Probe {
			continue
		}
		if dials[from] == nil {
			dials[from] = map[string]bool{}
		}
		dials[from][to] = true
	}
	return dials
}

// fewest is the index of the node that dials the fewest of the others; the
// first of several. Where nobody dials in a circle, it dials none of them.
func fewest(nodes []string, dials map[string]map[string]bool) int {
	best, least := 0, len(nodes)+1
	for at, node := range nodes {
		count := 0
		for _, other := range nodes {
			if dials[node][other] {
				count++
			}
		}
		if count < least {
			best, least = at, count
		}
	}
	return best
}
