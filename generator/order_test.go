package generator_test

import (
	"fmt"
	"maps"
	"math/rand"
	"os"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"gen/generator"
	"gen/generator/report"

	"github.com/google/go-cmp/cmp"
	"gopkg.in/yaml.v3"
)

// builds is how often a site is built to find what depends on chance.
const builds = 100

// The same site gives the same bytes however often it is built, and whatever
// the order is in which its file lists things.
func TestOrderAndChanceDoNotMatter(t *testing.T) {
	example, err := os.ReadFile(examples + "/secure-web/site.yaml")
	if err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{"secure-web": string(example), "many nodes": manyNodes(12)} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			want := built(t, text)
			chance := rand.New(rand.NewSource(1))
			for range builds {
				shuffled := shuffle(t, text, chance)
				if got := built(t, shuffled); !maps.Equal(want, got) {
					t.Fatalf("other bytes in %q; the file was:\n%s", differing(want, got), shuffled)
				}
			}
		})
	}
}

// A changed address changes the node's own folder; elsewhere it changes the
// lines that dial it or tell of it, and moves none. Of the revisions, those of
// the node and of its Prometheus, which has other targets then, are new.
func TestChangesStayLocal(t *testing.T) {
	before := manyNodes(30)
	after := strings.Replace(before, "10.0.0.7,", "10.0.0.77,", 1)
	first, second := built(t, before), built(t, after)
	elsewhere := map[string]int{}
	for _, name := range differing(first, second) {
		if strings.HasPrefix(name, "n7/") || name == "gen.lock" {
			continue // the lock has one line per changed file
		}
		elsewhere[name] = changedLines(first[name], second[name])
	}
	want := map[string]int{
		"README.md": 2, "certificates.yaml": 1, "ssh_config": 1,
		"mon/etc/prometheus/rules/revisions.yml":       2,
		"mon/etc/prometheus/targets/node_exporter.yml": 1, "mon/etc/prometheus/targets/tls_probe_mon.yml": 1,
	}
	if diff := cmp.Diff(want, elsewhere); diff != "" {
		t.Errorf("lines that change outside of the node's folder (-want +got):\n%s", diff)
	}
}

// manyNodes is a site that uses most of what a site can.
func manyNodes(count int) string {
	var out strings.Builder
	out.WriteString(`version: 1
site: many
groups:
  base: {labels: {tier: base, rack: r1}, services: [node_exporter]}
  web: {groups: base, labels: {tier: web}, services: [nginx, nginx_exporter]}
  box: {groups: base, runtime: compose, services: [docker, cadvisor]}
scrape:
  nas: {targets: "nas:9100", labels: {rack: r2, model: x}}
  ups: {targets: ["ups1:9100", "ups2:9100"], plaintext: it knows no TLS}
receivers:
  ops: {slack: {channel: "#ops", api_url: {secret: slack}}, pagerduty: {routing_key: {secret: pd}}}
  mail: {email: {to: ops@example.org, from: mon@example.org, smarthost: "mail.example.org:587"}}
  chat: {discord: {webhook_url: {secret: discord}}}
routes: {default: mail, rules: [{match: {severity: critical, tier: web}, to: [ops, chat]}]}
alerts: {HostDown: {for: 10m}, DiskFull: {severity: warning}}
nodes:
  mon: {address: 10.0.1.1, groups: base, services: {prometheus: {retention: 60d}, alertmanager: , grafana: , blackbox_exporter: }}
  am2: {address: 10.0.1.2, groups: base, services: [alertmanager]}
`)
	for i := range count - 2 {
		group := []string{"base", "web", "box"}[i%3]
		fmt.Fprintf(&out, "  n%d: {address: 10.0.0.%d, labels: {number: %q}, groups: %s}\n", i+1, i+1, fmt.Sprint(i+1), group)
	}
	return out.String()
}

// shuffle returns the file with all mappings in another order, and those lists
// whose order means nothing.
func shuffle(t *testing.T, text string, chance *rand.Rand) string {
	t.Helper()
	var document yaml.Node
	if err := yaml.Unmarshal([]byte(text), &document); err != nil {
		t.Fatal(err)
	}
	shuffleNode(&document, "", chance)
	out, err := yaml.Marshal(&document)
	if err != nil {
		t.Fatal(err)
	}
	return string(out)
}

func shuffleNode(n *yaml.Node, key string, chance *rand.Rand) {
	switch {
	case n.Tag == "!!null":
		n.Value = "null" // in braces, nothing at all would be written as a text
	case n.Kind == yaml.MappingNode && key != "ports":
		pairs := slices.Collect(slices.Chunk(n.Content, 2))
		chance.Shuffle(len(pairs), func(i, j int) { pairs[i], pairs[j] = pairs[j], pairs[i] })
		n.Content = slices.Concat(pairs...)
	case key == "services":
		chance.Shuffle(len(n.Content), func(i, j int) { n.Content[i], n.Content[j] = n.Content[j], n.Content[i] })
	}
	for i, part := range n.Content {
		below := key
		if n.Kind == yaml.MappingNode && i%2 == 1 {
			below = n.Content[i-1].Value
		}
		shuffleNode(part, below, chance)
	}
}

// built is all that a site of one file gives, by path.
func built(t *testing.T, text string) map[string]string {
	t.Helper()
	var r report.Report
	site, err := generator.Build(fstest.MapFS{"site.yaml": {Data: []byte(text)}}, "site.yaml", &r)
	if err != nil || site.Tree == nil {
		t.Fatalf("no tree: %v %v\n%s", err, r.Problems(), text)
	}
	return contents(site.Tree)
}

// differing lists the paths at which two trees differ.
func differing(a, b map[string]string) []string {
	all := maps.Clone(a)
	maps.Copy(all, b)
	maps.DeleteFunc(all, func(name, _ string) bool { return a[name] == b[name] })
	return slices.Sorted(maps.Keys(all))
}

// changedLines counts the lines of b that do not stand at the same place in a.
func changedLines(a, b string) int {
	old, changed := strings.Split(a, "\n"), 0
	for i, line := range strings.Split(b, "\n") {
		if i >= len(old) || old[i] != line {
			changed++
		}
	}
	return changed
}
