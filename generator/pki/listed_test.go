package pki

import (
	"crypto/sha256"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

const listPlace = "mon/etc/prometheus/rules/issued-certificates.yml"

// list is the file that tells the lab's Prometheus when certificates end.
func (l *lab) list(t testing.TB) string {
	t.Helper()
	text, err := os.ReadFile(l.out(listPlace))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// wantRule is the rule that a certificate of the lab has to have.
func (l *lab) wantRule(t testing.TB, kind, path, more string) string {
	t.Helper()
	c := certificates(t, l.out(path))[0]
	return fmt.Sprintf("      - {record: gen:certificate_not_after_timestamp_seconds, expr: vector(%d), labels: {fingerprint_sha256: \"%x\", certificate: %s, path: %s%s}}\n",
		c.NotAfter.Unix(), sha256.Sum256(c.Raw), kind, path, more)
}

func TestListOfEnds(t *testing.T) {
	l := newLab(t)
	result := l.issue(t)
	if len(result.Listed) != 1 || result.Listed[0].Place() != listPlace {
		t.Errorf("listed are %v", result.Listed)
	}
	text := l.list(t)
	for _, want := range []string{
		l.wantRule(t, "ca-server", "ca-server.crt", ""),
		l.wantRule(t, "ca-client", "ca-client.crt", ""),
		l.wantRule(t, "client", "admin.crt", ""),
		l.wantRule(t, "server", "mon/etc/ssl/prometheus/server.crt", ", host: mon, service: prometheus"),
		l.wantRule(t, "client", "web/etc/ssl/nginx_exporter/client.crt", ", host: web, service: nginx_exporter"),
	} {
		if strings.Count(text, want) != 1 {
			t.Errorf("the list has not once %s", want)
		}
	}
	if got, want := strings.Count(text, "- {record: "), len(l.plan.Certificates)+2; got != want {
		t.Errorf("the list has %d rules, not %d", got, want)
	}
	if again := l.issue(t); again.Any() || len(again.Listed) != 0 {
		t.Errorf("a second run wrote %d files and listed %v", again.Written, again.Listed)
	}
}

// TestListFollows damages and changes what is listed.
func TestListFollows(t *testing.T) {
	const web = "web/etc/ssl/node_exporter/server.crt"
	for _, c := range []struct {
		about string
		do    func(*testing.T, *lab)
		// gone and there are paths of certificates.
		gone, there string
	}{
		{"a renewal", func(t *testing.T, l *lab) { l.now = l.now.Add(380 * 24 * time.Hour); l.issue(t) }, "", web},
		{"a node that has left", func(t *testing.T, l *lab) {
			l.change(t, ", services: [nginx, nginx_exporter, node_exporter]", "")
			l.issue(t)
		}, web, "mon/etc/ssl/node_exporter/server.crt"},
		{"a lost node", func(t *testing.T, l *lab) {
			l.must(t, func(s *Store) (*Result, error) { return s.Revoke("web") })
		}, web, "mon/etc/ssl/node_exporter/server.crt"},
		{"a certificate imported from elsewhere", func(t *testing.T, l *lab) {
			other := &lab{plan: l.plan, dir: t.TempDir(), now: l.now.Add(time.Hour), seal: l.seal}
			other.issue(t)
			for name, text := range contents(t, other.keys("")) { // each beside its certificate
				put(t, other.out(name), text, 0o600)
			}
			l.must(t, func(s *Store) (*Result, error) { return s.Import([]string{other.out("")}) })
		}, "", web},
		{"a list that was edited", func(t *testing.T, l *lab) { put(t, l.out(listPlace), "groups: []\n", 0o644); l.issue(t) }, "", web},
		{"a list that was deleted", func(t *testing.T, l *lab) {
			if err := os.Remove(l.out(listPlace)); err != nil {
				t.Fatal(err)
			}
			l.issue(t)
		}, "", web},
	} {
		t.Run(c.about, func(t *testing.T) {
			l := newLab(t)
			l.issue(t)
			c.do(t, l)
			text := l.list(t)
			if c.gone != "" && strings.Contains(text, c.gone) {
				t.Errorf("%s is still listed", c.gone)
			}
			host := ", host: " + strings.Split(c.there, "/")[0] + ", service: node_exporter"
			if rule := l.wantRule(t, "server", c.there, host); !strings.Contains(text, rule) {
				t.Errorf("the list lacks %s", rule)
			}
		})
	}
}

// TestListInRotation has both authorities in it until the old one is gone.
func TestListInRotation(t *testing.T) {
	l := newLab(t)
	l.issue(t)
	count := func() int { return strings.Count(l.list(t), "certificate: ca-server,") }
	l.must(t, rotateStart)
	if got := count(); got != 2 {
		t.Errorf("%d authorities while both are trusted", got)
	}
	l.must(t, (*Store).RotateReissue)
	l.must(t, (*Store).RotateFinish)
	if got := count(); got != 1 {
		t.Errorf("%d authorities after the rotation", got)
	}
}

// TestListOfNobody removes the list where there is no Prometheus any more, but
// not what is somebody else's.
func TestListOfNobody(t *testing.T) {
	l := newLab(t)
	l.issue(t)
	foreign := l.out("web/etc/other/rules/issued-certificates.yml")
	put(t, foreign, "groups: []\n", 0o644)
	l.change(t, "[prometheus, node_exporter]", "[node_exporter]")
	result := l.issue(t)
	if _, err := os.Stat(l.out(listPlace)); !os.IsNotExist(err) {
		t.Errorf("the list is still there: %v", err)
	}
	if _, err := os.Stat(foreign); err != nil {
		t.Errorf("a file of others is gone: %v", err)
	}
	if len(result.Listed) != 0 {
		t.Errorf("listed are %v", result.Listed)
	}
}

// TestListThatCannotBeRead refuses before anything is written.
func TestListThatCannotBeRead(t *testing.T) {
	l := newLab(t)
	l.issue(t)
	if err := os.Remove(l.out(listPlace)); err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll(filepath.Join(l.out(listPlace), "folder"), 0o755); err != nil {
		t.Fatal(err)
	}
	l.now = l.now.Add(380 * 24 * time.Hour)
	l.refused(t, (*Store).Issue, "cannot read out/"+listPlace, "")
}

// TestListOnItsNode hands the list out with the node's certificates, or says that it lacks.
func TestListOnItsNode(t *testing.T) {
	l := newLab(t)
	l.issue(t)
	of := func(s *Store) (*Result, error) {
		files, err := s.Of("mon")
		for _, f := range files {
			if f.Path == "/etc/prometheus/rules/issued-certificates.yml" && f.OnChange == "reload" && string(f.Content) == l.list(t) {
				return &Result{Good: 1}, err
			}
		}
		return &Result{}, err
	}
	if l.must(t, of).Good != 1 {
		t.Error("the node's files lack the list")
	}
	if err := os.Remove(l.out(listPlace)); err != nil {
		t.Fatal(err)
	}
	l.refused(t, of, "there is no out/"+listPlace, "gen pki issue writes it")
}
