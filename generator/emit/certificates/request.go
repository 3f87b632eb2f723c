package certificates

import (
	"bytes"
	"fmt"
	"path"
	"strings"

	"gen/generator/emit"
	"gen/generator/plan"
	"gen/generator/render"
	"gen/generator/tree"
)

// newKey are the options of `openssl req` that make a key of each algorithm.
var newKey = map[string]string{
	"ecdsa-p256": "-newkey ec -pkeyopt ec_paramgen_curve:P-256",
	"rsa-2048":   "-newkey rsa:2048",
	"rsa-4096":   "-newkey rsa:4096",
	"ed25519":    "-newkey ed25519",
}

// requestSize is more than most requests have, in bytes.
const requestSize = 1024

// request is the OpenSSL configuration of one certificate request.
func request(p *plan.Plan, c *plan.Certificate) ([]byte, error) {
	var out bytes.Buffer
	out.Grow(requestSize)
	base := strings.TrimSuffix(path.Base(c.Cert), ".crt")
	fmt.Fprintf(&out, "# %s\n", emit.Notice)
	fmt.Fprintf(&out, "# openssl req -new %s -nodes -config %s.cnf -keyout %s.key -out %s.csr\n", newKey[p.TLS.Algorithm], base, base, base)
	fmt.Fprintf(&out, "# The authority %s signs it for %d days, with these extensions copied.\n\n", authority(c), c.Days)
	if err := subject(&out, p.Site, c.CN); err != nil {
		return nil, err
	}
	out.WriteString("[extensions]\nbasicConstraints = critical,CA:FALSE\n")
	fmt.Fprintf(&out, "keyUsage = critical,%s\n", keyUsage(p, c))
	fmt.Fprintf(&out, "extendedKeyUsage = %s\nsubjectAltName = @names\n\n[names]\n", usage(c))
	for at, name := range c.DNS {
		fmt.Fprintf(&out, "DNS.%d = %s\n", at+1, name)
	}
	for at, address := range c.IPs {
		fmt.Fprintf(&out, "IP.%d = %s\n", at+1, address)
	}
	return out.Bytes(), nil
}

// keyUsage is what the key itself does: RSA servers below TLS 1.3 may also be
// asked to decrypt the session's secret.
func keyUsage(p *plan.Plan, c *plan.Certificate) string {
	if c.Kind == plan.ServerCert && (p.TLS.Algorithm == "rsa-2048" || p.TLS.Algorithm == "rsa-4096") {
		return "digitalSignature,keyEncipherment"
	}
	return "digitalSignature"
}

func subject(out *bytes.Buffer, organisation, name string) error {
	o, err := render.OpenSSL(organisation)
	if err != nil {
		return err
	}
	cn, err := render.OpenSSL(name)
	if err != nil {
		return err
	}
	out.WriteString("[req]\nprompt = no\nutf8 = yes\nstring_mask = utf8only\ndefault_md = sha256\n")
	out.WriteString("distinguished_name = subject\nreq_extensions = extensions\nx509_extensions = extensions\n\n")
	fmt.Fprintf(out, "[subject]\nO = %s\nCN = %s\n\n", o, cn)
	return nil
}

// authorities are the configurations of the two certificate authorities.
func authorities(p *plan.Plan) []tree.File {
	var files []tree.File
	for _, kind := range []string{plan.ServerCert, plan.ClientCert} {
		var out bytes.Buffer
		name := "ca-" + kind
		fmt.Fprintf(&out, "# %s\n", emit.Notice)
		fmt.Fprintf(&out, "# openssl req -x509 %s -days %d -config %s.cnf -keyout %s.key -out %s.crt\n", newKey[p.TLS.Algorithm], p.TLS.CADays, name, name, name)
		fmt.Fprintf(&out, "# It signs the certificates of all %ss; keep its key off every node and out of git.\n\n", kind)
		_ = subject(&out, p.Site, p.Site+" "+kind+" CA") // a site's name has nothing to quote
		fmt.Fprintf(&out, "[extensions]\nbasicConstraints = critical,CA:TRUE,pathlen:0\nkeyUsage = critical,keyCertSign,cRLSign\nextendedKeyUsage = %sAuth\nsubjectKeyIdentifier = hash\n", kind)
		files = append(files, tree.File{Path: name + ".cnf", Content: out.Bytes()})
	}
	return files
}
