package pki

import (
	"fmt"
	"net/netip"
	"syscall"
	"testing"
	"time"

	"gen/generator/plan"
)

const benchCertificates = 10000

// crowd is a site of many nodes with one server each.
func crowd() *plan.Plan {
	p := &plan.Plan{Site: "crowd", Domain: "crowd.internal", TLS: plan.TLS{Algorithm: "ecdsa-p256", LeafDays: 397, CADays: 3650}}
	address := netip.MustParseAddr("10.0.0.0")
	for at := range benchCertificates {
		address = address.Next()
		name := fmt.Sprintf("node%05d", at)
		n := &plan.Node{Name: name, Address: address, Addresses: []netip.Addr{address}, Names: []string{name + ".crowd.internal"}}
		i := &plan.Instance{Node: n, Name: "node_exporter"}
		n.Instances = []*plan.Instance{i}
		i.Server = &plan.Certificate{
			Node: n, Instance: i, Kind: plan.ServerCert, CN: n.Names[0], DNS: n.Names, IPs: n.Addresses, Days: 397,
			Cert: "/etc/ssl/node_exporter/server.crt", Key: "/etc/ssl/node_exporter/server.key",
		}
		p.Nodes, p.Certificates = append(p.Nodes, n), append(p.Certificates, i.Server)
	}
	return p
}

// BenchmarkIssue10000 is a new site, BenchmarkNothingDue10000 the same once more. The
// measure is processor time for one certificate: cpu-µs/cert. Run them on a
// tmpfs: TMPDIR=/dev/shm go test -bench 10000
func BenchmarkIssue10000(b *testing.B) {
	l := &lab{plan: crowd(), now: birth, seal: Seal{Plain: true}}
	measured(b, func() { l.dir = b.TempDir() }, func() { l.issue(b) })
}

func BenchmarkNothingDue10000(b *testing.B) {
	l := &lab{plan: crowd(), now: birth, seal: Seal{Plain: true}, dir: b.TempDir()}
	l.issue(b)
	measured(b, func() {}, func() {
		if result := l.issue(b); result.Any() {
			b.Fatalf("got %+v", result)
		}
	})
}

// BenchmarkSign is what the cryptography alone costs: key, signature and proof.
func BenchmarkSign10000(b *testing.B) {
	l := &lab{plan: crowd(), now: birth, seal: Seal{Plain: true}, dir: b.TempDir()}
	s, err := Open(l.plan, Options{Out: l.out(""), Keys: l.keys(""), Seal: l.seal, Now: func() time.Time { return l.now }})
	if err != nil {
		b.Fatal(err)
	}
	defer s.Close()
	if err := s.settleAuthorities(); err != nil {
		b.Fatal(err)
	}
	changes := make([]Change, len(l.plan.Certificates))
	for at, c := range l.plan.Certificates {
		changes[at].Certificate = c
	}
	measured(b, func() {}, func() {
		if _, err := s.leaves(changes); err != nil {
			b.Fatal(err)
		}
	})
}

func measured(b *testing.B, prepare, do func()) {
	b.Helper()
	var spent time.Duration
	for b.Loop() {
		b.StopTimer()
		prepare()
		b.StartTimer()
		before := processor(b)
		do()
		spent += processor(b) - before
	}
	b.ReportMetric(float64(spent.Microseconds())/float64(b.N)/benchCertificates, "cpu-µs/cert")
}

func processor(b *testing.B) time.Duration {
	b.Helper()
	var used syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &used); err != nil {
		b.Fatal(err)
	}
	return time.Duration(used.Utime.Nano() + used.Stime.Nano())
}
