package check

import (
	"maps"
	"slices"
	"strings"

	"gen/generator/check/expr"
	"gen/generator/plan"
)

// target is one thing that Prometheus asks, with all labels that its series have.
type target map[string]string

// targets are those of all scrape links and probes and of what gen does not
// install, each once.
func targets(p *plan.Plan) []target {
	var all []target
	seen := map[string]bool{}
	for _, one := range p.Targets() {
		t := target(one)
		if key := t.key(); !seen[key] {
			seen[key] = true
			all = append(all, t)
		}
	}
	return all
}

// key is the same for equal labels.
func (t target) key() string {
	var text strings.Builder
	for _, name := range slices.Sorted(maps.Keys(t)) {
		text.WriteString(name + "\x00" + t[name] + "\x00")
	}
	return text.String()
}

// occurrences are the alerts that a rule can raise, as far as labels matter:
// one for each target that it can be about, equal ones once. The site's own
// label comes from Prometheus, which adds it to every alert.
func (c *checker) occurrences(r expr.Raised, among []target, matters []string) []target {
	var all []target
	seen, disabled := map[string]bool{}, c.disabled(r.Name)
	for _, t := range among {
		if disabled(t) || r.Jobs != nil && !slices.Contains(r.Jobs, t["job"]) || t["host"] == "" && r.Carries.Always("host") {
			continue // what gen does not install may have no host
		}
		own := target{"site": c.plan.Site}
		for _, name := range matters {
			if value, ok := t[name]; ok && r.Carries.Has(name) {
				own[name] = value
			}
		}
		maps.Copy(own, r.Fixed)
		own["alertname"] = r.Name
		if key := own.key(); !seen[key] {
			seen[key] = true
			all = append(all, own)
		}
	}
	return all
}
