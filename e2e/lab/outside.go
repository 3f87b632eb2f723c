package main

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"math/big"
	"regexp"
	"strings"
	"sync"
	"time"
)

// outside is the world beyond the site: the services that are told of alerts, all at one address,
// with certificates of an authority that hosts trust as they trust the public ones.
type outside struct {
	address   string
	authority string // PEM
	tls       *tls.Config

	mutex    sync.Mutex
	messages []message
}

// message is what a service was told, or why it refused to be: a title, which a webhook does not have,
// its state, and the whole text.
type message struct{ service, state, title, text, refused string }

// What a message tells.
const (
	firing   = "FIRING"
	resolved = "RESOLVED"
)

// stateOf reads how a title begins.
func stateOf(title string) string {
	if strings.HasPrefix(title, "✅") {
		return resolved
	}
	return firing
}

// names are those of the services.
var names = []string{"discord.com", "mail.example.org", hookName}

// hosts are lines of /etc/hosts.
func (o *outside) hosts() string { return o.address + " " + strings.Join(names, " ") + "\n" }

// newOutside makes the authority and one certificate for all names.
func newOutside(address string) (*outside, error) {
	key, certificate, err := newCertificate(&x509.Certificate{
		Subject: pkix.Name{CommonName: "public CA of the lab"}, IsCA: true, BasicConstraintsValid: true,
		KeyUsage: x509.KeyUsageCertSign,
	}, nil, nil)
	if err != nil {
		return nil, err
	}
	leafKey, leaf, err := newCertificate(&x509.Certificate{
		Subject: pkix.Name{CommonName: names[0]}, DNSNames: names, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
	}, key, certificate)
	if err != nil {
		return nil, err
	}
	pair := tls.Certificate{Certificate: [][]byte{leaf.Raw}, PrivateKey: leafKey}
	return &outside{
		address:   address,
		authority: string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: certificate.Raw})),
		tls:       &tls.Config{Certificates: []tls.Certificate{pair}, MinVersion: tls.VersionTLS12},
	}, nil
}

// newCertificate makes a key and a certificate for an hour on both sides of now, signed by an
// authority or, without one, by itself.
func newCertificate(template *x509.Certificate, signer *ecdsa.PrivateKey, authority *x509.Certificate) (*ecdsa.PrivateKey, *x509.Certificate, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, nil, err
	}
	if authority == nil {
		signer, authority = key, template
	}
	template.SerialNumber = big.NewInt(time.Now().UnixNano())
	template.NotBefore, template.NotAfter = time.Now().Add(-time.Hour), time.Now().Add(time.Hour)
	der, err := x509.CreateCertificate(rand.Reader, template, authority, key.Public(), signer)
	if err != nil {
		return nil, nil, err
	}
	certificate, err := x509.ParseCertificate(der)
	return key, certificate, err
}

func (o *outside) note(m message) {
	o.mutex.Lock()
	defer o.mutex.Unlock()
	o.messages = append(o.messages, m)
}

// count is how many messages there have been.
func (o *outside) count() int {
	o.mutex.Lock()
	defer o.mutex.Unlock()
	return len(o.messages)
}

// times is how often a service was told, after the first messages, that an alert is in a state.
func (o *outside) times(first int, service, state, alert string) (times int) {
	o.mutex.Lock()
	defer o.mutex.Unlock()
	for _, m := range o.messages[first:] {
		if m.service == service && m.refused == "" && m.state == state && strings.Contains(m.text, alert) {
			times++
		}
	}
	return times
}

// titled tells whether a service was told, after the first messages, of an alert with the mark of
// its severity in the title.
func (o *outside) titled(first int, service, mark, alert string) bool {
	right := regexp.MustCompile("^" + mark + " .*[:×] " + regexp.QuoteMeta(alert) + "( on | \\(|,|$)")
	o.mutex.Lock()
	defer o.mutex.Unlock()
	for _, m := range o.messages[first:] {
		if m.service == service && right.MatchString(m.title) {
			return true
		}
	}
	return false
}

// refusals are the messages that a service did not take.
func (o *outside) refusals() []string {
	o.mutex.Lock()
	defer o.mutex.Unlock()
	var all []string
	for _, m := range o.messages {
		if m.refused != "" {
			all = append(all, m.service+": "+m.refused)
		}
	}
	return all
}
