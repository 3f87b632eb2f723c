package plan

// Series that are recorded beside those of blueprints.
const (
	// ExpectedSeries is 1 for every target that the site has, with its job,
	// host and instance; the emitter of rules writes it.
	ExpectedSeries = "gen:expected"
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
