package generator

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"hash"

	"gen/generator/emit"
	"gen/generator/emit/alertmanager"
	"gen/generator/emit/blackbox"
	"gen/generator/emit/certificates"
	"gen/generator/emit/compose"
	"gen/generator/emit/grafana"
	"gen/generator/emit/httpclient"
	"gen/generator/emit/nftables"
	"gen/generator/emit/pages"
	"gen/generator/emit/prometheus"
	"gen/generator/emit/sshconfig"
	"gen/generator/emit/systemd"
	"gen/generator/emit/template"
	"gen/generator/emit/webconfig"
	"gen/generator/plan"
	"gen/generator/report"
	"gen/generator/revision"
	"gen/generator/tree"
)

// formats are the formats that a blueprint's files can name.
func formats() map[string]emit.Format {
	return map[string]emit.Format{
		"alertmanager":           alertmanager.Config,
		"alertmanager-cluster":   alertmanager.Cluster,
		"alertmanager-templates": alertmanager.Templates,
		"blackbox":               blackbox.Emit,
		"grafana-dashboards":     grafana.Dashboards,
		"grafana-datasources":    grafana.Datasources,
		"grafana-own-dashboards": grafana.OwnDashboards,
		"grafana-provider":       grafana.Provider,
		"http-client":            httpclient.Emit,
		"prometheus":             prometheus.Config,
		"prometheus-rule-tests":  prometheus.RuleTests,
		"prometheus-rules":       prometheus.Rules,
		"prometheus-targets":     prometheus.Targets,
		"template":               template.New().Emit,
		"web-config":             webconfig.New().Emit,
	}
}

// ofNodes are the emitters of what belongs to nodes: they write the files of
// those nodes that the plan has, and read nothing of others but links.
func ofNodes(restarts digests) []emit.Whole {
	return []emit.Whole{
		systemd.Emit, // units, users, folders
		func(p *plan.Plan) ([]tree.File, error) { return compose.Emit(p, restarts.of) }, // one project per node
		nftables.Emit,         // each port open only to who needs it
		certificates.Requests, // for what is to be issued
	}
}

// ofSite are the emitters of what belongs to the site itself.
func ofSite() []emit.Whole {
	return []emit.Whole{
		certificates.Emit, // what to issue
		sshconfig.Emit,    // how to reach the nodes
		pages.Emit,        // what people read
	}
}

// emitAll makes all files of a plan; the tree is nil after a problem was added
// to r. An error is of gen itself.
func emitAll(p *plan.Plan, r *report.Report) (*tree.Tree, error) {
	if out := emitCopies(p); out != nil {
		return out, nil
	}
	e := newEmission(p, r)
	e.nodes(p.Nodes)
	e.site()
	if e.err != nil || r.Failed() {
		return nil, e.err
	}
	return e.out, nil
}

// emission is a tree in the making. It ends at the first error.
type emission struct {
	plan     *plan.Plan
	known    map[string]emit.Format
	restarts digests
	wrong    mistakes
	out      *tree.Tree
	err      error
}

func newEmission(p *plan.Plan, r *report.Report) *emission {
	out := &tree.Tree{}
	return &emission{plan: p, known: formats(), restarts: digests{}, wrong: mistakes{r, out, map[string]bool{}}, out: out}
}

// nodes makes the files of some nodes.
func (e *emission) nodes(nodes []*plan.Node) {
	for _, n := range nodes {
		for _, i := range n.Instances {
			e.instance(i)
		}
	}
	e.whole(e.plan.Only(nodes), ofNodes(e.restarts))
}

// site makes the files that no node has, and those that are made of all others.
func (e *emission) site() {
	e.whole(e.plan, ofSite())
	if e.err == nil && !e.wrong.report.Failed() {
		e.revisions()
	}
}

// revisions lists, beside the rules of each Prometheus, the revisions of all
// other files.
func (e *emission) revisions() {
	of := revision.All(e.plan, e.out)
	for _, i := range e.plan.Instances() {
		for _, f := range i.Files {
			if f.Format != revision.Rules || e.err != nil {
				continue
			}
			files, err := prometheus.Revisions(e.plan, i, f, of)
			e.err = add(e.out, files, err)
		}
	}
}

func (e *emission) whole(p *plan.Plan, emitters []emit.Whole) {
	for _, write := range emitters {
		if e.err != nil || e.wrong.report.Failed() {
			return
		}
		files, err := write(p)
		e.err = add(e.out, files, err)
	}
}

// instance makes the files that the blueprint of an instance asks for.
func (e *emission) instance(i *plan.Instance) {
	for _, f := range i.Files {
		write, ok := e.known[f.Format]
		if !ok {
			e.wrong.unknownFormat(f, e.known)
			continue
		}
		files, err := write(e.plan, i, f)
		if err := add(e.out, files, err); err != nil {
			e.wrong.add(i, f, err)
		}
		e.restarts.add(i, files)
	}
	if len(i.Secrets) > 0 {
		files := records(i)
		if err := add(e.out, files, nil); err != nil {
			e.wrong.add(i, plan.File{Pos: i.Pos}, err)
		}
		e.restarts.add(i, files)
	}
}

func add(out *tree.Tree, files []tree.File, err error) error {
	if err != nil {
		return err
	}
	for _, f := range files {
		if err := out.Add(f); err != nil {
			return err
		}
	}
	return nil
}

// digests are hashes over the files of each instance in a container that need a
// restart when they change; a unit is restarted by whoever installs them.
type digests map[*plan.Instance]hash.Hash

func (d digests) add(i *plan.Instance, files []tree.File) {
	for _, f := range files {
		if f.OnChange != tree.Restart || i.Runtime != plan.Compose {
			continue
		}
		if d[i] == nil {
			d[i] = sha256.New()
		}
		fmt.Fprintf(d[i], "%s %d\n%s", f.Path, len(f.Content), f.Content)
	}
}

// of is the digest of an instance in short, or empty when it has no such file.
func (d digests) of(i *plan.Instance) string {
	if d[i] == nil {
		return ""
	}
	return hex.EncodeToString(d[i].Sum(nil)[:8])
}
