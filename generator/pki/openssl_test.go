//go:build verify

package pki

import (
	"crypto/x509"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"gen/generator/plan"
)

// openssl, which is what nginx and Apache ask, believes every chain for its
// use, name and addresses, and refuses what lies outside the constraints.
func TestOpenSSLVerifiesEveryChain(t *testing.T) {
	for _, algorithm := range []string{"ecdsa-p256", "rsa-2048", "ed25519"} {
		t.Run(algorithm, func(t *testing.T) {
			l := newLab(t)
			l.now = time.Now()
			l.change(t, "site: lab\n", "site: lab\ntls: {algorithm: "+algorithm+"}\n")
			l.issue(t)
			steps := []func(*Store) (*Result, error){rotateStart, (*Store).RotateReissue, (*Store).RotateFinish}
			for at := range len(steps) + 1 {
				for _, c := range l.plan.Certificates {
					l.openssl(t, c)
				}
				if at < len(steps) {
					l.must(t, steps[at])
				}
			}
		})
	}
}

func (l *lab) openssl(t *testing.T, c *plan.Certificate) {
	t.Helper()
	checks := [][]string{nil}
	for _, host := range hosts(c) {
		check := "-verify_hostname"
		if strings.Trim(host, "0123456789abcdef.:") == "" {
			check = "-verify_ip"
		}
		checks = append(checks, []string{check, host})
	}
	for _, check := range checks {
		if out, err := verifies(l.out(AuthorityPath(c.Kind)), c.Kind, l.out(Path(c)), check...); err != nil {
			t.Errorf("%s %v: %s", Path(c), check, out)
		}
	}
}

func verifies(authority, kind, file string, more ...string) (string, error) {
	args := append([]string{"verify", "-x509_strict", "-CAfile", authority, "-purpose", "ssl" + kind}, more...)
	out, err := exec.Command("openssl", append(args, file)...).CombinedOutput()
	return string(out), err
}

func TestOpenSSLRefusesWhatIsOutside(t *testing.T) {
	l := newLab(t)
	l.now = time.Now()
	l.issue(t)
	for name, addresses := range map[string][]string{"": {"192.0.2.7"}, "bank.example.com": nil, "web.lab.internal": {"10.0.0.12"}} {
		var names []string
		if name != "" {
			names = []string{name}
		}
		forged := l.forge(t, plan.ServerCert, names, addresses...)
		file := filepath.Join(l.dir, "forged.crt")
		if err := writeCertificate(file, forged.Certificate[0]); err != nil {
			t.Fatal(err)
		}
		if out, err := verifies(l.out("ca-server.crt"), plan.ServerCert, file); err == nil || !strings.Contains(out, "permitted subtree violation") {
			t.Errorf("%q %v: %s, %v", name, addresses, out, err)
		}
	}
}

func writeCertificate(file string, der []byte) error {
	c, err := x509.ParseCertificate(der)
	if err != nil {
		return err
	}
	return os.WriteFile(file, []byte(pemOf(c)), 0o644)
}
