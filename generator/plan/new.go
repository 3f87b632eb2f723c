package plan

import (
	"slices"

	"gen/generator/blueprint"
	"gen/generator/report"
	"gen/generator/topology"
)

// planner holds a plan in the making. Each step reads what earlier steps have
// settled and adds its own part; none changes what another has written.
type planner struct {
	site       *topology.Site
	blueprints map[string]*blueprint.Blueprint
	report     *report.Report
	plan       *Plan
	groups     map[string]*flatGroup
	nodes      map[string]*Node
	templates  map[string]textTemplate
	// kinds are the texts that instances of one kind share, and texts those of the
	// last instance that was looked at.
	kinds map[kind]map[string]string
	texts map[string]string
	last  *Instance
	// defaults are the settings of services that a site gives none.
	defaults map[*blueprint.Blueprint]map[string]any
	// view is the one that was looked at last.
	view *View
	// told are the templates that fail.
	told map[report.Pos]bool
}

// New resolves a site. Problems are added to r; the plan is nil when one of
// them is an error.
func New(site *topology.Site, blueprints map[string]*blueprint.Blueprint, r *report.Report) *Plan {
	p := &planner{
		site: site, blueprints: blueprints, report: r, plan: &Plan{dashboards: map[*blueprint.Blueprint][]*blueprint.Dashboard{}},
		groups: map[string]*flatGroup{}, nodes: map[string]*Node{}, templates: map[string]textTemplate{}, kinds: map[kind]map[string]string{}, told: map[report.Pos]bool{},
		defaults: map[*blueprint.Blueprint]map[string]any{},
	}
	stages := [][]func(){
		{p.settleSite, p.settleReceivers, p.settleExternals, p.flattenGroups, p.placeNodes},
		{p.openListeners, p.checkPasswords, p.checkPorts, p.connect, p.settleAlerts, p.settleExpectations, p.settleRules, p.settleDashboards},
		{p.certify, p.checkNames, p.gatherSecrets, p.renderInstances, p.findLike, p.settlePanels},
	}
	for _, stage := range stages {
		for _, step := range stage {
			step()
		}
		if r.Failed() {
			return nil
		}
	}
	return p.plan
}

// fail records a problem of the plan.
func (p *planner) fail(id string, pos report.Pos, fact, hint string) {
	p.report.Add(report.Problem{ID: id, Pos: pos, Fact: fact, Hint: hint})
}

// Instances yields every instance of the plan, by node and name.
func (p *Plan) Instances() []*Instance {
	count := 0
	for _, n := range p.Nodes {
		count += len(n.Instances)
	}
	all := make([]*Instance, 0, count)
	for _, n := range p.Nodes {
		all = append(all, n.Instances...)
	}
	return all
}

// Only is the plan with some of its nodes.
func (p *Plan) Only(nodes []*Node) *Plan {
	some := *p
	some.Nodes = nodes
	return &some
}

// Writes tells whether the instance has a file of the format.
func (i *Instance) Writes(format string) bool {
	return slices.ContainsFunc(i.Blueprint.Files, func(f blueprint.File) bool { return f.Format.Value == format })
}

// Textfile is the folder whose .prom files an exporter of the node reads, for
// gen to write to; empty for none.
func (n *Node) Textfile() string {
	for _, i := range n.Instances {
		if i.Textfile != "" {
			return i.Textfile
		}
	}
	return ""
}

// Packaged tells that the distribution brings unit, user and program.
func (i *Instance) Packaged() bool {
	return i.Runtime == Systemd && i.Blueprint.Systemd != nil && i.Blueprint.Systemd.Packaged.Value
}

// Listener returns the listener of that name, or the main one for "".
func (i *Instance) Listener(name string) *Listener {
	for _, l := range i.Listeners {
		if l.Name == name || name == "" {
			return l
		}
	}
	return nil
}
