package main

import (
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
)

// opensslLine is the command that a request file tells its reader to type.
var opensslLine = regexp.MustCompile(`(?m)^# (openssl req .*)$`)

// follow does what a request file says, in its folder, with further options.
func (n *node) follow(file, options string) error {
	line := opensslLine.FindStringSubmatch(n.files[file])
	if line == nil {
		return errors.New("does not say how to use it")
	}
	return loud("sh", "-c", `cd "$1" && `+line[1]+options, "sh", filepath.Dir(n.at(file)))
}

// checkRequest makes a key and a request as the file says, has it signed, and leaves key and
// certificate where the node will have them: beside the request, under the same name.
func checkRequest(n *node, file string) error {
	if err := n.follow(file, ""); err != nil {
		return err
	}
	stem := strings.TrimSuffix(n.at(file), ".cnf")
	request, err := os.ReadFile(stem + ".csr")
	if err != nil {
		return err
	}
	text, signed, err := sign(string(request))
	switch {
	case err != nil:
		return err
	case len(signed.DNSNames)+len(signed.IPAddresses) == 0:
		return errors.New("asks for no subject alternative name")
	case len(signed.ExtKeyUsage) != 1:
		return fmt.Errorf("asks for %d extended key usages, not for one", len(signed.ExtKeyUsage))
	}
	return os.WriteFile(stem+".crt", []byte(text), 0o644)
}

// checkAuthority makes a certificate authority as the file says, and gives the pass phrase for which
// openssl asks a person.
func checkAuthority(n *node, file string) error {
	if err := n.follow(file, " -passout pass:harmless"); err != nil {
		return err
	}
	text, err := os.ReadFile(strings.TrimSuffix(n.at(file), ".cnf") + ".crt")
	if err != nil {
		return err
	}
	block, _ := pem.Decode(text)
	if block == nil {
		return errors.New("makes no certificate in PEM")
	}
	certificate, err := x509.ParseCertificate(block.Bytes)
	if err == nil && !certificate.IsCA {
		err = errors.New("makes a certificate that is no authority")
	}
	return err
}
