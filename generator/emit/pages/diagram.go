package pages

import (
	"cmp"
	"fmt"
	"slices"

	"gen/generator/plan"
)

// Limits of a drawing: boxes that an eye takes in, and arrows and characters
// far below those of Mermaid (maxEdges 500, maxTextSize 50000,
// config.schema.yaml@11).
const (
	maxBoxes  = 12
	maxArrows = 250
	maxShapes = 400
	maxParty  = 8
)

// diagram is a flowchart of boxes with services in them, and arrows between.
type diagram struct {
	Boxes   []box
	Outside []shape
	Arrows  []arrow
	// Merged tells that a box may stand for several nodes.
	Merged bool
}

// box stands for a node, or for nodes with the same services.
type box struct {
	shape
	Services []shape
	nodes    []*plan.Node
	links    int
	// rest tells that the nodes have little in common, so that no services are drawn.
	rest bool
}

// shape is something that arrows can lead to.
type shape struct{ ID, Label string }

// arrow is what one shape wants of another, such as "alert, scrape".
type arrow struct{ From, To, Label string }

// diagramOf draws the site, with fewer boxes when it does not fit otherwise.
func diagramOf(p *plan.Plan) diagram {
	for limit := maxBoxes; ; limit /= 2 {
		d := draw(p, limit)
		if limit < 2 || len(d.Arrows) <= maxArrows && d.shapes() <= maxShapes {
			return d
		}
	}
}

func (d diagram) shapes() int {
	total := len(d.Outside)
	for _, b := range d.Boxes {
		total += 1 + len(b.Services)
	}
	return total
}

func draw(p *plan.Plan, limit int) diagram {
	s := sketch{ids: map[*plan.Instance]string{}, home: map[*plan.Node]string{}, purposes: map[[2]string][]string{}}
	s.Boxes, s.Merged = boxes(p.Nodes, limit), len(p.Nodes) > limit
	for at := range s.Boxes {
		s.fill(at)
	}
	all := p.Instances()
	for _, i := range all {
		s.links(i)
	}
	s.outside(p, all)
	s.finish()
	return s.diagram
}

// boxes are a box for every node if there are few, else for every set of
// services; those with most links have a box of their own, and the rest one
// together.
func boxes(nodes []*plan.Node, limit int) []box {
	var list []box
	at := map[string]int{}
	for _, n := range nodes {
		key := n.Name
		if len(nodes) > limit {
			key = joined(services(n)...)
		}
		if _, known := at[key]; !known {
			at[key] = len(list)
			list = append(list, box{})
		}
		b := &list[at[key]]
		b.nodes = append(b.nodes, n)
		for _, i := range n.Instances {
			b.links += len(i.Out) + len(i.In)
		}
	}
	if len(list) <= limit {
		return list
	}
	slices.SortStableFunc(list, func(a, b box) int { return cmp.Compare(b.links, a.links) })
	rest := box{rest: true}
	for _, b := range list[limit-1:] {
		rest.nodes = append(rest.nodes, b.nodes...)
	}
	slices.SortFunc(rest.nodes, func(a, b *plan.Node) int { return cmp.Compare(a.Name, b.Name) })
	return append(list[:limit-1], rest)
}

// sketch is a diagram in the making.
type sketch struct {
	diagram
	// ids are the shapes of instances, home those of nodes.
	ids  map[*plan.Instance]string
	home map[*plan.Node]string
	// purposes are the words at an arrow, by its two ends.
	purposes map[[2]string][]string
}

// fill names a box and draws its services; the rest's are too many to draw.
func (s *sketch) fill(at int) {
	b := &s.Boxes[at]
	b.ID, b.Label = fmt.Sprintf("n%d", at), boxLabel(b)
	if !b.rest {
		for number, name := range services(b.nodes[0]) {
			b.Services = append(b.Services, shape{fmt.Sprintf("%ss%d", b.ID, number), name})
		}
	}
	for _, n := range b.nodes {
		s.home[n] = b.ID
		for number, i := range n.Instances {
			s.ids[i] = b.ID
			if !b.rest {
				s.ids[i] = b.Services[number].ID
			}
		}
	}
}

func boxLabel(b *box) string {
	if len(b.nodes) == 1 {
		return b.nodes[0].Name + " " + b.nodes[0].Address.String()
	}
	names := make([]string, len(b.nodes))
	for at, n := range b.nodes {
		names[at] = n.Name
	}
	label := someNodes(names)
	if b.rest {
		label = "all others: " + label
	}
	return label
}
