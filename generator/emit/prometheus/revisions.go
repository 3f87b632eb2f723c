package prometheus

import (
	"fmt"

	"gen/generator/emit"
	"gen/generator/plan"
	"gen/generator/revision"
	"gen/generator/tree"
)

// Revisions is the list that stands beside the rules of a Prometheus: one
// constant series for each node that can tell its own revision, so that an
// alert can tell where they differ; there is none without such a node. of has
// the revisions by node. Prometheus evaluates what it has loaded, so that one
// which has not taken its new files is found, too.
func Revisions(p *plan.Plan, i *plan.Instance, f plan.File, of map[string]string) ([]tree.File, error) {
	var all []string
	for _, n := range p.Nodes {
		if n.Textfile() == "" {
			continue
		}
		host, err := flowLabels([]plan.Label{{Name: "host", Value: n.Name}})
		if err != nil {
			return nil, err
		}
		all = append(all, fmt.Sprintf("%s, revision: %q", host, of[n.Name]))
	}
	if len(all) == 0 {
		return nil, nil
	}
	f.Path += "/" + revision.List
	content := constants("revisions", "What was built for each node; HostNotAsBuilt compares it with what the node has.", plan.BuiltSeries, all)
	return []tree.File{emit.For(i, f, content)}, nil
}
