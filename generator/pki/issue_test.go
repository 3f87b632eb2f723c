package pki

import (
	"crypto/x509"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"gen/generator/plan"
)

func TestIssueMakesWhatThePlanLists(t *testing.T) {
	l := newLab(t)
	result := l.issue(t)
	if len(result.Issued) != len(l.plan.Certificates) || !slices.Equal(result.Made, kinds) || result.Good != 0 {
		t.Errorf("issued %d of %d, made %v, good %d", len(result.Issued), len(l.plan.Certificates), result.Made, result.Good)
	}
	for _, c := range l.plan.Certificates {
		leaf := certificates(t, l.out(Path(c)))[0]
		if diff := cmp.Diff(slices.Sorted(slices.Values(c.DNS)), slices.Sorted(slices.Values(leaf.DNSNames))); diff != "" {
			t.Errorf("%s (-plan +certificate):\n%s", Path(c), diff)
		}
		if !leaf.NotBefore.Equal(birth.Add(-time.Hour)) || !leaf.NotAfter.Equal(leaf.NotBefore.AddDate(0, 0, 397)) {
			t.Errorf("%s: from %s to %s", Path(c), leaf.NotBefore, leaf.NotAfter)
		}
		if leaf.SerialNumber.BitLen() < 90 || len(leaf.SubjectKeyId) == 0 || len(leaf.AuthorityKeyId) == 0 {
			t.Errorf("%s: serial %s, key ids %x %x", Path(c), leaf.SerialNumber, leaf.SubjectKeyId, leaf.AuthorityKeyId)
		}
		if info, err := os.Stat(l.keys(KeyPath(c))); err != nil || info.Mode() != 0o600 {
			t.Errorf("%s: %v, %v", KeyPath(c), info.Mode(), err)
		}
	}
	if info, err := os.Stat(l.keys("")); err != nil || info.Mode().Perm() != 0o700 {
		t.Errorf("key folder: %v, %v", info.Mode(), err)
	}
	if text, err := os.ReadFile(l.keys(ignoreFile)); err != nil || !strings.HasSuffix(string(text), "\n*\n") {
		t.Errorf(".gitignore: %q, %v", text, err)
	}
}

func TestAuthoritiesAreApart(t *testing.T) {
	l := newLab(t)
	l.issue(t)
	server, client := certificates(t, l.out("ca-server.crt"))[0], certificates(t, l.out("ca-client.crt"))[0]
	for _, c := range []*x509.Certificate{server, client} {
		if !c.IsCA || !c.MaxPathLenZero || !c.PermittedDNSDomainsCritical || c.KeyUsage != x509.KeyUsageCertSign|x509.KeyUsageCRLSign || len(c.ExtKeyUsage) != 1 {
			t.Errorf("%s: CA %v, path %v, usage %v %v", c.Subject, c.IsCA, c.MaxPathLenZero, c.KeyUsage, c.ExtKeyUsage)
		}
	}
	if server.ExtKeyUsage[0] != x509.ExtKeyUsageServerAuth || client.ExtKeyUsage[0] != x509.ExtKeyUsageClientAuth {
		t.Errorf("usages %v and %v", server.ExtKeyUsage, client.ExtKeyUsage)
	}
	got := []any{server.PermittedDNSDomains, texts(server.PermittedIPRanges), client.PermittedDNSDomains, texts(client.ExcludedIPRanges)}
	want := []any{
		[]string{"lab.internal", "www.example.org"}, []string{"10.0.0.10/31", "127.0.0.1/32", "::1/128", "fd00::10/128"},
		[]string{"client.lab.internal"}, []string{"0.0.0.0/0", "::/0"},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("constraints (-want +got):\n%s", diff)
	}
	for _, folder := range Folders(l.plan) {
		for _, kind := range kinds {
			got := certificates(t, l.out(folder+"/"+AuthorityPath(kind)))
			if want := certificates(t, l.out(AuthorityPath(kind))); !got[0].Equal(want[0]) {
				t.Errorf("%s has another %s authority", folder, kind)
			}
		}
	}
}

