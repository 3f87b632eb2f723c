package pki

import (
	"crypto"
	"crypto/x509"
	"crypto/x509/pkix"
	"fmt"
	"net"
	"net/netip"
	"time"

	"gen/generator/plan"
)

// leaf makes a key and a certificate as the plan lists it, and verifies it as
// those who dial it will.
func (s *Store) leaf(c *plan.Certificate, a *authority) ([]file, error) {
	key, err := newKey(s.plan.TLS.Algorithm)
	if err != nil {
		return nil, err
	}
	template, err := s.template(c, key.Public(), a.signer())
	if err != nil {
		return nil, err
	}
	signed, err := sign(template, a.signer(), key.Public(), a.key)
	if err != nil {
		return nil, err
	}
	if err := s.prove(c, signed, trustIn(a.signer())); err != nil {
		return nil, err
	}
	sealed, err := s.seal.close(key, false)
	if err != nil {
		return nil, err
	}
	return []file{
		{true, s.seal.withSuffix(KeyPath(c), false), sealed},
		{false, Path(c), encode(signed)},
	}, nil
}

func (s *Store) template(c *plan.Certificate, public crypto.PublicKey, signer *x509.Certificate) (*x509.Certificate, error) {
	id, err := keyID(public)
	if err != nil {
		return nil, err
	}
	usage := x509.KeyUsageDigitalSignature
	if c.Kind == plan.ServerCert && isRSA(public) {
		usage |= x509.KeyUsageKeyEncipherment // TLS 1.2 without Diffie-Hellman
	}
	from := s.now.Add(-skew)
	if from.Before(signer.NotBefore) {
		from = signer.NotBefore
	}
	return &x509.Certificate{
		SerialNumber: serial(), Subject: pkix.Name{Organization: []string{s.plan.Site}, CommonName: c.CN},
		DNSNames: c.DNS, IPAddresses: slicesOf(c.IPs), NotBefore: from, NotAfter: s.end(c, signer),
		KeyUsage: usage, ExtKeyUsage: []x509.ExtKeyUsage{usageOf(c.Kind)}, BasicConstraintsValid: true, SubjectKeyId: id,
	}, nil
}

// end is when a certificate made now ends: never after who signs it.
func (s *Store) end(c *plan.Certificate, signer *x509.Certificate) time.Time {
	end := s.now.Add(time.Duration(c.Days)*day - skew) // with the skew before, the lifetime is c.Days
	if end.After(signer.NotAfter) {
		return signer.NotAfter
	}
	return end
}

func slicesOf(addresses []netip.Addr) []net.IP {
	list := make([]net.IP, len(addresses))
	for at, address := range addresses {
		list[at] = address.AsSlice()
	}
	return list
}

// trust are the certificates that a chain has to end at, and those on its way.
type trust struct{ roots, between *x509.CertPool }

func trustIn(list ...*x509.Certificate) trust {
	t := trust{x509.NewCertPool(), x509.NewCertPool()}
	for _, c := range list {
		t.roots.AddCert(c)
	}
	return t
}

// prove verifies the chain of a certificate, and its name for every host by
// which the plan dials it.
func (s *Store) prove(c *plan.Certificate, signed *x509.Certificate, t trust) error {
	_, err := signed.Verify(x509.VerifyOptions{
		Roots: t.roots, Intermediates: t.between, CurrentTime: s.now, KeyUsages: []x509.ExtKeyUsage{usageOf(c.Kind)},
	})
	if err != nil {
		return fmt.Errorf("%s: %w", Path(c), err)
	}
	for _, host := range hosts(c) {
		if err := signed.VerifyHostname(host); err != nil {
			return fmt.Errorf("%s: %w", Path(c), err)
		}
	}
	return nil
}

// hosts are what clients dial and expect in the certificate.
func hosts(c *plan.Certificate) []string {
	list := append(texts(c.IPs), c.DNS...)
	if c.Instance != nil && c.Kind == plan.ServerCert {
		for _, l := range c.Instance.In {
			list = append(list, l.Host)
		}
	}
	return list
}
