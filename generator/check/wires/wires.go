// Package wires proves that both ends of every connection agree, that every
// path in a file is there for who reads it, and that nothing private gets out.
//
// It looks at the files of a built tree once more, through package ends: who
// dials what, and who listens where. The links of the plan, from which the
// files were made, count only at the end: each has to have been seen. Else the
// plan tells what runs where, as whom, and where the user said so.
//
// One mistake in a file shows in many places. So the proof has steps, and what
// one finds is not told again, in other words, by those after it.
package wires

import (
	"gen/generator/check/copies"
	"gen/generator/plan"
	"gen/generator/report"
	"gen/generator/tree"
)

// Check adds what is wrong with the tree of a plan to r, and returns how many
// of the plan's links have been seen in the files. Nodes with the same files as
// another are not looked at again but for what others have to do with them.
func Check(p *plan.Plan, t *tree.Tree, same copies.Set, r *report.Report) int {
	s := &site{plan: p, same: same, tree: t, report: r, nodes: map[string]*node{}, running: map[*plan.Instance]*process{}, at: map[string]*node{}, met: map[*listen]map[client]bool{}, told: map[told]int{}, answers: map[[2]string]bool{}, reader: newReader()}
	s.readCertificates()
	s.secrets()
	for _, n := range p.Nodes {
		s.readNode(n)
		if !same[n] {
			s.apart = append(s.apart, s.nodes[n.Name])
		}
	}
	for _, step := range [][]func(){
		{s.accounts, s.lifetimes, s.private},
		{s.paths},
		{s.plaintext},
		{s.dials, s.datasources},
		{s.missing},
		{s.admissions, s.openings},
	} {
		for _, prove := range step {
			prove()
		}
		if s.found > 0 {
			return 0
		}
	}
	return len(p.Links)
}

// enough is how often one mistake of a blueprint is told, which may be the same
// on every node of a large site.
const enough = 5

// add records a problem.
func (s *site) add(id string, pos report.Pos, fact, hint string) {
	if s.found++; s.told[told{id, pos}] == enough {
		return
	}
	s.told[told{id, pos}]++
	s.report.Add(report.Problem{ID: id, Pos: pos, Fact: fact, Hint: hint})
}

// own is what to do about a file that gen has written by itself.
const own = "correct the blueprint, or report it if the file is gen's own work"
