package systemd_test

import (
	"testing"

	"gen/generator/emit/emittest"
	"gen/generator/plan"
)

const notice = "# Written by gen; do not edit: change site.yaml and build again.\n"

func TestNodeFiles(t *testing.T) {
	for name, c := range map[string]struct {
		change     func(*plan.Node)
		path, want string
	}{
		"two services of one user": {func(n *plan.Node) {
			n.Instances[1].User, n.Instances[1].Group = "prometheus", "prometheus"
		}, "/etc/sysusers.d/gen.conf", "u prometheus - \"runs node_exporter\"\n"},
		"a group apart": {func(n *plan.Node) { n.Instances[1].Group = "metrics" },
			"/etc/sysusers.d/gen.conf", "g metrics -\nu node_exporter - \"runs node_exporter\"\nu prometheus - \"runs prometheus\"\n"},
		"root is there already": {func(n *plan.Node) { n.Instances[1].User, n.Instances[1].Group = "root", "root" },
			"/etc/sysusers.d/gen.conf", "u prometheus - \"runs prometheus\"\n"},
		"a private file elsewhere": {func(n *plan.Node) {
			n.Instances = n.Instances[1:]
			n.Instances[0].Server, n.Instances[0].Out = nil, nil
			private("/etc/default/node_exporter", "root:node_exporter")(n.Instances[0])
		}, "/etc/tmpfiles.d/gen.conf", "d /var/lib/gen-metrics 0755 root root -\nZ /etc/node_exporter ~0750 root node_exporter -\nZ /etc/default/node_exporter ~0750 root node_exporter -\n"},
		"a secret of the distribution's daemon": {func(n *plan.Node) {
			n.Instances = n.Instances[:1]
			i := n.Instances[0]
			i.Blueprint.Systemd.Packaged.Value, i.Server, i.Out = true, nil, nil
		}, "/etc/tmpfiles.d/gen.conf", "d /etc/prometheus/secrets 0750 root root -\nZ /etc/prometheus/secrets ~0750 root root -\n"},
		"two instances of one unit": {func(n *plan.Node) { n.Instances[1].Unit = n.Instances[0].Unit },
			"/etc/systemd/system-preset/50-gen.preset", "enable gen-reboot-required.timer\nenable prometheus.service\n"},
	} {
		t.Run(name, func(t *testing.T) {
			p := emittest.Plan()
			c.change(p.Nodes[1])
			if got := emittest.Content(t, emitted(t, p), "mon"+c.path); got != notice+c.want {
				t.Errorf("got\n%s\nwant\n%s", got, notice+c.want)
			}
		})
	}
}

func TestNothingWithoutServices(t *testing.T) {
	p := emittest.Plan()
	for _, n := range p.Nodes {
		n.Instances = nil
	}
	if files := emitted(t, p); len(files) != 0 {
		t.Errorf("got %d files", len(files))
	}
}
