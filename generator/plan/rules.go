package plan

// settleRules takes over the user's own files of rules, which somebody has to read.
func (p *planner) settleRules() {
	p.plan.Rules, p.plan.RuleTests = p.site.RuleFiles, p.site.TestFiles
	for _, i := range p.plan.Instances() {
		if i.Writes("prometheus-rules") {
			return
		}
	}
	for _, f := range append(p.plan.Rules[:len(p.plan.Rules):len(p.plan.Rules)], p.plan.RuleTests...) {
		p.fail("plan/idle-rules", f.Pos, "the site has no Prometheus that could read "+quoted(f.Name), "add prometheus to a node, or remove the file from the list")
	}
}
