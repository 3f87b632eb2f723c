package pki

import (
	"slices"
	"strings"
	"testing"

	"gen/generator/plan"
)

func revoke(node string) func(*Store) (*Result, error) {
	return func(s *Store) (*Result, error) { return s.Revoke(node) }
}

// A node that stays in the site comes back with new certificates, and what was
// stolen from it is worth nothing once the rotation is through.
func TestRevokeNodeOfTheSite(t *testing.T) {
	l := newLab(t)
	l.issue(t)
	stolen := l.moment(t)
	result := l.must(t, revoke("web"))
	if !slices.Equal(result.Made, []string{plan.ServerCert, plan.ClientCert}) {
		t.Errorf("made %v", result.Made)
	}
	for name := range contents(t, l.dir) {
		if strings.Contains(name, "/web/") {
			t.Errorf("%s is still there", name)
		}
	}
	l.must(t, (*Store).RotateReissue)
	l.must(t, (*Store).RotateFinish)
	l.wantNext(t, "")
	if list := l.distrusted(stolen, l.moment(t)); len(list) != len(l.plan.Certificates) {
		t.Errorf("only %v of the old certificates are refused", list)
	}
}

// Servers that the site has no more are refused as soon as the authority is
// signed anew; clients after a rotation.
func TestRevokeNodeThatIsGone(t *testing.T) {
	l := newLab(t)
	l.issue(t)
	stolen := l.moment(t)
	l.change(t, "  web: {address: 10.0.0.11, names: [www.example.org], services: [nginx, nginx_exporter, node_exporter]}\n", "")
	result := l.must(t, revoke("web"))
	if !slices.Equal(result.Made, []string{plan.ClientCert}) || !slices.Equal(result.Extended, []string{plan.ServerCert}) {
		t.Errorf("got %+v", result)
	}
	now := l.moment(t)
	if err := verify(stolen.leaves["web/etc/ssl/nginx/server.crt"], l.now, now.trust[plan.ServerCert]...); err == nil {
		t.Error("the server of the lost node is still believed")
	}
	client := stolen.leaves["web/etc/ssl/nginx_exporter/client.crt"]
	if err := verify(client, l.now, now.trust[plan.ClientCert]...); err != nil {
		t.Errorf("the rotation has a moment of distrust: %v", err)
	}
	l.must(t, (*Store).RotateReissue)
	l.must(t, (*Store).RotateFinish)
	if err := verify(client, l.now, l.moment(t).trust[plan.ClientCert]...); err == nil {
		t.Error("the client of the lost node is still believed")
	}
}

// A node that only had servers needs no rotation when it leaves the site.
func TestRevokeNodeWithoutClients(t *testing.T) {
	l := newLab(t)
	l.change(t, "nodes:\n", "nodes:\n  box: {address: 10.0.3.3, services: [node_exporter]}\n")
	l.issue(t)
	stolen := certificates(t, l.out("box/etc/ssl/node_exporter/server.crt"))[0]
	l.plan = planOf(t, labSite)
	result := l.must(t, revoke("box"))
	if len(result.Made) > 0 || !slices.Equal(result.Extended, []string{plan.ServerCert}) || len(result.Removed) != 4 {
		t.Errorf("got %+v", result)
	}
	if err := verify(stolen, l.now, l.moment(t).trust[plan.ServerCert]...); err == nil {
		t.Error("the server of the lost node is still believed")
	}
	l.wantNext(t, "")
}

func TestRevokeRefusals(t *testing.T) {
	l := newLab(t)
	l.issue(t)
	for _, node := range []string{"wbe", "", "..", "web/etc", "*"} {
		l.refused(t, revoke(node), "there is no certificate and no key of a node", "gen pki rotate start")
	}
	l.must(t, rotateStart)
	l.must(t, (*Store).RotateReissue)
	l.refused(t, revoke("web"), "a rotation of the client authority is under way, and the node may have a certificate of the new one", "gen pki rotate finish")
}

// A rotation that has only begun serves a revocation as well.
func TestRevokeDuringStart(t *testing.T) {
	l := newLab(t)
	l.issue(t)
	l.must(t, rotateStart)
	if result := l.must(t, revoke("web")); len(result.Made) > 0 || len(result.Removed) == 0 {
		t.Errorf("got %+v", result)
	}
	l.wantNext(t, Reissue)
}
