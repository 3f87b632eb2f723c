package main

import (
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"time"
)

// What a probe finds, as its exit code.
const (
	admitted    = 0
	refused     = 3
	unreachable = 4
)

// probe asks for the metrics at an address, with a certificate or none, and says whether it was
// let in: "lab probe ADDRESS [CERTIFICATE KEY]". It is a command because a host's firewall admits
// some hosts only: the lab runs it in their networks.
func probe(args []string, out io.Writer) int {
	// Any server will do, since only its refusal counts. A certificate is shown even if the server
	// names other authorities.
	config := &tls.Config{InsecureSkipVerify: true}
	if len(args) == 3 {
		pair, err := tls.LoadX509KeyPair(args[1], args[2])
		if err != nil {
			fmt.Fprintln(out, err)
			return 1
		}
		config.GetClientCertificate = func(*tls.CertificateRequestInfo) (*tls.Certificate, error) { return &pair, nil }
	}
	client := &http.Client{Transport: &http.Transport{TLSClientConfig: config}, Timeout: 4 * time.Second}
	answer, err := client.Get("https://" + args[0] + "/metrics")
	if err != nil {
		fmt.Fprintln(out, err)
		if failed := new(net.OpError); errors.As(err, &failed) && failed.Op == "dial" {
			return unreachable
		}
		return refused
	}
	answer.Body.Close()
	fmt.Fprintln(out, answer.Status)
	switch answer.StatusCode {
	case http.StatusOK:
		return admitted
	case http.StatusBadRequest, http.StatusForbidden: // nginx, to who shows no certificate or has another name
		return refused
	}
	return 1
}
