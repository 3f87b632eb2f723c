package main

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"encoding/pem"
	"fmt"
	"math/big"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"
)

// authority is a throw-away certificate authority.
type authority struct {
	certificate *x509.Certificate
	key         *ecdsa.PrivateKey
}

// pair is the two authorities of a site: one signs servers, the other clients.
type pair struct{ servers, clients func() authority }

// authorities are made once, when they are first needed.
var authorities = pair{
	servers: sync.OnceValue(func() authority { return newAuthority("servers") }),
	clients: sync.OnceValue(func() authority { return newAuthority("clients") }),
}

// bundle is both CA certificates in PEM.
func (p pair) bundle() string {
	return encode("CERTIFICATE", p.servers().certificate.Raw) + encode("CERTIFICATE", p.clients().certificate.Raw)
}

// newAuthority makes a CA. Its own template cannot be refused, so a failure is a broken machine.
func newAuthority(name string) authority {
	key := must(ecdsa.GenerateKey(elliptic.P256(), rand.Reader))
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "throw-away CA of " + name},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(24 * time.Hour),
		IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign | x509.KeyUsageCRLSign,
	}
	der := must(x509.CreateCertificate(rand.Reader, template, template, key.Public(), key))
	return authority{certificate: must(x509.ParseCertificate(der)), key: key}
}

// writePair writes STEM.key and STEM plus extension, a certificate for it, unless they are there.
// The name says whether it is a client's.
func writePair(stem, extension string) error {
	signer, usage := authorities.servers(), x509.ExtKeyUsageServerAuth
	if strings.Contains(filepath.Base(stem), "client") {
		signer, usage = authorities.clients(), x509.ExtKeyUsageClientAuth
	}
	if extension == ".key" {
		extension = ".crt"
	}
	if _, err := os.Lstat(stem + extension); err == nil {
		return nil
	}
	key := must(ecdsa.GenerateKey(elliptic.P256(), rand.Reader))
	template := &x509.Certificate{
		SerialNumber: big.NewInt(2), Subject: pkix.Name{CommonName: filepath.Base(stem)},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(24 * time.Hour),
		DNSNames: []string{"localhost"}, ExtKeyUsage: []x509.ExtKeyUsage{usage},
	}
	der := must(x509.CreateCertificate(rand.Reader, template, signer.certificate, key.Public(), signer.key))
	if err := writeNew(stem+".key", encodeKey(key), 0o640); err != nil {
		return err
	}
	return writeNew(stem+extension, encode("CERTIFICATE", der), 0o644)
}

// sign answers a request in PEM with a certificate that has all that the request asks for.
func sign(request string) (certificate string, signed *x509.Certificate, err error) {
	block, _ := pem.Decode([]byte(request))
	if block == nil {
		return "", nil, fmt.Errorf("no request in PEM")
	}
	asked, err := x509.ParseCertificateRequest(block.Bytes)
	if err != nil {
		return "", nil, err
	}
	signer := authorities.servers()
	if asksFor(asked, clientAuth) {
		signer = authorities.clients()
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(3), Subject: asked.Subject, ExtraExtensions: asked.Extensions,
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(24 * time.Hour),
	}
	der, err := x509.CreateCertificate(rand.Reader, template, signer.certificate, asked.PublicKey, signer.key)
	if err != nil {
		return "", nil, err
	}
	signed, err = x509.ParseCertificate(der)
	return encode("CERTIFICATE", der), signed, err
}

// The extension with the usages of a certificate, and the usage of clients (RFC 5280, 4.2.1.12).
var (
	extendedKeyUsage = asn1.ObjectIdentifier{2, 5, 29, 37}
	clientAuth       = asn1.ObjectIdentifier{1, 3, 6, 1, 5, 5, 7, 3, 2}
)

// asksFor tells whether a request asks for a usage.
func asksFor(request *x509.CertificateRequest, usage asn1.ObjectIdentifier) bool {
	for _, extension := range request.Extensions {
		var usages []asn1.ObjectIdentifier
		if !extension.Id.Equal(extendedKeyUsage) {
			continue
		}
		if _, err := asn1.Unmarshal(extension.Value, &usages); err == nil && slices.ContainsFunc(usages, usage.Equal) {
			return true
		}
	}
	return false
}

func encode(kind string, der []byte) string {
	return string(pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: der}))
}

func encodeKey(key *ecdsa.PrivateKey) string {
	return encode("PRIVATE KEY", must(x509.MarshalPKCS8PrivateKey(key)))
}

func must[T any](value T, err error) T {
	if err != nil {
		panic(err)
	}
	return value
}
