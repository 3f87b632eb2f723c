package prometheus

import (
	"bytes"
	"fmt"

	"gen/generator/emit"
	"gen/generator/plan"
)

// expectedContainers writes one constant series per container that gen starts,
// as expected does for targets. There is none where no alert asks for them.
func expectedContainers(p *plan.Plan) ([]byte, error) {
	if !p.WatchesContainers() {
		return nil, nil
	}
	var out bytes.Buffer
	fmt.Fprintf(&out, "# %s\n", emit.Notice)
	out.WriteString("# One series per container that the site has; ContainerMissing compares them with what runs.\n")
	out.WriteString("groups:\n  - name: expected-containers\n    interval: 1m\n    rules:\n")
	some := false
	for _, i := range p.Instances() {
		if i.Runtime != plan.Compose {
			continue
		}
		labels, err := flowLabels([]plan.Label{{Name: "host", Value: i.Node.Name}, {Name: "name", Value: i.Container()}})
		if err != nil {
			return nil, err
		}
		some = true
		fmt.Fprintf(&out, "      - {record: %s, expr: vector(1), labels: {%s}}\n", plan.ExpectedContainerSeries, labels)
	}
	if !some {
		return nil, nil
	}
	return out.Bytes(), nil
}
