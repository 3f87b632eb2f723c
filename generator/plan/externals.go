package plan

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"gen/generator/strictyaml"
	"gen/generator/topology"
)

// ProbeJobs is how the jobs begin that show what blackbox_exporter sees.
const ProbeJobs = "tls_probe_"

// settleExternals settles what is scraped but not installed.
func (p *planner) settleExternals() {
	for _, entry := range p.site.Scrape {
		p.plan.Externals = append(p.plan.Externals, p.external(entry.Key, entry.Value))
	}
	slices.SortFunc(p.plan.Externals, func(a, b *External) int { return strings.Compare(a.Name, b.Name) })
}

// urlPath is a path that a URL can have as it stands.
var urlPath = regexp.MustCompile(`^/[A-Za-z0-9._~!$&'()*+,;=:@%/-]*$`)

// checkJob refuses names under which gen scrapes something itself, and those
// of which two would be one file where case is ignored.
func (p *planner) checkJob(name strictyaml.Text) {
	for _, taken := range sortedKeys(p.blueprints) {
		if strings.EqualFold(taken, name.Value) {
			p.fail("plan/job-clash", name.Pos, fmt.Sprintf("%q is the job of a service that gen installs", taken), "give these targets a name of their own")
		}
	}
	if strings.HasPrefix(strings.ToLower(name.Value), ProbeJobs) {
		p.fail("plan/job-clash", name.Pos, fmt.Sprintf("the names of gen's own probes begin with %q", ProbeJobs), "give these targets a name of their own")
	}
	for _, other := range p.plan.Externals {
		if strings.EqualFold(other.Name, name.Value) {
			p.fail("plan/job-clash", name.Pos, fmt.Sprintf("the jobs %q and %q differ in capitals only", other.Name, name.Value), "give one of them another name")
		}
	}
}

func (p *planner) external(name strictyaml.Text, own topology.External) *External {
	p.checkJob(name)
	e := &External{
		Name: name.Value, Scheme: "https", Path: either(own.Path.Value, "/metrics"), Interval: own.Interval.Text,
		CA: either(own.CA.Value, "site"), ServerName: own.ServerName.Value, Plaintext: own.Plaintext.Value,
	}
	if e.Plaintext != "" {
		e.Scheme, e.CA = "http", ""
	}
	p.checkCA(own.CA, "site", "system")
	if !urlPath.MatchString(e.Path) {
		p.fail("plan/bad-path", own.Path.Pos, quoted(e.Path)+" is not the path of a URL", "write a path such as /metrics, without parameters")
	}
	set := map[string]string{}
	for _, l := range own.Labels {
		set[l.Key.Value] = l.Value.Value
	}
	e.Labels = labels(set)
	e.Targets = p.targets(own)
	if own.BasicAuth != nil {
		e.Username, e.Secret = own.BasicAuth.Username.Value, own.BasicAuth.Password.Name.Value
	}
	return e
}

// targets reads host:port of each target; Prometheus refuses anything more.
func (p *planner) targets(own topology.External) []string {
	var list []string
	for _, text := range own.Targets {
		if !hostPort(text.Value) {
			p.fail("plan/bad-target", text.Pos, quoted(text.Value)+" is not host:port", "write it as 192.168.10.50:9100; the scheme and path have keys of their own")
			continue
		}
		if slices.Contains(list, text.Value) {
			p.fail("plan/duplicate-target", text.Pos, fmt.Sprintf("target %s stands twice", quoted(text.Value)), "take one of them out")
			continue
		}
		list = append(list, text.Value)
	}
	if own.Targets != nil && len(own.Targets) == 0 {
		p.fail("plan/bad-target", own.Pos, "the job has no targets", "write at least one under targets, such as 192.168.10.50:9100")
	}
	return list
}
