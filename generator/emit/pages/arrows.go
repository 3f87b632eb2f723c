package pages

import (
	"fmt"
	"slices"
	"strings"

	"gen/generator/blueprint"
	"gen/generator/plan"
)

// flight is what an instance's links to one box have in common.
type flight struct{ purpose, box string }

// links draws the arrows of an instance; one that leads to several services of
// another box leads to the box.
func (s *sketch) links(i *plan.Instance) {
	ends := map[flight][]string{}
	var order []flight
	for _, l := range i.Out {
		if l.Purpose == blueprint.Health {
			continue // of itself
		}
		f, to := flight{l.Purpose, s.home[l.To.Instance.Node]}, s.ids[l.To.Instance]
		known := ends[f]
		if known == nil {
			order = append(order, f)
		}
		if !slices.Contains(known, to) {
			ends[f] = append(known, to)
		}
	}
	from, home := s.ids[i], s.home[i.Node]
	for _, f := range order {
		if len(ends[f]) > 1 && f.box != home {
			s.arrow(from, f.box, f.purpose)
			continue
		}
		for _, to := range ends[f] {
			s.arrow(from, to, f.purpose)
		}
	}
}

// arrow draws one, unless it would lead to where it begins: to a neighbour
// within the same box.
func (s *sketch) arrow(from, to, purpose string) {
	if purpose == blueprint.Upstream {
		purpose = "pass on"
	}
	ends := [2]string{from, to}
	back := purpose == blueprint.Gossip && slices.Contains(s.purposes[[2]string{to, from}], purpose)
	if from == to || back || slices.Contains(s.purposes[ends], purpose) {
		return
	}
	if s.purposes[ends] == nil {
		s.Arrows = append(s.Arrows, arrow{From: from, To: to})
	}
	s.purposes[ends] = append(s.purposes[ends], purpose)
}

// outside draws who is told, what is scraped elsewhere, and people.
func (s *sketch) outside(p *plan.Plan, all []*plan.Instance) {
	told, scraped := s.parties(receiverNames(p), "receivers"), s.parties(externalNames(p), "other targets")
	people := shape{"people", "people"}
	for _, i := range all {
		if i.Writes("alertmanager") {
			s.arrows(s.ids[i], told, "notify")
		}
		if i.Writes("prometheus") {
			s.arrows(s.ids[i], scraped, blueprint.Scrape)
		}
		if slices.ContainsFunc(i.Listeners, func(l *plan.Listener) bool { return l.People && l.Published }) {
			if !slices.Contains(s.Outside, people) {
				s.Outside = append(s.Outside, people)
			}
			s.arrow(people.ID, s.ids[i], "use")
		}
	}
}

// parties draws a shape for each name, or one for all when there are many.
func (s *sketch) parties(names []string, noun string) []shape {
	if len(names) > maxParty {
		names = []string{fmt.Sprintf("%d %s", len(names), noun)}
	}
	var drawn []shape
	for _, name := range names {
		drawn = append(drawn, shape{fmt.Sprintf("o%d", len(s.Outside)), name})
		s.Outside = append(s.Outside, drawn[len(drawn)-1])
	}
	return drawn
}

func (s *sketch) arrows(from string, to []shape, purpose string) {
	for _, end := range to {
		s.arrow(from, end.ID, purpose)
	}
}

func receiverNames(p *plan.Plan) []string {
	var names []string
	for _, r := range receiversOf(p) {
		names = append(names, r.Name)
	}
	return names
}

func externalNames(p *plan.Plan) []string {
	var names []string
	for _, e := range p.Externals {
		names = append(names, e.Name)
	}
	return names
}

// finish writes the words at each arrow.
func (s *sketch) finish() {
	for at, a := range s.Arrows {
		words := s.purposes[[2]string{a.From, a.To}]
		slices.Sort(words)
		s.Arrows[at].Label = strings.Join(words, ", ")
	}
}
