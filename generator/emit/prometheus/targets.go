package prometheus

import (
	"bytes"
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"gen/generator/emit"
	"gen/generator/plan"
	"gen/generator/render"
	"gen/generator/tree"
)

// target is one entry of a target file.
type target struct {
	address string
	labels  []plan.Label
}

// Targets is the emit.Format "prometheus-targets": a folder with one file per
// job and two lines per target, which Prometheus reads again by itself.
func Targets(p *plan.Plan, i *plan.Instance, f plan.File) ([]tree.File, error) {
	byJob := targets(p, i)
	var files []tree.File
	for _, job := range slices.Sorted(maps.Keys(byJob)) {
		content, err := targetFile(byJob[job])
		if err != nil {
			return nil, err
		}
		one := f
		one.Path = f.Path + "/" + job + ".yml"
		files = append(files, emit.For(i, one, content))
	}
	return files, nil
}

// targets are all targets of a Prometheus by job.
func targets(p *plan.Plan, i *plan.Instance) map[string][]target {
	byJob := map[string][]target{}
	for job, links := range scrapesByJob(i) {
		for _, l := range links {
			byJob[job] = append(byJob[job], target{l.Address(), targetLabels(l.To)})
		}
	}
	for _, prober := range probers(i) {
		job := probeJob(prober)
		for _, l := range probes(prober.To.Instance) {
			byJob[job] = append(byJob[job], target{l.Address(), append(targetLabels(l.To), plan.Label{Name: "service", Value: l.To.Instance.Name})})
		}
	}
	for _, e := range p.Externals {
		for _, address := range e.Targets {
			byJob[e.Name] = append(byJob[e.Name], target{address, e.Labels})
		}
	}
	return byJob
}

// targetLabels are what every series of a target carries beside its job.
func targetLabels(l *plan.Listener) []plan.Label {
	n := l.Instance.Node
	own := []plan.Label{{Name: "host", Value: n.Name}, {Name: "instance", Value: instanceLabel(l)}}
	return append(own, n.Labels...)
}

// instanceLabel is a readable name of a target: node:port.
func instanceLabel(l *plan.Listener) string {
	return fmt.Sprintf("%s:%d", l.Instance.Node.Name, l.Port)
}

func targetFile(list []target) ([]byte, error) {
	slices.SortStableFunc(list, func(a, b target) int { return cmp.Compare(sortKey(a), sortKey(b)) })
	var out bytes.Buffer
	fmt.Fprintf(&out, "# %s\n", emit.Notice)
	for _, t := range list {
		address, err := render.YAML(t.address)
		if err != nil {
			return nil, err
		}
		labels, err := flowLabels(t.labels)
		if err != nil {
			return nil, err
		}
		fmt.Fprintf(&out, "- targets: [%s]\n  labels: {%s}\n", address, labels)
	}
	return out.Bytes(), nil
}

// sortKey orders targets by their readable names, so that a new address moves
// no line.
func sortKey(t target) string {
	if len(t.labels) > 1 && t.labels[0].Name == "host" {
		return t.labels[1].Value
	}
	return t.address
}

// flowLabels writes labels inside the braces of a YAML flow mapping.
func flowLabels(labels []plan.Label) (string, error) {
	words := make([]string, len(labels))
	for at, l := range labels {
		name, err := render.YAML(l.Name) // null is the name of a label, too
		if err != nil {
			return "", err
		}
		value, err := render.YAML(l.Value)
		if err != nil {
			return "", fmt.Errorf("label %s: %w", l.Name, err)
		}
		words[at] = name + ": " + value
	}
	return strings.Join(words, ", "), nil
}
