package main

import (
	"bytes"
	"fmt"
)

// Site is a site of that many nodes: one that monitors, and of the others a
// quarter each with nginx, with Apache, with containers, and with nothing more
// than node_exporter.
func Site(nodes int) []byte {
	var out bytes.Buffer
	out.WriteString(`version: 1
site: bench
groups:
  base: {services: [node_exporter]}
  nginx: {groups: base, services: [nginx, nginx_exporter]}
  apache: {groups: base, services: [apache, apache_exporter]}
  containers: {groups: base, runtime: compose, services: [cadvisor]}
receivers:
  ops: {webhook: {url: "https://hook.example.org/alerts"}}
routes: {default: ops}
nodes:
  monitoring: {address: 10.0.0.1, groups: base, services: [prometheus, alertmanager, grafana]}
`)
	groups := []string{"nginx", "apache", "containers", "base"}
	for n := 1; n < nodes; n++ {
		address := n + 1
		fmt.Fprintf(&out, "  node%05d: {address: 10.%d.%d.%d, groups: %s}\n", n, address>>16, address>>8&255, address&255, groups[n%len(groups)])
	}
	return out.Bytes()
}
