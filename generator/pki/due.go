package pki

import (
	"crypto/x509"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"gen/generator/plan"
)

// pair is a certificate and its key as they lie on disk.
type pair struct {
	// chain is the certificate, and whatever follows it up to its authority;
	// empty if there is none or it is damaged.
	chain []*x509.Certificate
	// due says what is wrong with the files themselves; empty for nothing.
	due string
}

func (p pair) leaf() *x509.Certificate {
	if len(p.chain) == 0 {
		return nil
	}
	return p.chain[0]
}

// pair reads a certificate and its key. What is damaged is due, as it can be
// made again; what others can read is an error.
func (s *Store) pair(c *plan.Certificate) (p pair, err error) {
	text, ok, err := s.read(Path(c))
	if err != nil {
		return p, err
	}
	key, name, err := s.readKey(KeyPath(c))
	if err != nil {
		return p, err
	}
	if !ok {
		p.due = "missing"
		return p, nil
	}
	if p.chain, err = parseCertificates(text); err != nil {
		p.due = "cannot be read: " + err.Error()
		return p, nil
	}
	if s.keys != nil {
		p.due = s.keyDue(p.leaf(), key, name)
	}
	return p, nil
}

// keyDue says what is wrong with the key of a certificate. One that is
// encrypted is looked at only if there is an identity to open it.
func (s *Store) keyDue(c *x509.Certificate, text []byte, name string) string {
	if name == "" {
		return "its key is missing"
	}
	if strings.HasSuffix(name, sealedSuffix) && len(s.seal.Identities) == 0 {
		return ""
	}
	key, err := s.seal.open(name, text)
	if err != nil {
		return "its key cannot be read"
	}
	if !fits(key, c.PublicKey) {
		return "its key is another one's"
	}
	return ""
}

// due says why a certificate has to be made anew; empty if it is good.
func (s *Store) due(c *plan.Certificate, p pair, a *authority) string {
	if p.due != "" {
		return p.due
	}
	if why := s.dated(c, p.leaf(), a); why != "" {
		return why
	}
	return strings.Join(s.differences(c, p.chain, s.trustOf(a, p.chain)), "; ")
}

// trustOf is what a chain has to end at: the one that signs, or any of the
// authorities where they are the user's own.
func (s *Store) trustOf(a *authority, chain []*x509.Certificate) trust {
	t := trustIn(a.bundle...)
	if a.managed {
		t = trustIn(a.signer())
	}
	for _, c := range chain[1:] {
		t.between.AddCert(c)
	}
	return t
}

// renewal is how long before its end a certificate is renewed: a third of its
// life, and 30 days at most.
func renewal(c *x509.Certificate) time.Duration {
	return min(c.NotAfter.Sub(c.NotBefore)/3, 30*day)
}

// dated says what the clock has against a certificate. One that a new one
// would not outlive is as good as it gets: there, the authority is due.
func (s *Store) dated(c *plan.Certificate, leaf *x509.Certificate, a *authority) string {
	switch left := leaf.NotAfter.Sub(s.now); {
	case s.now.Before(leaf.NotBefore):
		return fmt.Sprintf("not valid before %s", leaf.NotBefore.Format(time.RFC3339))
	case left <= 0:
		return "ended on " + leaf.NotAfter.Format(dayFormat)
	case left < renewal(leaf) && s.end(c, a.signer()).After(leaf.NotAfter):
		return "ends on " + leaf.NotAfter.Format(dayFormat)
	}
	return ""
}

// differences are the ways in which a certificate is not what the plan lists.
func (s *Store) differences(c *plan.Certificate, chain []*x509.Certificate, t trust) []string {
	leaf := chain[0]
	var list []string
	if leaf.Subject.CommonName != c.CN {
		list = append(list, fmt.Sprintf("it is called %q, not %q", plain(leaf.Subject.CommonName), c.CN))
	}
	list = append(list, changed("names", lower(leaf.DNSNames), lower(c.DNS))...)
	list = append(list, changed("addresses", texts(leaf.IPAddresses), texts(c.IPs))...)
	if !slices.Equal(leaf.ExtKeyUsage, []x509.ExtKeyUsage{usageOf(c.Kind)}) || len(leaf.UnknownExtKeyUsage) > 0 {
		list = append(list, fmt.Sprintf("it is %s, not for %ss alone", purpose(leaf), c.Kind))
	}
	if leaf.IsCA || leaf.KeyUsage != 0 && leaf.KeyUsage&x509.KeyUsageDigitalSignature == 0 {
		list = append(list, "its key may not sign for TLS")
	}
	if got := algorithmOf(leaf.PublicKey); got != s.plan.TLS.Algorithm {
		list = append(list, fmt.Sprintf("its key is %s, not %s", got, s.plan.TLS.Algorithm))
	}
	if err := s.prove(c, leaf, t); err != nil && len(list) == 0 {
		list = append(list, unproven(err))
	}
	return list
}

// unproven says in a few words why a chain does not hold.
func unproven(err error) string {
	if _, ok := errors.AsType[x509.UnknownAuthorityError](err); ok {
		return "another authority signed it"
	}
	if invalid, ok := errors.AsType[x509.CertificateInvalidError](err); ok {
		switch invalid.Reason {
		case x509.CANotAuthorizedForThisName:
			return "its authority may not sign for these names and addresses"
		case x509.Expired:
			return "its authority is not valid now"
		case x509.IncompatibleUsage:
			return "its authority may not sign for this use"
		}
	}
	return "its chain does not hold"
}

// changed says what a list has too much and too little.
func changed(what string, got, want []string) []string {
	var words []string
	for _, word := range got {
		if !slices.Contains(want, word) {
			words = append(words, "-"+plain(word))
		}
	}
	for _, word := range want {
		if !slices.Contains(got, word) {
			words = append(words, "+"+word)
		}
	}
	if len(words) == 0 {
		return nil
	}
	return []string{"its " + what + " differ: " + some(words)}
}

func lower(words []string) []string {
	list := make([]string, len(words))
	for at, word := range words {
		list[at] = strings.ToLower(word)
	}
	return list
}
