package generator

import (
	"fmt"

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
		"grafana-provider":       grafana.Provider,
		"http-client":            httpclient.Emit,
		"prometheus":             prometheus.Config,
		"prometheus-rule-tests":  prometheus.RuleTests,
		"prometheus-rules":       prometheus.Rules,
		"prometheus-targets":     prometheus.Targets,
		"template":               template.New().Emit,
		"web-config":             webconfig.Emit,
	}
}

// whole are the emitters of what belongs to a node or to the site itself.
func whole() []emit.Whole {
	return []emit.Whole{
		systemd.Emit,      // units, users, folders
		compose.Emit,      // one project per node
		nftables.Emit,     // each port open only to who needs it
		certificates.Emit, // what to issue, and the requests for it
		sshconfig.Emit,    // how to reach the nodes
		pages.Emit,        // what people read
	}
}

// emitAll makes all files of a plan.
func emitAll(p *plan.Plan) (*tree.Tree, error) {
	out, err := tree.New()
	if err != nil {
		return nil, err
	}
	if err := emitInstances(p, out); err != nil {
		return nil, err
	}
	for _, write := range whole() {
		files, err := write(p)
		if err := add(out, files, err); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// emitInstances makes the files that blueprints ask for.
func emitInstances(p *plan.Plan, out *tree.Tree) error {
	known := formats()
	for _, i := range p.Instances() {
		for _, f := range i.Files {
			write, ok := known[f.Format]
			if !ok {
				return fmt.Errorf("blueprint %s names an unknown format %q", i.Blueprint.Name, f.Format)
			}
			files, err := write(p, i, f)
			if err := add(out, files, err); err != nil {
				return err
			}
		}
	}
	return nil
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
