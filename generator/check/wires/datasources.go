package wires

import (
	"fmt"
	"slices"
	"strings"

	"gen/generator/check/ends"
)

// datasources proves that dashboards name datasources that are there.
func (s *site) datasources() {
	for _, n := range s.plan.Nodes {
		for _, p := range s.nodes[n.Name].processes {
			if p.Writes("grafana-datasources") {
				s.sources(p)
			}
		}
	}
}

func (s *site) sources(p *process) {
	var known []string
	for _, c := range p.shown {
		known = append(known, c.Sources...)
	}
	all := slices.Clone(p.shown)
	for _, entry := range p.Files {
		if entry.Format != "grafana-dashboards" && entry.Format != "grafana-own-dashboards" {
			continue
		}
		for _, f := range s.matching(p.node.Node, entry.Path+"/*") {
			all = append(all, shown{s.reader.content(entry.Format, ends.Dashboard, "", f), f.Path, entry.Pos})
		}
	}
	for _, c := range all {
		for _, uid := range c.References {
			if !slices.Contains(known, uid) {
				s.add("check/datasource", c.pos, fmt.Sprintf("%s names the datasource %q; there are %s", c.file, uid, strings.Join(known, ", ")), own)
			}
		}
	}
}
