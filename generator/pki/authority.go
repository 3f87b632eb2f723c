package pki

import (
	"crypto"
	"crypto/rand"
	"crypto/sha256"
	"crypto/x509"
	"crypto/x509/pkix"
	"fmt"
	"math/big"
	"time"

	"gen/generator/plan"
)

// authority is who signs for one kind of certificates.
type authority struct {
	kind string
	// bundle is the content of out/ca-<kind>.crt: whom the site trusts. The
	// first signs. It is empty before the first issue.
	bundle []*x509.Certificate
	// managed tells that gen has the key of the first.
	managed bool
	// key is that of the first, once it has been opened.
	key crypto.Signer
	// files are the keys that have been made for it and not been written yet.
	files []file
	// made and extended say what happened to it.
	made, extended bool
}

// skew is how far a certificate's life reaches back, for nodes whose clock is late.
const skew = time.Hour

const day = 24 * time.Hour

// maxCommonName is ub-common-name of RFC 5280, A.1.
const maxCommonName = 64

// authority reads the bundle of a kind.
func (s *Store) authority(kind string) (*authority, error) {
	a := &authority{kind: kind}
	text, ok, err := s.read(AuthorityPath(kind))
	if err != nil || !ok {
		return a, err
	}
	shown := s.name(file{path: AuthorityPath(kind)})
	if a.bundle, err = parseCertificates(text); err != nil {
		return nil, failed("restore it from git", "the authority %s cannot be read: %s", shown, err)
	}
	for _, c := range a.bundle {
		if !c.IsCA {
			return nil, failed("restore it from git, or import your authority by gen pki import", "%s holds a certificate that is no authority: %s", shown, plain(c.Subject.CommonName))
		}
	}
	a.managed, err = s.hasKey(kind, a.signer())
	return a, err
}

func (a *authority) signer() *x509.Certificate { return a.bundle[0] }

// hasKey tells whether gen has the key of an authority's certificate.
func (s *Store) hasKey(kind string, c *x509.Certificate) (bool, error) {
	_, name, err := s.readKey(authorityKey(kind, c))
	return name != "", err
}

// keyOf opens the key of one of an authority's certificates.
func (s *Store) keyOf(kind string, c *x509.Certificate) (crypto.Signer, error) {
	text, name, err := s.readKey(authorityKey(kind, c))
	if err != nil {
		return nil, err
	}
	if name == "" {
		return nil, failed("restore it from a backup; if the authority is your own, sign the requests with it and use gen pki import",
			"the key of the authority %q is not in %s: there is no %s", plain(c.Subject.CommonName), s.keysName, authorityKey(kind, c))
	}
	key, err := s.seal.open(name, text)
	if err == nil && !fits(key, c.PublicKey) {
		err = failed("restore both from one backup", "the key %s is not that of the authority %q", name, plain(c.Subject.CommonName))
	}
	return key, err
}

// openAuthority makes the signer's key ready.
func (s *Store) openAuthority(a *authority) (err error) {
	if a.key == nil {
		a.key, err = s.keyOf(a.kind, a.signer())
	}
	return err
}

// newAuthority makes a key and a certificate, and trusts it beside the others.
func (s *Store) newAuthority(a *authority) error {
	key, err := newKey(s.plan.TLS.Algorithm)
	if err != nil {
		return err
	}
	from := s.now.Add(-skew)
	if len(a.bundle) > 0 && !from.After(a.signer().NotBefore) {
		from = a.signer().NotBefore.Add(time.Second) // the order in time tells the steps of a rotation
	}
	name, err := authorityName(s.plan, a.kind, key.Public())
	if err != nil {
		return err
	}
	c, err := s.certify(a.kind, key, from, from.Add(skew+time.Duration(s.plan.TLS.CADays)*day), name)
	if err != nil {
		return err
	}
	sealed, err := s.seal.close(key, true)
	if err != nil {
		return err
	}
	a.files = append(a.files, file{true, s.seal.withSuffix(authorityKey(a.kind, c), true), sealed})
	if a.bundle = append(a.bundle, c); len(a.bundle) == 1 {
		a.key, a.managed = key, true
	}
	a.made = true
	return nil
}

// authorityName tells the authorities of a rotation apart: it ends with the
// digits that the name of the key file has.
func authorityName(p *plan.Plan, kind string, public crypto.PublicKey) (pkix.Name, error) {
	id, err := keyID(public)
	if err != nil {
		return pkix.Name{}, err
	}
	ending := fmt.Sprintf(" %s CA %x", kind, id[:4])
	name := p.Site[:min(len(p.Site), maxCommonName-len(ending))] + ending
	return pkix.Name{Organization: []string{p.Site}, CommonName: name}, nil
}

// certify signs the certificate of an authority with its own key.
func (s *Store) certify(kind string, key crypto.Signer, from, to time.Time, name pkix.Name) (*x509.Certificate, error) {
	id, err := keyID(key.Public())
	if err != nil {
		return nil, err
	}
	template := &x509.Certificate{
		SerialNumber: serial(), Subject: name, NotBefore: from, NotAfter: to,
		IsCA: true, BasicConstraintsValid: true, MaxPathLenZero: true, SubjectKeyId: id, AuthorityKeyId: id,
		KeyUsage: x509.KeyUsageCertSign | x509.KeyUsageCRLSign, ExtKeyUsage: []x509.ExtKeyUsage{usageOf(kind)},
	}
	constrain(s.plan, kind).put(template)
	return sign(template, template, key.Public(), key)
}

// extend signs an authority anew for the names and addresses that the site has
// now: same key, name and dates. What it has signed verifies with both.
func (s *Store) extend(kind string, old *x509.Certificate) (*x509.Certificate, error) {
	key, err := s.keyOf(kind, old)
	if err != nil {
		return nil, err
	}
	return s.certify(kind, key, old.NotBefore, old.NotAfter, old.Subject)
}

// sign makes a certificate of which parent is the issuer.
func sign(template, parent *x509.Certificate, public crypto.PublicKey, key crypto.Signer) (*x509.Certificate, error) {
	der, err := x509.CreateCertificate(rand.Reader, template, parent, public, key)
	if err != nil {
		return nil, fmt.Errorf("a certificate for %s cannot be made: %w", template.Subject, err)
	}
	return x509.ParseCertificate(der)
}

// keyID identifies a public key (RFC 7093, 2, method 4).
func keyID(public crypto.PublicKey) ([]byte, error) {
	der, err := x509.MarshalPKIXPublicKey(public)
	digest := sha256.Sum256(der)
	return digest[:20], err
}

// serial is a random number of 128 bits.
func serial() *big.Int {
	var digits [16]byte
	_, _ = rand.Read(digits[:]) // never fails
	return new(big.Int).SetBytes(digits[:])
}

func usageOf(kind string) x509.ExtKeyUsage {
	if kind == plan.ClientCert {
		return x509.ExtKeyUsageClientAuth
	}
	return x509.ExtKeyUsageServerAuth
}
