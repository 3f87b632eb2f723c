package compose

import (
	"net/netip"
	"testing"

	"gen/generator/emit/emittest"
	"gen/generator/plan"
)

// TestOneShapeServesManyNodes keeps the cost of thousands of nodes away.
func TestOneShapeServesManyNodes(t *testing.T) {
	n := emittest.Plan().Nodes[0]
	exporter := n.Instances[2]
	digest := "a"
	w := writer{site: "lab", digest: func(*plan.Instance) string { return digest }, shapes: map[string][]string{}}
	for _, step := range []struct {
		address, argument, digest string
		shapes                    int
	}{
		{"10.0.0.12", "--listen=10.0.0.12", "a", 1},
		{"10.0.0.13", "--listen=10.0.0.13", "b", 1},
		{"10.0.0.13", "--listen=10.0.0.12", "b", 2},
		{"fd00::1", "--listen=fd00::1", "b", 3},
		{"fd00::", "--listen=fd00::", "c", 3},
	} {
		n.Address, exporter.Args, digest = netip.MustParseAddr(step.address), []string{step.argument}, step.digest
		if _, err := w.project(n); err != nil {
			t.Fatal(err)
		}
		if len(w.shapes) != step.shapes {
			t.Errorf("%s: %d shapes, want %d", step.argument, len(w.shapes), step.shapes)
		}
	}
}
