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

// whole are the emitters of what belongs to a node or to the site itself.
func whole(restarts digests) []emit.Whole {
	return []emit.Whole{
		systemd.Emit, // units, users, folders
		func(p *plan.Plan) ([]tree.File, error) { return compose.Emit(p, restarts.of) }, // one project per node
		nftables.Emit,     // each port open only to who needs it
		certificates.Emit, // what to issue, and the requests for it
		sshconfig.Emit,    // how to reach the nodes
		pages.Emit,        // what people read
	}
}

// emitAll makes all files of a plan; the tree is nil after a problem was added
// to r. An error is of gen itself.
func emitAll(p *plan.Plan, r *report.Report) (*tree.Tree, error) {
	out, err := tree.New()
	if err != nil {
		return nil, err
	}
	restarts := digests{}
	if emitInstances(p, out, restarts, r); r.Failed() {
		return nil, nil
	}
	for _, write := range whole(restarts) {
		files, err := write(p)
		if err := add(out, files, err); err != nil {
			return nil, err
		}
	}
	return out, addRevisions(p, out)
}

// addRevisions lists, beside the rules of each Prometheus, the revisions of all
// other files.
func addRevisions(p *plan.Plan, out *tree.Tree) error {
	of := revision.All(p, out)
	for _, i := range p.Instances() {
		for _, f := range i.Files {
			if f.Format != revision.Rules {
				continue
			}
			files, err := prometheus.Revisions(p, i, f, of)
			if err := add(out, files, err); err != nil {
				return err
			}
		}
	}
	return nil
}

// emitInstances makes the files that blueprints ask for.
func emitInstances(p *plan.Plan, out *tree.Tree, restarts digests, r *report.Report) {
	known, wrong := formats(), mistakes{r, out, map[string]bool{}}
	for _, i := range p.Instances() {
		for _, f := range i.Files {
			write, ok := known[f.Format]
			if !ok {
				wrong.unknownFormat(f, known)
				continue
			}
			files, err := write(p, i, f)
			if err := add(out, files, err); err != nil {
				wrong.add(i, f, err)
			}
			restarts.add(i, files)
		}
		if len(i.Secrets) > 0 {
			files := records(i)
			if err := add(out, files, nil); err != nil {
				wrong.add(i, plan.File{Pos: i.Pos}, err)
			}
			restarts.add(i, files)
		}
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

// digests are hashes over the files of each instance that need a restart when
// they change.
type digests map[*plan.Instance]hash.Hash

func (d digests) add(i *plan.Instance, files []tree.File) {
	for _, f := range files {
		if f.OnChange != tree.Restart {
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
