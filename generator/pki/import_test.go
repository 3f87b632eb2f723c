package pki

import (
	"crypto"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"gen/generator/plan"
)

// own is an authority of the user's own: a root, and who signs below it.
type own struct {
	root, signer *x509.Certificate
	key          crypto.Signer
}

func newOwn(t *testing.T) own {
	t.Helper()
	rootKey, key := mustKey(t), mustKey(t)
	template := func(name string) *x509.Certificate {
		return &x509.Certificate{
			SerialNumber: serial(), Subject: pkix.Name{CommonName: name}, NotBefore: birth.AddDate(-1, 0, 0), NotAfter: birth.AddDate(9, 0, 0),
			IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign,
		}
	}
	root := mustSign(t, template("Our Root"), template("Our Root"), rootKey.Public(), rootKey)
	return own{root, mustSign(t, template("Our Issuer"), root, key.Public(), rootKey), key}
}

func mustKey(t *testing.T) crypto.Signer {
	t.Helper()
	key, err := newKey("ecdsa-p256")
	if err != nil {
		t.Fatal(err)
	}
	return key
}

func mustSign(t *testing.T, template, parent *x509.Certificate, public crypto.PublicKey, key crypto.Signer) *x509.Certificate {
	t.Helper()
	c, err := sign(template, parent, public, key)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// deliver writes what an authority gives back for every request into a folder.
func (o own) deliver(t *testing.T, l *lab, change func(c *plan.Certificate, template *x509.Certificate)) string {
	t.Helper()
	dir := filepath.Join(l.dir, "back")
	for _, kind := range kinds {
		put(t, filepath.Join(dir, AuthorityPath(kind)), pemOf(o.root), 0o644)
	}
	for _, c := range l.plan.Certificates {
		key := mustKey(t)
		template := &x509.Certificate{
			SerialNumber: serial(), Subject: pkix.Name{CommonName: c.CN}, DNSNames: c.DNS, IPAddresses: slicesOf(c.IPs),
			NotBefore: l.now.Add(-time.Hour), NotAfter: l.now.AddDate(1, 0, 0), KeyUsage: x509.KeyUsageDigitalSignature, ExtKeyUsage: []x509.ExtKeyUsage{usageOf(c.Kind)},
		}
		if change != nil {
			change(c, template)
		}
		leaf := mustSign(t, template, o.signer, key.Public(), o.key)
		text, err := encodeKey(key)
		if err != nil {
			t.Fatal(err)
		}
		put(t, filepath.Join(dir, Path(c)), pemOf(leaf, o.signer), 0o644)
		put(t, filepath.Join(dir, KeyPath(c)), string(text), 0o600)
	}
	return dir
}

func pemOf(list ...*x509.Certificate) string {
	var text strings.Builder
	for _, c := range list {
		_ = pem.Encode(&text, &pem.Block{Type: certificateBlock, Bytes: c.Raw})
	}
	return text.String()
}

func importing(paths ...string) func(*Store) (*Result, error) {
	return func(s *Store) (*Result, error) { return s.Import(paths) }
}

func TestImportOfAWholeSite(t *testing.T) {
	l := newLab(t)
	dir := newOwn(t).deliver(t, l, nil)
	result := l.must(t, importing(dir))
	if len(result.Issued) != len(l.plan.Certificates) {
		t.Errorf("imported %d of %d", len(result.Issued), len(l.plan.Certificates))
	}
	if status := l.status(t); status.Due() {
		t.Errorf("something is due: %+v", status)
	}
	for _, again := range []func(*Store) (*Result, error){(*Store).Issue, importing(l.out(""))} {
		if result := l.must(t, again); result.Any() {
			t.Errorf("got %+v", result)
		}
	}
	if chain := certificates(t, l.out("web/etc/ssl/nginx/server.crt")); len(chain) != 2 {
		t.Errorf("the chain has %d certificates", len(chain))
	}
	l.now = birth.AddDate(0, 0, 350)
	l.refused(t, (*Store).Issue, `the key of the authority "Our Root" is not in keys`, "if the authority is your own, sign the requests with it and use gen pki import")
}

// openssl leaves keys where the request files are, in a folder that is committed.
func TestImportTakesKeysOutOfTheOutput(t *testing.T) {
	l := newLab(t)
	dir := newOwn(t).deliver(t, l, nil)
	if err := os.Rename(dir, l.out("")); err != nil {
		t.Fatal(err)
	}
	l.must(t, importing(l.out("")))
	for name := range contents(t, l.out("")) {
		if strings.HasSuffix(name, ".key") {
			t.Errorf("out/%s is still there", name)
		}
	}
	if status := l.status(t); status.Due() {
		t.Errorf("something is due: %+v", status)
	}
}

// A single file is known by the key that is in place.
func TestImportByKey(t *testing.T) {
	l := newLab(t)
	o := newOwn(t)
	l.must(t, importing(o.deliver(t, l, nil)))
	renewed := certificates(t, l.out("mon/etc/ssl/prometheus/server.crt"))[0]
	template := *renewed
	template.SerialNumber, template.NotAfter = serial(), birth.AddDate(2, 0, 0)
	file := filepath.Join(l.dir, "from the authority.pem")
	put(t, file, pemOf(mustSign(t, &template, o.signer, renewed.PublicKey, o.key), o.signer), 0o644)
	result := l.must(t, importing(file))
	if len(result.Issued) != 1 || Path(result.Issued[0].Certificate) != "mon/etc/ssl/prometheus/server.crt" {
		t.Errorf("got %+v", result)
	}
}

// Whatever differs from the plan is told, and nothing is written.
func TestImportRefusals(t *testing.T) {
	const one = "web/etc/ssl/nginx/server.crt"
	only := func(change func(template *x509.Certificate)) func(*plan.Certificate, *x509.Certificate) {
		return func(c *plan.Certificate, template *x509.Certificate) {
			if Path(c) == one {
				change(template)
			}
		}
	}
	for name, c := range map[string]struct {
		change func(*plan.Certificate, *x509.Certificate)
		spoil  func(t *testing.T, dir string)
		fact   string
	}{
		"names":      {change: only(func(c *x509.Certificate) { c.DNSNames = c.DNSNames[:1] }), fact: one + ": its names differ: +www.example.org"},
		"addresses":  {change: only(func(c *x509.Certificate) { c.IPAddresses = nil }), fact: one + ": its addresses differ: +10.0.0.11, +127.0.0.1"},
		"usage":      {change: only(func(c *x509.Certificate) { c.ExtKeyUsage = append(c.ExtKeyUsage, x509.ExtKeyUsageClientAuth) }), fact: one + ": it is for servers and clients, not for servers alone"},
		"expired":    {change: only(func(c *x509.Certificate) { c.NotAfter = birth.Add(-time.Minute) }), fact: one + ": ended on 2026-05-01"},
		"not yet":    {change: only(func(c *x509.Certificate) { c.NotBefore = birth.Add(time.Hour) }), fact: one + ": not valid before 2026-05-01T13:00:00Z"},
		"other key":  {spoil: func(t *testing.T, dir string) { copyFile(t, dir+"/admin.key", dir+"/web/etc/ssl/nginx/server.key") }, fact: one + ": the key beside it is another one's"},
		"no key":     {spoil: func(t *testing.T, dir string) { remove(t, dir+"/web/etc/ssl/nginx/server.key") }, fact: one + ": its key is missing"},
		"cut key":    {spoil: func(t *testing.T, dir string) { put(t, dir+"/web/etc/ssl/nginx/server.key", "-----BEGIN PRIV", 0o600) }, fact: one + ": its key cannot be read: it holds no key in PEM"},
		"two things": {change: only(func(c *x509.Certificate) { c.DNSNames, c.IPAddresses = nil, nil }), fact: "+www.example.org\nback/" + one + ": its addresses differ: "},
		"no chain": {spoil: func(t *testing.T, dir string) {
			put(t, dir+"/"+one, pemOf(certificates(t, dir+"/"+one)[0]), 0o644)
		}, fact: one + ": another authority signed it"},
		"no root": {spoil: func(t *testing.T, dir string) {
			put(t, dir+"/ca-server.crt", pemOf(certificates(t, dir+"/"+one)[1]), 0o644)
		}, fact: "ca-server.crt: nginx and Apache need the whole chain up to a self-signed root"},
		"leaf as authority": {spoil: func(t *testing.T, dir string) { copyFile(t, dir+"/"+one, dir+"/ca-client.crt") }, fact: "ca-client.crt: it holds a certificate that is no authority"},
		"no authority":      {spoil: func(t *testing.T, dir string) { remove(t, dir+"/ca-server.crt") }, fact: one + ": there is no ca-server.crt to check it with; import it too"},
		"unknown":           {spoil: func(t *testing.T, dir string) { copyFile(t, dir+"/"+one, dir+"/web/etc/ssl/redis/server.crt") }, fact: "redis/server.crt: the site has no such certificate"},
		"no certificate":    {spoil: func(t *testing.T, dir string) { put(t, dir+"/"+one, "", 0o644) }, fact: one + " cannot be read: it holds no certificate in PEM"},
	} {
		t.Run(name, func(t *testing.T) {
			l := newLab(t)
			dir := newOwn(t).deliver(t, l, c.change)
			if c.spoil != nil {
				c.spoil(t, dir)
			}
			before := contents(t, l.dir)
			_, err := l.do(importing(dir))
			bad, ok := errors.AsType[*Error](err)
			if !ok || !strings.Contains(strings.ReplaceAll(bad.Fact, l.dir+"/", ""), c.fact) {
				t.Errorf("got %v, want %q", err, c.fact)
			}
			if !same(before, contents(t, l.dir)) {
				t.Error("files changed, although it was refused")
			}
		})
	}
}

func TestImportOfNothing(t *testing.T) {
	l := newLab(t)
	l.refused(t, importing(t.TempDir()), "there is no certificate to import", "name certificates, or a folder")
	l.refused(t, importing(filepath.Join(l.dir, "none")), "cannot read none: no such file or directory", "")
}

func copyFile(t *testing.T, from, to string) {
	t.Helper()
	text, err := os.ReadFile(from)
	if err != nil {
		t.Fatal(err)
	}
	put(t, to, string(text), 0o600)
}
