package pki

import (
	"crypto/x509"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"gen/generator/plan"
)

// moment is what lies on the nodes at one time: each certificate, and what each kind trusts.
type moment struct {
	leaves map[string]*x509.Certificate
	trust  map[string][]*x509.Certificate
}

func (l *lab) moment(t *testing.T) moment {
	t.Helper()
	m := moment{map[string]*x509.Certificate{}, map[string][]*x509.Certificate{}}
	for _, c := range l.plan.Certificates {
		m.leaves[Path(c)] = certificates(t, l.out(Path(c)))[0]
	}
	for _, kind := range kinds {
		m.trust[kind] = certificates(t, l.out(AuthorityPath(kind)))
	}
	return m
}

// distrusted are the certificates of one moment that are not believed with the
// authorities of another.
func (l *lab) distrusted(shown, believed moment) (list []string) {
	for _, c := range l.plan.Certificates {
		if err := verify(shown.leaves[Path(c)], l.now, believed.trust[c.Kind]...); err != nil {
			list = append(list, Path(c))
		}
	}
	return list
}

// A node has one step or the next, never both at the same time as the others.
// Whoever meets whom during a rotation, or a renewal, they believe each other.
func TestRotationHasNoMomentOfDistrust(t *testing.T) {
	l := newLab(t)
	l.issue(t)
	moments := []moment{l.moment(t)}
	step := func(do func(*Store) (*Result, error), wait time.Duration) {
		l.now = l.now.Add(wait)
		l.must(t, do)
		moments = append(moments, l.moment(t))
		if again := l.issue(t); again.Any() {
			t.Errorf("after step %d, issue finds work: %+v", len(moments)-1, again)
		}
	}
	step(rotateStart, time.Hour)
	step((*Store).RotateReissue, time.Hour)
	step((*Store).RotateFinish, time.Hour)
	step((*Store).Issue, 380*day)
	for at := range moments[1:] {
		old, young := moments[at], moments[at+1]
		for _, pair := range [][2]moment{{old, old}, {old, young}, {young, old}, {young, young}} {
			if list := l.distrusted(pair[0], pair[1]); len(list) > 0 {
				t.Errorf("between steps %d and %d: nobody believes %v", at, at+1, list)
			}
		}
	}
	// The rotation is real: what the first authority signed is believed no more.
	if list := l.distrusted(moments[0], moments[3]); len(list) != len(l.plan.Certificates) {
		t.Errorf("after the rotation, only %v of the old certificates are refused", list)
	}
}

func TestRotationOutOfOrder(t *testing.T) {
	l := newLab(t)
	l.refused(t, rotateStart, "there is no server authority yet", "gen pki issue makes it")
	l.issue(t)
	l.refused(t, (*Store).RotateReissue, "no rotation is under way", "begin with gen pki rotate start")
	l.refused(t, (*Store).RotateFinish, "no rotation is under way", "begin with gen pki rotate start")
	l.must(t, rotateStart)
	l.wantNext(t, Reissue)
	l.refused(t, rotateStart, "a rotation of the server authority is under way", "the next step is: gen pki rotate reissue")
	l.refused(t, (*Store).RotateFinish, "certificates have not been signed by the new authority yet", "the next step is: gen pki rotate reissue")
	l.must(t, (*Store).RotateReissue)
	l.wantNext(t, Finish)
	l.refused(t, rotateStart, "a rotation of the server authority is under way", "the next step is: gen pki rotate finish")
	l.must(t, (*Store).RotateFinish)
	l.wantNext(t, "")
	l.refused(t, (*Store).RotateFinish, "no rotation is under way", "begin with gen pki rotate start")
}

func (l *lab) wantNext(t *testing.T, step string) {
	t.Helper()
	if got := l.status(t); got.Next != step || got.Due() != (step != "") {
		t.Errorf("next is %q, not %q; due %v", got.Next, step, got.Due())
	}
}

// The old authority signs until the second step, also for what is new in the site.
func TestSiteGrowsDuringRotation(t *testing.T) {
	l := newLab(t)
	l.issue(t)
	l.must(t, rotateStart)
	l.change(t, "nodes:\n", "nodes:\n  new: {address: 192.0.2.1, services: [node_exporter]}\n")
	if result := l.issue(t); len(result.Issued) != 1 || !slices.Equal(result.Extended, []string{plan.ServerCert}) {
		t.Errorf("got %+v", result)
	}
	old := l.moment(t)
	for at, c := range old.trust[plan.ServerCert] {
		if !strings.Contains(strings.Join(texts(c.PermittedIPRanges), " "), "192.0.2.1/32") {
			t.Errorf("authority %d permits %s", at, texts(c.PermittedIPRanges))
		}
	}
	if err := verify(old.leaves["new/etc/ssl/node_exporter/server.crt"], l.now, old.trust[plan.ServerCert][0]); err != nil {
		t.Errorf("the old authority has not signed what is new: %v", err)
	}
	if result := l.must(t, (*Store).RotateReissue); len(result.Issued) != len(l.plan.Certificates) {
		t.Errorf("got %+v", result)
	}
	l.must(t, (*Store).RotateFinish)
	if again := l.issue(t); again.Any() {
		t.Errorf("issue finds work: %+v", again)
	}
}

