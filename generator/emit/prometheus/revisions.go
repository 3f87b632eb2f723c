package prometheus

import (
	"bytes"
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
	var out bytes.Buffer
	fmt.Fprintf(&out, "# %s\n", emit.Notice)
	out.WriteString("# What was built for each node; HostNotAsBuilt compares it with what the node has.\n")
	out.WriteString("groups:\n  - name: revisions\n    interval: 1m\n    rules:\n")
	told := 0
	for _, n := range p.Nodes {
		if n.Textfile() == "" {
			continue
		}
		host, err := flowLabels([]plan.Label{{Name: "host", Value: n.Name}})
		if err != nil {
			return nil, err
		}
		fmt.Fprintf(&out, "      - {record: %s, expr: vector(1), labels: {%s, revision: %q}}\n", plan.BuiltSeries, host, of[n.Name])
		told++
	}
	if told == 0 {
		return nil, nil
	}
	f.Path += "/" + revision.List
	return []tree.File{emit.For(i, f, out.Bytes())}, nil
}
