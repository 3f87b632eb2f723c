package blueprint

import (
	"cmp"
	"fmt"
	"maps"
	"path"
	"slices"

	"gen/generator/report"
)

// Set is all blueprints of a run by name.
type Set map[string]*Blueprint

// NewSet joins blueprints, gen's own first, and checks them against each other:
// names, alerts, recording rules and dashboards are unique, and what a link
// names exists. A user's blueprint cannot replace one of gen's.
func NewSet(r *report.Report, groups ...[]*Blueprint) Set {
	set, all := Set{}, []*Blueprint(nil)
	for _, b := range slices.Concat(groups...) {
		if first, twice := set[b.Name]; twice {
			r.Add(report.Problem{
				ID: "blueprint/duplicate", Pos: report.Pos{File: path.Join(b.Folder, mainFile), Line: 1, Col: 1},
				Fact: fmt.Sprintf("there is a blueprint %q already, in %s", b.Name, first.Folder), Hint: "rename the folder, and name the service so in site.yaml",
			})
			continue
		}
		set[b.Name] = b
		all = append(all, b)
	}
	checkUnique(all, r)
	checkDashboardEnds(all, r)
	checkSilences(all, r)
	for _, b := range set.Sorted() {
		c := &checker{Blueprint: b, report: r}
		for _, link := range b.Links {
			c.checkLinkEnd(link.Value, set)
		}
	}
	return set
}

// Sorted returns the blueprints by name.
func (s Set) Sorted() []*Blueprint {
	return slices.SortedFunc(maps.Values(s), func(a, b *Blueprint) int { return cmp.Compare(a.Name, b.Name) })
}

// Names returns the names in sort order.
func (s Set) Names() []string { return slices.Sorted(maps.Keys(s)) }

// checkUnique refuses names that two blueprints give to different things which
// end up beside each other. The later one is told, so gen's own stand first.
func checkUnique(all []*Blueprint, r *report.Report) {
	first := map[string]report.Pos{}
	for _, b := range all {
		for _, alert := range b.Alerts {
			unique(r, first, "alert", alert.Name.Value, alert.Name.Pos)
		}
		for _, record := range b.Records {
			unique(r, first, "recording rule", record.Name.Value, record.Name.Pos)
		}
		for _, dashboard := range b.Dashboards {
			unique(r, first, "dashboard", dashboard.UID.Value, dashboard.UID.Pos)
		}
	}
}

// checkSilences wants alerts to silence others that exist.
func checkSilences(all []*Blueprint, r *report.Report) {
	var names []string
	for _, b := range all {
		for _, alert := range b.Alerts {
			names = append(names, alert.Name.Value)
		}
	}
	for _, b := range all {
		c := &checker{Blueprint: b, report: r}
		for _, alert := range b.Alerts {
			for _, other := range alert.Silences {
				switch {
				case other.Value == alert.Name.Value:
					c.fail("blueprint/alert", other.Pos, alert.Name.Value+" silences itself", "name alerts that follow from it")
				case !slices.Contains(names, other.Value):
					c.fail("blueprint/alert", other.Pos, fmt.Sprintf("there is no alert %q that could be silenced", other.Value), suggest(other.Value, names, "there are: "))
				}
			}
		}
	}
}

// unique refuses the second thing of a kind and name.
func unique(r *report.Report, first map[string]report.Pos, kind, name string, pos report.Pos) {
	what := fmt.Sprintf("%s %q", kind, name)
	if before, twice := first[what]; twice && name != "" {
		r.Add(report.Problem{ID: "blueprint/duplicate", Pos: pos, Fact: fmt.Sprintf("%s stands twice, the first is at %s:%d:%d", what, before.File, before.Line, before.Col), Hint: "rename one of the two"})
		return
	}
	first[what] = pos
}
