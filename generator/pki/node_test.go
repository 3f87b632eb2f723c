package pki

import (
	"bytes"
	"errors"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"gen/generator/plan"
)

// of is what a node of the lab reads.
func (l *lab) of(node string) (list []Installed, err error) {
	_, opened := l.do(func(s *Store) (*Result, error) { list, err = s.Of(node); return nil, err })
	return list, opened
}

func TestOfNode(t *testing.T) {
	l := newLab(t)
	l.issue(t)
	list, err := l.of("web")
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, i := range list {
		line := i.Path + " " + i.OnChange
		if !i.Until.IsZero() {
			line += " until " + i.Until.UTC().Format(time.DateOnly)
		}
		got = append(got, strings.Join(strings.Fields(line), " "))
		what := "-----BEGIN CERTIFICATE-----\n"
		if strings.HasSuffix(i.Path, ".key") {
			what = "-----BEGIN PRIVATE KEY-----\n"
		}
		if i.Instance.Node.Name != "web" || bytes.Count(i.Content, []byte("-----BEGIN ")) != 1 || !bytes.Contains(i.Content, []byte(what)) {
			t.Errorf("%s of %s: %.30q", i.Path, i.Instance.Node.Name, i.Content)
		}
	}
	want := []string{
		"/etc/ssl/nginx/ca-client.crt reload", "/etc/ssl/nginx/ca-server.crt reload",
		"/etc/ssl/nginx/server.crt reload until 2027-06-02", "/etc/ssl/nginx/server.key reload",
		"/etc/ssl/nginx_exporter/ca-client.crt restart", "/etc/ssl/nginx_exporter/ca-server.crt restart",
		"/etc/ssl/nginx_exporter/client.crt restart until 2027-06-02", "/etc/ssl/nginx_exporter/client.key restart",
		"/etc/ssl/nginx_exporter/server.crt restart until 2027-06-02", "/etc/ssl/nginx_exporter/server.key restart",
		"/etc/ssl/node_exporter/ca-client.crt", "/etc/ssl/node_exporter/ca-server.crt",
		"/etc/ssl/node_exporter/server.crt until 2027-06-02", "/etc/ssl/node_exporter/server.key",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// During a rotation, nodes are told to trust both authorities.
func TestOfNodeInRotation(t *testing.T) {
	l := newLab(t)
	l.issue(t)
	l.must(t, rotateStart)
	list, err := l.of("web")
	if err != nil {
		t.Fatal(err)
	}
	if got := bytes.Count(list[0].Content, []byte("BEGIN CERTIFICATE")); got != 2 {
		t.Errorf("%s holds %d certificates", list[0].Path, got)
	}
}

func TestOfNodeRefused(t *testing.T) {
	const key = "web/etc/ssl/nginx/server.key"
	tests := map[string]struct {
		spoil func(l *lab) error
		fact  string
	}{
		"nothing issued":           {func(l *lab) error { return os.RemoveAll(l.out("")) }, "certificates of web are due: web/etc/ssl/nginx/server.crt missing, "},
		"no certificate":           {func(l *lab) error { return os.Remove(l.out("web/etc/ssl/nginx/server.crt")) }, "certificates of web are due: web/etc/ssl/nginx/server.crt missing"},
		"no key":                   {func(l *lab) error { return os.Remove(l.keys(key)) }, "certificates of web are due: web/etc/ssl/nginx/server.crt its key is missing"},
		"another's key":            {func(l *lab) error { return os.Rename(l.keys("web/etc/ssl/node_exporter/server.key"), l.keys(key)) }, "its key is another one's"},
		"a damaged key":            {func(l *lab) error { return os.WriteFile(l.keys(key), []byte("x"), 0o600) }, "its key cannot be read"},
		"a key that others read":   {func(l *lab) error { return os.Chmod(l.keys(key), 0o640) }, "others can read the key "},
		"no keys at all":           {func(l *lab) error { return os.RemoveAll(l.keys("")) }, "there is no key web/etc/ssl/nginx/server.key in "},
		"a certificate that ages":  {func(l *lab) error { l.now = l.now.AddDate(0, 0, 380); return nil }, "web/etc/ssl/nginx/server.crt ends on 2027-06-02"},
		"a certificate that ended": {func(l *lab) error { l.now = l.now.AddDate(2, 0, 0); return nil }, "web/etc/ssl/nginx/server.crt ended on 2027-06-02"},
		"a clock that is late":     {func(l *lab) error { l.now = l.now.AddDate(-1, 0, 0); return nil }, "not valid before 2026-05-01"},
		"another name of the node": {func(l *lab) error {
			l.plan = planOf(t, strings.Replace(labSite, "www.example.org", "web.example.org", 1))
			return nil
		}, "its names differ: -www.example.org, +web.example.org"},
		"an encrypted key, no identity": {seal, "age"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			l := newLab(t)
			l.issue(t)
			if err := tt.spoil(l); err != nil {
				t.Fatal(err)
			}
			list, err := l.of("web")
			bad, ok := errors.AsType[*Error](err)
			if !ok || !strings.Contains(bad.Fact, tt.fact) || list != nil {
				t.Errorf("got %v", err)
			}
		})
	}
}

// seal encrypts a key for nobody in particular.
func seal(l *lab) error {
	key := l.keys("web/etc/ssl/nginx/server.key")
	return errors.Join(os.Remove(key), os.WriteFile(key+".age", []byte("-----BEGIN AGE ENCRYPTED FILE-----\nYWdl\n-----END AGE ENCRYPTED FILE-----\n"), 0o600))
}

// A program that reads its environment once has to start again to trust others.
func TestAfterTrust(t *testing.T) {
	cert := func(onChange string) *plan.Certificate { return &plan.Certificate{OnChange: onChange} }
	for want, i := range map[string]*plan.Instance{
		"restart":         {Name: "x", Server: cert(""), Environment: []plan.Label{{Name: "SSL_CERT_FILE", Value: "/etc/ssl/x/ca-server.crt"}}},
		"":                {Name: "x", Server: cert(""), Environment: []plan.Label{{Name: "A", Value: "/etc/ssl/xy/ca"}}},
		"reload":          {Name: "x", Client: cert("reload")},
		"by its listener": {Name: "x", Server: cert("reload"), Listeners: []*plan.Listener{{Name: "web"}, {Name: "gossip", Trust: "by its listener"}}},
	} {
		if got := afterTrust(i); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
	if got := afterTrust(&plan.Instance{Name: "x"}); got != "restart" {
		t.Errorf("without certificates: %q", got)
	}
}
