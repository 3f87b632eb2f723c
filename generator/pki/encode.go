package pki

import (
	"bytes"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"strings"
)

const certificateBlock = "CERTIFICATE"

// encode writes certificates as PEM. Lines before each block, which every
// reader of PEM skips (RFC 7468, 2), tell people what is in it.
func encode(list ...*x509.Certificate) []byte {
	var out bytes.Buffer
	for _, c := range list {
		for _, line := range explain(c) {
			out.WriteString("# " + line + "\n")
		}
		_ = pem.Encode(&out, &pem.Block{Type: certificateBlock, Bytes: c.Raw}) // a buffer takes everything
	}
	return out.Bytes()
}

const dayFormat = "2006-01-02"

// explain says in a few lines what a certificate is.
func explain(c *x509.Certificate) []string {
	lines := []string{fmt.Sprintf("%s: %s, from %s to %s", plain(c.Subject.CommonName), purpose(c), c.NotBefore.UTC().Format(dayFormat), c.NotAfter.UTC().Format(dayFormat))}
	names, addresses := c.DNSNames, texts(c.IPAddresses)
	if c.IsCA {
		names, addresses = c.PermittedDNSDomains, texts(c.PermittedIPRanges)
	}
	if len(names) > 0 {
		lines = append(lines, "names: "+some(names))
	}
	if len(addresses) > 0 {
		lines = append(lines, "addresses: "+some(addresses))
	}
	return append(lines, "signed by "+plain(c.Issuer.CommonName))
}

func purpose(c *x509.Certificate) string {
	var words []string
	for _, usage := range c.ExtKeyUsage {
		switch usage {
		case x509.ExtKeyUsageServerAuth:
			words = append(words, "servers")
		case x509.ExtKeyUsageClientAuth:
			words = append(words, "clients")
		default:
			words = append(words, "other uses")
		}
	}
	if c.IsCA {
		return "authority for " + strings.Join(words, " and ")
	}
	return "for " + strings.Join(words, " and ")
}

func texts[T interface{ String() string }](list []T) []string {
	words := make([]string, len(list))
	for at, item := range list {
		words[at] = item.String()
	}
	return words
}

// some keeps a line readable, as a site can have thousands of addresses.
func some(words []string) string {
	const shown = 12
	clean := make([]string, 0, shown)
	for _, word := range words[:min(shown, len(words))] {
		clean = append(clean, plain(word))
	}
	line := strings.Join(clean, ", ")
	if more := len(words) - shown; more > 0 {
		line += fmt.Sprintf(" and %d more", more)
	}
	return line
}

// plain keeps what others wrote into a certificate from making lines of its own.
func plain(text string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' || r > '~' {
			return '?'
		}
		return r
	}, text)
}

// parseCertificates reads all certificates of a PEM text.
func parseCertificates(text []byte) ([]*x509.Certificate, error) {
	var list []*x509.Certificate
	for block, rest := pem.Decode(text); block != nil; block, rest = pem.Decode(rest) {
		if block.Type != certificateBlock {
			continue
		}
		c, err := x509.ParseCertificate(block.Bytes)
		if err != nil {
			return nil, errors.New("it is damaged")
		}
		list = append(list, c)
	}
	if len(list) == 0 {
		return nil, errors.New("it holds no certificate in PEM, or only a part of one")
	}
	return list, nil
}
