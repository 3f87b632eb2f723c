package pki

import (
	"crypto/sha256"
	"crypto/x509"
	"fmt"
	"strings"

	"gen/generator/plan"
)

// kinds are the two authorities, named after whom they sign for.
var kinds = []string{plan.ServerCert, plan.ClientCert}

// Path is where a certificate lies below the output folder, beside its request file.
func Path(c *plan.Certificate) string {
	if c.Node == nil {
		return c.Cert
	}
	return c.Node.Name + c.Cert
}

// KeyPath is where its key lies below the key folder; ".age" follows where it is encrypted.
func KeyPath(c *plan.Certificate) string { return strings.TrimSuffix(Path(c), ".crt") + ".key" }

// AuthorityPath is where the certificates of an authority lie below the output
// folder; kind is plan.ServerCert or plan.ClientCert.
func AuthorityPath(kind string) string { return "ca-" + kind + ".crt" }

// Folders are the folders below the output folder into which copies of both
// authorities' certificates go, one for each instance that speaks TLS.
func Folders(p *plan.Plan) []string {
	var list []string
	for _, i := range p.Instances() {
		if i.HasTLS() {
			list = append(list, i.Node.Name+i.TLSDir())
		}
	}
	return list
}

// authorityKey is where an authority's key lies below the key folder.
func authorityKey(kind string, c *x509.Certificate) string {
	digest := sha256.Sum256(c.RawSubjectPublicKeyInfo)
	return fmt.Sprintf("ca-%s-%x.key", kind, digest[:4])
}