// A second issue writes nothing, until the window of renewal opens.
func TestIssueIsStableUntilRenewal(t *testing.T) {
	l := newLab(t)
	l.issue(t)
	before := contents(t, l.dir)
	for _, later := range []time.Duration{0, day, 360 * day, 366*day - time.Hour - time.Second} {
		l.now = birth.Add(later)
		if result := l.issue(t); result.Any() || result.Good != len(l.plan.Certificates) || !same(before, contents(t, l.dir)) {
			t.Errorf("after %s: %+v", later, result)
		}
	}
	l.now = birth.Add(367*day - time.Hour + time.Second)
	if result := l.issue(t); len(result.Issued) != len(l.plan.Certificates) || result.Issued[0].Why != "ends on 2027-06-02" || len(result.Made)+len(result.Extended) > 0 {
		t.Errorf("in the window: %+v", result)
	}
	for _, c := range l.plan.Certificates {
		if contents(t, l.dir)["keys/"+KeyPath(c)] == before["keys/"+KeyPath(c)] {
			t.Errorf("%s: renewed with the old key", Path(c))
		}
	}
}

// The window is a third of a short life.
func TestShortLivesRenewInTheLastThird(t *testing.T) {
	l := newLab(t)
	l.change(t, "site: lab\n", "site: lab\ntls: {leaf: 9d}\n")
	l.issue(t)
	l.now = birth.Add(6*day - time.Hour)
	if result := l.issue(t); result.Any() {
		t.Errorf("too early: %+v", result)
	}
	l.now = birth.Add(6*day + time.Minute)
	if result := l.issue(t); len(result.Issued) != len(l.plan.Certificates) {
		t.Errorf("in the window: %+v", result)
	}
}

// What changes in the site makes those certificates anew that it touches, and no others.
func TestIssueFollowsTheSite(t *testing.T) {
	for name, c := range map[string]struct {
		oldnew   []string
		issued   int
		why      string
		extended []string
	}{
		"address": {[]string{"10.0.0.11", "10.0.0.12"}, 3, "its addresses differ: -10.0.0.11, +10.0.0.12", []string{"server"}},
		"IPv6":    {[]string{"fd00::10", "fd00::11"}, 2, "its addresses differ: -fd00::10, +fd00::11", []string{"server"}},
		"name":    {[]string{"www.example.org", "web.example.org"}, 3, "its names differ: -www.example.org, +web.example.org", []string{"server"}},
		"key":     {[]string{"site: lab\n", "site: lab\ntls: {algorithm: ed25519}\n"}, 8, "its key is ecdsa-p256, not ed25519", nil},
		"service": {[]string{"nginx_exporter, ", "nginx_exporter, apache, apache_exporter, "}, 2, "missing", nil},
		"node":    {[]string{"nodes:\n", "nodes:\n  new: {address: 10.0.7.7, services: [node_exporter]}\n"}, 1, "missing", []string{"server"}},
		"life":    {[]string{"site: lab\n", "site: lab\ntls: {leaf: 90d}\n"}, 0, "", nil},
		"domain":  {[]string{"site: lab\n", "site: lab\ndomain: lab.test\n"}, 8, `it is called "admin.client.lab.internal", not "admin.client.lab.test"; its names differ: -admin.client.lab.internal, +admin.client.lab.test`, kinds},
	} {
		t.Run(name, func(t *testing.T) {
			l := newLab(t)
			l.issue(t)
			l.change(t, c.oldnew...)
			result := l.issue(t)
			if len(result.Issued) != c.issued || c.issued > 0 && result.Issued[0].Why != c.why || !slices.Equal(result.Extended, c.extended) || len(result.Made) > 0 {
				t.Errorf("got %+v", result)
			}
			if again := l.issue(t); again.Any() {
				t.Errorf("the second issue finds work: %+v", again)
			}
		})
	}
}

// When the site grows, its authority gets a new certificate and stays the same:
// what it has signed verifies with old copies and with new ones.
func TestExtendedAuthorityIsTheSame(t *testing.T) {
	l := newLab(t)
	l.issue(t)
	old := certificates(t, l.out("ca-server.crt"))[0]
	leaf := certificates(t, l.out("mon/etc/ssl/prometheus/server.crt"))[0]
	l.now = birth.AddDate(0, 3, 0)
	l.change(t, "nodes:\n", "nodes:\n  new: {address: 192.0.2.1, services: [node_exporter]}\n")
	l.issue(t)
	extended, added := certificates(t, l.out("ca-server.crt"))[0], certificates(t, l.out("new/etc/ssl/node_exporter/server.crt"))[0]
	if !sameKey(old)(extended) || string(old.RawSubject) != string(extended.RawSubject) || !old.NotAfter.Equal(extended.NotAfter) || old.SerialNumber.Cmp(extended.SerialNumber) == 0 {
		t.Errorf("%s until %s became %s until %s", old.Subject, old.NotAfter, extended.Subject, extended.NotAfter)
	}
	for _, c := range []struct {
		leaf, authority *x509.Certificate
		host            string
		good            bool
	}{
		{leaf, old, "10.0.0.10", true}, {leaf, extended, "10.0.0.10", true},
		{added, extended, "192.0.2.1", true}, {added, old, "192.0.2.1", false},
	} {
		if err := verify(c.leaf, l.now, c.authority); (err == nil) != c.good {
			t.Errorf("%s with %s: %v", c.host, c.authority.SerialNumber, err)
		}
	}
}

