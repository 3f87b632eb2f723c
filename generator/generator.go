// Package generator turns a site.yaml into the files of every node. Read it
// first: each stage is a pure function of the one before.
//
//	site.yaml ─load─▶ topology.Site ─resolve─▶ plan.Plan ─emit─▶ tree.Tree ─check─▶ problems
//	                       ▲                      ▲
//	                   positions             blueprints
//
// What becomes of the tree (written, compared, described) is decided by the
// commands in cmd/gen.
package generator

import (
	"fmt"
	"io/fs"
	"path"

	"gen/generator/blueprint"
	"gen/generator/check"
	"gen/generator/plan"
	"gen/generator/report"
	"gen/generator/topology"
	"gen/generator/tree"
)

// Site is a site in all its forms. Later forms are nil when an earlier one has
// errors.
type Site struct {
	Topology   *topology.Site
	Blueprints blueprint.Set
	Plan       *plan.Plan
	Tree       *tree.Tree
	// Proof says how much has been looked at.
	Proof check.Figures
}

// Build reads the site at file and makes everything that its nodes need.
// fsys is rooted at the folder of file, so that nothing outside it can be read;
// file is the path as the user typed it. What is wrong with the input goes to
// r; the error is about gen itself and never about the input.
func Build(fsys fs.FS, file string, r *report.Report) (*Site, error) {
	site, err := makeFiles(fsys, file, r)
	if site.Tree != nil {
		site.Proof = check.Run(site.Plan, site.Tree, r)
	}
	if r.Failed() {
		site.Tree = nil
	}
	return site, err
}

// Check is Build, with the tests of rules, which take longer than a build may.
// It goes on when a proof fails, so that everything is told at once: the tree
// is nil only when the input itself is wrong.
func Check(fsys fs.FS, file string, r *report.Report) (*Site, error) {
	site, err := makeFiles(fsys, file, r)
	if site.Tree != nil {
		site.Proof = check.Run(site.Plan, site.Tree, r)
		site.Proof.Tests = check.RuleTests(site.Plan, site.Tree, r)
	}
	return site, err
}

// makeFiles makes the tree of a site, of which nothing is proven yet.
func makeFiles(fsys fs.FS, file string, r *report.Report) (*Site, error) {
	site := Resolve(fsys, file, r)
	if wantRecords(site.Plan, r); r.Failed() {
		return site, nil
	}
	files, err := emitAll(site.Plan, r)
	if err != nil {
		return site, fmt.Errorf("the blueprints of this site do not fit together: %w", err)
	}
	site.Tree = files
	return site, nil
}

// Resolve reads the site at file and settles what it means, as Build does, but
// makes no files.
func Resolve(fsys fs.FS, file string, r *report.Report) *Site {
	site := &Site{Topology: topology.Load(fsys, file, r)}
	if site.Topology == nil {
		return site
	}
	site.Blueprints = loadBlueprints(fsys, file, site.Topology, r)
	if !r.Failed() {
		site.Plan = plan.New(site.Topology, site.Blueprints, r)
	}
	return site
}

// loadBlueprints returns gen's own blueprints and those of the site's folders.
func loadBlueprints(fsys fs.FS, file string, site *topology.Site, r *report.Report) blueprint.Set {
	groups := [][]*blueprint.Blueprint{blueprint.BuiltIn(r)}
	for _, folder := range site.Blueprints {
		groups = append(groups, blueprint.Load(fsys, folder.Value, path.Join(path.Dir(file), folder.Value), folder.Pos, r))
	}
	return blueprint.NewSet(r, groups...)
}
