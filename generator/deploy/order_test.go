package deploy

import (
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"gen/generator/blueprint"
	"gen/generator/plan"
	"gen/generator/report"
	"gen/generator/topology"
)

// planOf is what a site.yaml means; head is its beginning.
func planOf(t *testing.T, nodes string) *plan.Plan {
	t.Helper()
	text := "version: 1\nsite: lab\n" + nodes
	var r report.Report
	set := blueprint.NewSet(&r, blueprint.BuiltIn(&r))
	p := plan.New(topology.Load(fstest.MapFS{"site.yaml": {Data: []byte(text)}}, "site.yaml", &r), set, &r)
	if r.Failed() {
		t.Fatal(r.Problems())
	}
	return p
}

// pair watches each other, and two web servers.
const pair = `nodes:
  a-mon: {address: 10.0.0.1, services: [prometheus, alertmanager, node_exporter]}
  b-mon: {address: 10.0.0.2, services: [prometheus, alertmanager, node_exporter]}
  web1: {address: 10.0.0.3, services: [nginx, nginx_exporter, node_exporter]}
  web2: {address: 10.0.0.4, services: [node_exporter]}
  web3: {address: 10.0.0.5, runtime: compose, services: [node_exporter, cadvisor]}
receivers: {ops: {slack: {channel: "#ops", api_url: {secret: slack}}}}
routes: {default: ops}
`

// chain is Grafana that asks Prometheus that tells Alertmanager, each on a node
// of its own, in the wrong order of names.
const chain = `nodes:
  a-show: {address: 10.0.0.1, services: [grafana]}
  b-scrape: {address: 10.0.0.2, services: [prometheus, node_exporter]}
  c-tell: {address: 10.0.0.3, services: [alertmanager]}
  d-web: {address: 10.0.0.4, services: [node_exporter]}
  e-probe: {address: 10.0.0.5, services: [blackbox_exporter]}
receivers: {ops: {slack: {channel: "#ops", api_url: {secret: slack}}}}
routes: {default: ops}
`

func TestOrder(t *testing.T) {
	all := []string{"a-mon", "b-mon", "web1", "web2", "web3"}
	for _, c := range []struct {
		site  string
		names []string
		want  [][]string
	}{
		// Of a pair, one always watches.
		{pair, all, [][]string{{"web1", "web2", "web3"}, {"a-mon"}, {"b-mon"}}},
		{pair, []string{"web3", "b-mon", "web1"}, [][]string{{"web1", "web3"}, {"b-mon"}}},
		{pair, []string{"b-mon", "a-mon"}, [][]string{{"a-mon"}, {"b-mon"}}},
		{pair, []string{"web2"}, [][]string{{"web2"}}},
		{pair, []string{"nobody"}, nil},
		{pair, nil, nil},
		// Prometheus scrapes Grafana, and Grafana asks Prometheus: that is a circle.
		{chain, []string{"a-show", "b-scrape", "c-tell", "d-web", "e-probe"}, [][]string{{"c-tell", "d-web", "e-probe"}, {"a-show"}, {"b-scrape"}}},
	} {
		if diff := cmp.Diff(c.want, Order(planOf(t, c.site), c.names)); diff != "" {
			t.Errorf("%q (-want +got):\n%s", c.names, diff)
		}
	}
}
