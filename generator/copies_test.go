package generator

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"gen/generator/check/copies"
	"gen/generator/plan"
	"gen/generator/report"
	"gen/generator/tree"
)

// Names that other things have, too: of algorithms, families, files and users.
var hostile = []string{
	"sha256", "ipv4", "ipv6", "ip6", "utf8", "x509", "p256", "site0", "tls1", "v1", "web2", "prometheus1", "etc1",
	"node", "nginx", "true", "null", "1", "007", "1e5", "0x10", "10-0-0-1", "etc", "gen", "a-1", "a-b", "n", "on", "localhost",
}

// kinds are what nodes of one group have.
var kinds = []string{
	"services: [node_exporter]",
	"services: [node_exporter, nginx, nginx_exporter]",
	"services: [node_exporter, apache, apache_exporter], os: redhat",
	"services: [node_exporter: {version: 1.5.0}, nginx, nginx_exporter: {version: 0.11.0}]",
	"runtime: compose, services: [node_exporter, docker, cadvisor]",
	"runtime: compose, services: [node_exporter, nginx_exporter, nginx]",
	"services: [node_exporter: {collectors: [systemd]}]",
}

// randomSite is a site of some groups of nodes, whose names and addresses are mixed.
func randomSite(random *rand.Rand, nodes int) string {
	var out strings.Builder
	out.WriteString("version: 1\nsite: site0\nreceivers: {ops: {webhook: {url: \"https://hook.example.org/\"}}}\nroutes: {default: ops}\n")
	out.WriteString("nodes:\n  monitoring: {address: 10.0.0.1, addresses: [10.9.9.9, 'fd00::1'], services: [prometheus, alertmanager, grafana, node_exporter]}\n")
	names := slices.Clone(hostile)
	for len(names) < nodes {
		names = append(names, fmt.Sprintf("%s%d", []string{"node", "n", "web-", "a-very-long-name-"}[random.IntN(4)], len(names)))
	}
	some := []int{random.IntN(len(kinds)), random.IntN(len(kinds))}
	for at, number := range random.Perm(4 * nodes)[:nodes] {
		address := fmt.Sprintf("10.%d.%d.%d", number%3, number/250, number%250+2)
		if random.IntN(8) == 0 {
			address = fmt.Sprintf("fd00::%x", number+2)
		}
		fmt.Fprintf(&out, "  %q: {address: %q, %s}\n", names[at], address, kinds[some[random.IntN(2)]])
	}
	return out.String()
}

func planOf(t *testing.T, site string) *plan.Plan {
	t.Helper()
	var r report.Report
	s := Resolve(fstest.MapFS{"site.yaml": {Data: []byte(site)}}, "site.yaml", &r)
	if s.Plan == nil {
		t.Fatalf("%v\n%s", r.Problems()[0], site)
	}
	return s.Plan
}

// Copied files are those that would have been made.
func TestCopies(t *testing.T) {
	copied := 0
	for seed := range uint64(12) {
		site := randomSite(rand.New(rand.NewPCG(seed, 1)), 60)
		p := planOf(t, site)
		got := emitCopies(p)
		if got == nil {
			continue
		}
		wantSame(t, emitEach(t, p).Files(), got.Files(), site)
		copied += len(copies.Find(p, got))
	}
	if copied < 150 {
		t.Errorf("only %d nodes were copied", copied)
	}
}

func wantSame(t *testing.T, made, copied []tree.File, site string) {
	t.Helper()
	for at, want := range made {
		if at >= len(copied) || !reflect.DeepEqual(want, copied[at]) {
			t.Fatalf("%s (-made +copied):\n%s\n%s", want.Path, cmp.Diff(want, copied[min(at, len(copied)-1)]), site)
		}
	}
	if len(made) != len(copied) {
		t.Errorf("%d files were made, and %d copied", len(made), len(copied))
	}
}

// emitEach makes all files of all nodes.
func emitEach(t *testing.T, p *plan.Plan) *tree.Tree {
	t.Helper()
	var r report.Report
	e := newEmission(p, &r)
	e.nodes(p.Nodes)
	e.site()
	if e.err != nil || r.Failed() {
		t.Fatal(e.err, r.Problems())
	}
	return e.out
}

// What differs in more than its words is made by itself.
func TestNoCopies(t *testing.T) {
	p := planOf(t, randomSite(rand.New(rand.NewPCG(3, 1)), 60))
	for _, n := range p.Nodes {
		n.Like = n
	}
	if emitCopies(p) != nil {
		t.Error("nodes that are like no other were copied")
	}
}

// A plan whose files cannot be made says so in the same words, however many nodes it has.
func TestCopiesOfMistakes(t *testing.T) {
	p := planOf(t, randomSite(rand.New(rand.NewPCG(3, 1)), 60))
	for _, i := range p.Instances() {
		for at := range i.Files {
			i.Files[at].Format = "unknown"
		}
	}
	var r report.Report
	if out, err := emitAll(p, &r); out != nil || err != nil || !r.Failed() {
		t.Errorf("got %v, %v, %v", out, err, r.Problems())
	}
}