func verify(leaf *x509.Certificate, now time.Time, authorities ...*x509.Certificate) error {
	_, err := leaf.Verify(x509.VerifyOptions{Roots: trustIn(authorities...).roots, CurrentTime: now, KeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageAny}})
	return err
}

// No certificate outlives its authority, and one that cannot get longer is left alone.
func TestLeavesEndWithTheirAuthority(t *testing.T) {
	l := newLab(t)
	l.change(t, "site: lab\n", "site: lab\ntls: {leaf: 300d, ca: 500d}\n")
	l.issue(t)
	end := certificates(t, l.out("ca-server.crt"))[0].NotAfter
	l.now = birth.AddDate(0, 0, 400)
	if result := l.issue(t); len(result.Issued) != len(l.plan.Certificates) {
		t.Fatalf("got %+v", result)
	}
	if leaf := certificates(t, l.out("mon/etc/ssl/prometheus/server.crt"))[0]; !leaf.NotAfter.Equal(end) {
		t.Errorf("ends on %s, its authority on %s", leaf.NotAfter, end)
	}
	l.now = end.Add(-time.Hour)
	if result := l.issue(t); result.Any() {
		t.Errorf("got %+v", result)
	}
	status := l.status(t)
	if got := status.Authorities[0].Due; got != "ends on 2027-09-13, sooner than a new certificate would: gen pki rotate start" {
		t.Errorf("due %q", got)
	}
	l.now = end
	l.refused(t, (*Store).Issue, "the server authority ended on 2027-09-13", "gen pki rotate start")
	l.must(t, rotateStart)
	l.must(t, (*Store).RotateReissue)
	if result := l.issue(t); result.Any() {
		t.Errorf("after a rotation: %+v", result)
	}
}

// Damage to a pair, by a kill or a hand, is mended.
func TestIssueMendsPairs(t *testing.T) {
	const one, other = "web/etc/ssl/nginx/server", "web/etc/ssl/node_exporter/server"
	for why, damage := range map[string]func(t *testing.T, l *lab){
		"missing":            func(t *testing.T, l *lab) { remove(t, l.out(one+".crt")) },
		"its key is missing": func(t *testing.T, l *lab) { remove(t, l.keys(one+".key")) },
		"its key cannot be read": func(t *testing.T, l *lab) {
			if err := os.Truncate(l.keys(one+".key"), 100); err != nil {
				t.Fatal(err)
			}
		},
		"cannot be read: it holds no certificate in PEM, or only a part of one": func(t *testing.T, l *lab) { put(t, l.out(one+".crt"), "-----BEGIN CERTIFICATE-----\nMII", 0o644) },
		"cannot be read: it is damaged": func(t *testing.T, l *lab) {
			put(t, l.out(one+".crt"), "-----BEGIN CERTIFICATE-----\nMIIA\n-----END CERTIFICATE-----\n", 0o644)
		},
		"its key is another one's": func(t *testing.T, l *lab) {
			text := contents(t, l.dir)["keys/"+other+".key"]
			put(t, l.keys(one+".key"), text, 0o600)
		},
	} {
		t.Run(why, func(t *testing.T) {
			l := newLab(t)
			l.issue(t)
			damage(t, l)
			if got := l.row(t, one+".crt").Due; got != why {
				t.Errorf("status says %q", got)
			}
			result := l.issue(t)
			if len(result.Issued) != 1 || result.Issued[0].Why != why || Path(result.Issued[0].Certificate) != one+".crt" {
				t.Errorf("got %+v", result)
			}
			if again := l.issue(t); again.Any() {
				t.Errorf("the second issue finds work: %+v", again)
			}
		})
	}
}

func remove(t testing.TB, name string) {
	t.Helper()
	if err := os.Remove(name); err != nil {
		t.Fatal(err)
	}
}

