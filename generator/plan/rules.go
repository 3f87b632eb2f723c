package plan

// Series that are recorded beside those of blueprints.
const (
	// ExpectedSeries is 1 for every target that the site has, with its job,
	// host and instance; the emitter of rules writes it.
	ExpectedSeries = "gen:expected"
	// BuiltSeries is 1 for every node that can tell its revision, with its host
	// and the revision that was built for it; the emitter of rules writes it.
	// AppliedSeries is what the node tells by itself, with the revision that is
	// in force there; the script that installs bundles writes it.
	BuiltSeries   = "gen:built_revision"
	AppliedSeries = "gen_node_revision_info"
	// IssuedSeries tells when each certificate and authority ends, in seconds
	// since 1970; package pki writes it when it issues. Labels: certificate
	// (server, client, ca-server or ca-client), path below the output folder,
	// fingerprint_sha256, and for those of a service its host and service.
	IssuedSeries = "gen:certificate_not_after_timestamp_seconds"
)

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
