// Package check proves a built tree before anybody writes it: what stands here
// turns a mistake of a blueprint, or of gen itself, into a problem with a place
// instead of a daemon that does not start.
//
// Every file is read by the code of the daemon that will read it, which lives
// in a package of its own below this one; that code is of one version, so the
// tables of package compat say whether flags, keys and functions exist in the
// version that the site runs. Equal command lines and equal files are looked at
// once, so the cost grows with the number of different ones, and not with that
// of nodes.
package check

import (
	"runtime"
	"strings"
	"sync"

	"gen/generator/check/copies"
	"gen/generator/check/expr"
	"gen/generator/check/wires"
	"gen/generator/dashboards"
	"gen/generator/plan"
	"gen/generator/report"
	"gen/generator/tree"
)

// Figures count what a proof has looked at; of things that are equal, all.
type Figures struct {
	// Files were read as their readers read them, with Keys of configurations;
	// Flags are those of all command lines.
	Files int `json:"files"`
	Flags int `json:"flags"`
	Keys  int `json:"keys"`
	// Links are connections of which both ends agree.
	Links int `json:"links"`
	// Rules and Queries of panels ask for what the site has.
	Rules   int `json:"rules"`
	Queries int `json:"queries"`
	// Tests of rules were run, Messages written, and Expectations of the user
	// found to hold.
	Tests        int `json:"tests"`
	Messages     int `json:"messages"`
	Expectations int `json:"expectations"`
}

// Run adds what is wrong with the tree of a plan to r, and says how much it has
// looked at.
func Run(p *plan.Plan, t *tree.Tree, r *report.Report) Figures {
	c := &checker{plan: p, tree: t, report: r, seen: map[string]bool{}, same: copies.Find(p, t)}
	c.timesRead = c.times()
	for _, i := range p.Instances() {
		if i.Writes("prometheus") {
			c.readers = append(c.readers, i)
		}
		if i.Blueprint.Versions.Table.Value != "" {
			c.flags(i)
		}
		for _, f := range i.Files {
			c.file(i, f)
		}
	}
	c.nodes()
	c.wait()
	c.expressions()
	c.routed()
	if !r.Failed() { // else the same mistake would be told again in other words
		c.figures.Links = wires.Check(p, t, c.same, r)
	}
	return c.figures
}

type checker struct {
	plan *plan.Plan
	tree *tree.Tree
	// same are nodes with copies of others' files, which are only counted.
	same copies.Set
	// lock guards report, seen, figures and what was read.
	lock   sync.Mutex
	report *report.Report
	// seen are the command lines, files and problems that have been looked at.
	seen map[string]bool
	// readers are the instances that compute what panels ask for.
	readers []*plan.Instance
	// rulesRead and queriesRead are what the files of rules and dashboards hold.
	rulesRead []expr.Rule
	// raised are the alerts of the rules, and routings what becomes of them.
	raised   []expr.Raised
	routings []routing
	// timesRead tells that Alertmanager takes the user's times.
	timesRead   bool
	queriesRead []dashboards.Query
	figures     Figures
	// todo are the files to be read: each by itself, so several at a time.
	todo []func()
}

// wait reads the files, as many at a time as there are processors.
func (c *checker) wait() {
	jobs := make(chan func())
	var workers sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		workers.Go(func() {
			for read := range jobs {
				read()
			}
		})
	}
	for _, read := range c.todo {
		jobs <- read
	}
	close(jobs)
	workers.Wait()
}

// first tells whether these words come for the first time.
func (c *checker) first(words ...string) bool {
	key := strings.Join(words, "\x00")
	c.lock.Lock()
	defer c.lock.Unlock()
	if c.seen[key] {
		return false
	}
	c.seen[key] = true
	return true
}

// count adds to one of the figures.
func (c *checker) count(figure *int, n int) {
	c.lock.Lock()
	defer c.lock.Unlock()
	*figure += n
}

// add records a problem.
func (c *checker) add(id string, pos report.Pos, fact, hint string) {
	c.lock.Lock()
	defer c.lock.Unlock()
	c.report.Add(report.Problem{ID: id, Pos: pos, Fact: fact, Hint: hint})
}