// What the plan lists no more goes, if gen made it; what others put there stays.
func TestIssuePrunes(t *testing.T) {
	l := newLab(t)
	l.issue(t)
	other := newLab(t)
	other.issue(t)
	theirs := contents(t, other.dir)["out/web/etc/ssl/nginx/server.crt"]
	put(t, l.out("old/etc/ssl/theirs/server.crt"), theirs, 0o644)
	put(t, l.out("web/etc/ssl/nginx/extra.crt"), theirs, 0o644)
	put(t, l.out("web/etc/ssl/nginx/server.cnf"), "request", 0o644)
	l.change(t, "nginx, nginx_exporter, ", "")
	result := l.issue(t)
	var removed []string
	for _, name := range result.Removed {
		removed = append(removed, strings.TrimPrefix(name, l.dir+"/"))
	}
	slices.Sort(removed)
	want := []string{
		"keys/web/etc/ssl/nginx/server.key", "keys/web/etc/ssl/nginx_exporter/client.key", "keys/web/etc/ssl/nginx_exporter/server.key",
		"out/web/etc/ssl/nginx/ca-client.crt", "out/web/etc/ssl/nginx/ca-server.crt", "out/web/etc/ssl/nginx/server.crt",
		"out/web/etc/ssl/nginx_exporter/ca-client.crt", "out/web/etc/ssl/nginx_exporter/ca-server.crt", "out/web/etc/ssl/nginx_exporter/client.crt", "out/web/etc/ssl/nginx_exporter/server.crt",
	}
	if diff := cmp.Diff(want, removed); diff != "" {
		t.Errorf("removed (-want +got):\n%s", diff)
	}
	for name, gone := range map[string]bool{
		l.out("web/etc/ssl/nginx_exporter"): true, l.keys("web/etc/ssl/nginx"): true, l.out("web/etc/ssl/nginx/extra.crt"): false,
		l.out("web/etc/ssl/nginx/server.cnf"): false, l.out("old/etc/ssl/theirs/server.crt"): false,
	} {
		if _, err := os.Stat(name); os.IsNotExist(err) != gone {
			t.Errorf("%s: gone %v", name, !gone)
		}
	}
	if again := l.issue(t); again.Any() {
		t.Errorf("the second issue finds work: %+v", again)
	}
}

// Every kind of key that a site can ask for works for leaves and authorities.
func TestAlgorithms(t *testing.T) {
	for _, algorithm := range []string{"ecdsa-p256", "rsa-2048", "ed25519"} {
		t.Run(algorithm, func(t *testing.T) {
			l := newLab(t)
			l.plan = planOf(t, "version: 1\nsite: lab\ntls: {algorithm: "+algorithm+"}\nnodes:\n  web: {address: 10.0.0.11, services: [node_exporter]}\n")
			l.issue(t)
			leaf := certificates(t, l.out("web/etc/ssl/node_exporter/server.crt"))[0]
			if got := algorithmOf(leaf.PublicKey); got != algorithm {
				t.Errorf("got %s", got)
			}
			if encipher := leaf.KeyUsage&x509.KeyUsageKeyEncipherment != 0; encipher != strings.HasPrefix(algorithm, "rsa") {
				t.Errorf("key encipherment: %v", encipher)
			}
			if again := l.issue(t); again.Any() {
				t.Errorf("the second issue finds work: %+v", again)
			}
		})
	}
}

// A site without TLS has nothing to issue.
func TestNothingToIssue(t *testing.T) {
	l := newLab(t)
	l.plan = &plan.Plan{Site: "empty", Domain: "empty.internal", TLS: l.plan.TLS}
	if result := l.issue(t); result.Any() || len(contents(t, l.dir)) > 0 {
		t.Errorf("got %+v, %v", result, contents(t, l.dir))
	}
	if status := l.status(t); status.Due() || len(status.Authorities) > 0 {
		t.Errorf("got %+v", status)
	}
}

func (l *lab) status(t testing.TB) (status *Status) {
	t.Helper()
	l.must(t, func(s *Store) (_ *Result, err error) { status, err = s.Status(); return nil, err })
	return status
}

// row is what status says of one certificate.
func (l *lab) row(t testing.TB, path string) Row {
	t.Helper()
	for _, r := range l.status(t).Certificates {
		if r.Path == path {
			return r
		}
	}
	t.Fatalf("%s is not in the status", filepath.Base(path))
	return Row{}
}