// A reissue that was killed after any of its files goes on when it is called again.
func TestKilledReissue(t *testing.T) {
	l := newLab(t)
	l.issue(t)
	l.must(t, rotateStart)
	before := contents(t, l.dir)
	l.must(t, (*Store).RotateReissue)
	after := contents(t, l.dir)
	var changed []string
	for name, text := range after {
		if before[name] != text {
			changed = append(changed, name)
		}
	}
	slices.Sort(changed)
	for at, name := range changed {
		put(t, l.dir+"/"+name, before[name], 0o600) // one file is as before, the others are new
		if at%4 == 0 {
			put(t, l.dir+"/"+changed[len(changed)-1-at], before[changed[len(changed)-1-at]], 0o600)
		}
		l.must(t, (*Store).RotateReissue)
		if status := l.status(t); status.Next != Finish {
			t.Fatalf("without %s, the next step is %q", name, status.Next)
		}
		if again := l.issue(t); again.Any() {
			t.Fatalf("without %s, issue finds work: %+v", name, again)
		}
	}
	l.must(t, (*Store).RotateFinish)
}

// Nothing is dropped while somebody still needs it.
func TestFinishWaitsForEveryCertificate(t *testing.T) {
	l := newLab(t)
	l.issue(t)
	l.must(t, rotateStart)
	old := contents(t, l.dir)
	l.must(t, (*Store).RotateReissue)
	for _, name := range []string{"out/web/etc/ssl/nginx/server.crt", "keys/web/etc/ssl/nginx/server.key"} {
		put(t, l.dir+"/"+name, old[name], 0o600)
	}
	l.refused(t, (*Store).RotateFinish, "out/web/etc/ssl/nginx/server.crt is not signed by the new authority as the site needs it", "gen pki rotate reissue")
	if result := l.must(t, (*Store).RotateReissue); len(result.Issued) != 1 || result.Issued[0].Why != "another authority signed it" {
		t.Errorf("got %+v", result)
	}
	l.must(t, (*Store).RotateFinish)
}

// One kind can rotate alone, and a lost key is what rotation is for.
func TestRotationWithoutTheOldKey(t *testing.T) {
	l := newLab(t)
	l.issue(t)
	remove(t, l.authorityFile(t, plan.ClientCert))
	result := l.must(t, func(s *Store) (*Result, error) { return s.RotateStart(plan.ClientCert) })
	if !slices.Equal(result.Made, []string{plan.ClientCert}) {
		t.Errorf("made %v", result.Made)
	}
	result = l.must(t, (*Store).RotateReissue)
	for _, c := range result.Issued {
		if c.Certificate.Kind != plan.ClientCert {
			t.Errorf("%s was made anew", Path(c.Certificate))
		}
	}
	result = l.must(t, (*Store).RotateFinish)
	if !slices.Equal(result.Dropped, []string{plan.ClientCert}) {
		t.Errorf("dropped %v", result.Dropped)
	}
	l.wantNext(t, "")
}

// Finishing destroys the old keys, and only those.
func TestFinishDropsOldKeys(t *testing.T) {
	l := newLab(t)
	l.issue(t)
	old := []string{l.authorityFile(t, plan.ServerCert), l.authorityFile(t, plan.ClientCert)}
	l.must(t, rotateStart)
	l.must(t, (*Store).RotateReissue)
	l.must(t, (*Store).RotateFinish)
	for _, name := range old {
		if _, err := os.Stat(name); !os.IsNotExist(err) {
			t.Errorf("%s is still there", name)
		}
	}
	l.authorityFile(t, plan.ServerCert)
	l.authorityFile(t, plan.ClientCert)
	l.now = birth.AddDate(0, 0, 380)
	l.issue(t)
}

// Another algorithm reaches the authorities by a rotation.
func TestAlgorithmOfAuthorities(t *testing.T) {
	l := newLab(t)
	l.issue(t)
	l.change(t, "site: lab\n", "site: lab\ntls: {algorithm: ed25519}\n")
	l.issue(t)
	if got := l.status(t).Authorities[0].Due; got != "its key is ecdsa-p256, not ed25519: gen pki rotate start" {
		t.Errorf("due %q", got)
	}
	l.must(t, rotateStart)
	l.must(t, (*Store).RotateReissue)
	l.must(t, (*Store).RotateFinish)
	if status := l.status(t); status.Due() {
		t.Errorf("got %+v", status)
	}
}
