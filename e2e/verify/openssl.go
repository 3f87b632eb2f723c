package main

import (
	"fmt"
	"os"
	"strings"
)

// checkRequest makes a key and a request with an OpenSSL request file, has it signed, and puts key
// and certificate where the node will have them: beside the request, under the same name.
func checkRequest(n *node, file string) error {
	stem := strings.TrimSuffix(n.at(file), ".cnf")
	if err := loud("openssl", "genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256", "-out", stem+".key"); err != nil {
		return err
	}
	request, err := command("openssl", "req", "-new", "-batch", "-config", n.at(file), "-key", stem+".key")
	if err != nil {
		return err
	}
	text, signed, err := sign(request)
	switch {
	case err != nil:
		return err
	case len(signed.DNSNames)+len(signed.IPAddresses) == 0:
		return fmt.Errorf("asks for no subject alternative name")
	case len(signed.ExtKeyUsage) != 1:
		return fmt.Errorf("asks for %d extended key usages, not for one", len(signed.ExtKeyUsage))
	}
	return os.WriteFile(stem+".crt", []byte(text), 0o644)
}
