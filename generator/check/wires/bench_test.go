package wires_test

import (
	"fmt"
	"strings"
	"testing"
	"testing/fstest"

	"gen/generator"
	"gen/generator/check/copies"
	"gen/generator/check/wires"
	"gen/generator/report"
)

// kinds are the services of the nodes of a large site, in turn.
var kinds = []string{
	"services: [node_exporter, nginx, nginx_exporter]",
	"services: [node_exporter, apache, apache_exporter]",
	"runtime: compose, services: [node_exporter, docker, cadvisor]",
	"services: [node_exporter]",
}

// large is a site with as many nodes, and one that watches them.
func large(nodes int) fstest.MapFS {
	var out strings.Builder
	out.WriteString("version: 1\nsite: large\nnodes:\n  mon: {address: 10.255.0.1, services: [prometheus, alertmanager, grafana, node_exporter]}\n")
	for at := range nodes {
		fmt.Fprintf(&out, "  n%d: {address: 10.%d.%d.%d, %s}\n", at, at/62500, at/250%250, at%250+1, kinds[at%len(kinds)])
	}
	out.WriteString("receivers: {ops: {discord: {webhook_url: {secret: hook}}}}\nroutes: {default: ops}\n")
	return fstest.MapFS{"site.yaml": {Data: []byte(out.String())}}
}

func built(b *testing.B, fsys fstest.MapFS) *generator.Site {
	var r report.Report
	site, err := generator.Build(fsys, "site.yaml", &r)
	if err != nil || site.Tree == nil {
		b.Fatal("the site does not build", err, r.Problems()[:1])
	}
	return site
}

// BenchmarkCheck is the proof of connections, beside the whole build that it is part of.
func BenchmarkCheck(b *testing.B) {
	for _, nodes := range []int{300, 3000} {
		fsys := large(nodes)
		site := built(b, fsys)
		b.Run(fmt.Sprintf("%d/wires", nodes), func(b *testing.B) {
			for b.Loop() {
				var r report.Report
				wires.Check(site.Plan, site.Tree, copies.Find(site.Plan, site.Tree), &r)
			}
		})
		b.Run(fmt.Sprintf("%d/build", nodes), func(b *testing.B) {
			for b.Loop() {
				built(b, fsys)
			}
		})
	}
}
