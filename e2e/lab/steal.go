package main

import (
	"crypto/ecdsa"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"

	"gen/generator/private"
)

// steal signs a certificate for servers with the site's own authority, and returns the stem of its
// files.
func (l *lab) steal(names []string, addresses []net.IP) (stem string, err error) {
	key, authority, err := l.authority()
	if err != nil {
		return "", err
	}
	leafKey, leaf, err := newCertificate(&x509.Certificate{
		Subject: pkix.Name{CommonName: names[0]}, DNSNames: names, IPAddresses: addresses,
		ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
	}, key, authority)
	if err != nil {
		return "", err
	}
	stem = filepath.Join(l.work, "stolen-"+leaf.SerialNumber.String())
	return stem, save(stem, leafKey, leaf)
}

// authority is the site's authority for servers with its key.
func (s *site) authority() (*ecdsa.PrivateKey, *x509.Certificate, error) {
	files, err := filepath.Glob(filepath.Join(s.folder, "keys/ca-server-*.key"+private.Sealed))
	if err != nil || len(files) != 1 {
		return nil, nil, errors.Join(fmt.Errorf("there are %d keys of authorities for servers: %s", len(files), list(files)), err)
	}
	sealed, err := os.ReadFile(files[0])
	if err != nil {
		return nil, nil, err
	}
	seal := &private.Seal{Passphrase: func(bool) (string, error) { return passphrase, nil }}
	opened, err := seal.Open(files[0], sealed)
	if err != nil {
		return nil, nil, err
	}
	certificate, err := os.ReadFile(filepath.Join(s.out, "ca-server.crt"))
	if err != nil {
		return nil, nil, err
	}
	authority, unreadable := parseCertificate(certificate)
	key, err := parseKey(opened)
	return key, authority, errors.Join(unreadable, err)
}

func parseKey(text []byte) (*ecdsa.PrivateKey, error) {
	block, _ := pem.Decode(text)
	if block == nil {
		return nil, errors.New("holds no key")
	}
	key, err := x509.ParsePKCS8PrivateKey(block.Bytes)
	ours, ok := key.(*ecdsa.PrivateKey)
	if err == nil && !ok {
		err = errors.New("the key is of another kind")
	}
	return ours, err
}

// save writes a certificate and its key.
func save(stem string, key *ecdsa.PrivateKey, certificate *x509.Certificate) error {
	secret, err := x509.MarshalPKCS8PrivateKey(key)
	return errors.Join(err,
		os.WriteFile(stem+".crt", pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: certificate.Raw}), 0o600),
		os.WriteFile(stem+".key", pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: secret}), 0o600))
}
