package main

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"flag"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"strings"
	"time"
)

// What a probe finds, as its exit code.
const (
	admitted    = 0
	refused     = 3
	unreachable = 4
)

// probe asks a server for a page and says whether it was let in, and the number of the certificate
// that it was shown: "lab probe [-show STEM] [-trust FILE] URL", where tls://ADDRESS only shakes
// hands. It is a command because a host's
// firewall admits some hosts only: the lab runs it in their networks.
func probe(args []string, out io.Writer) int {
	flags := flag.NewFlagSet("probe", flag.ContinueOnError)
	flags.SetOutput(out)
	show := flags.String("show", "", "show the certificate STEM.crt with STEM.key")
	trust := flags.String("trust", "", "believe these authorities only, and not every server")
	if flags.Parse(args) != nil {
		return 2
	}
	config, err := credentials(*show, *trust)
	if err != nil {
		fmt.Fprintln(out, err)
		return 2
	}
	if to, err := url.Parse(flags.Arg(0)); err == nil && to.Scheme == "tls" {
		return greet(to.Host, config, out)
	}
	client := &http.Client{Transport: &http.Transport{TLSClientConfig: config}, Timeout: 10 * time.Second}
	answer, err := client.Get(flags.Arg(0))
	if err != nil {
		fmt.Fprintln(out, err)
		if failed := new(net.OpError); errors.As(err, &failed) && failed.Op == "dial" {
			return unreachable
		}
		return refused
	}
	answer.Body.Close()
	switch answer.StatusCode {
	case http.StatusOK:
		fmt.Fprintln(out, answer.TLS.PeerCertificates[0].SerialNumber)
		return admitted
	case http.StatusBadRequest, http.StatusForbidden: // nginx, to who shows no certificate or has another name
		fmt.Fprintln(out, answer.Status)
		return refused
	}
	fmt.Fprintln(out, answer.Status)
	return 1
}

// greet goes where nobody speaks HTTP. A server that believes the client waits for what it has to say,
// and any other one ends the connection.
func greet(address string, config *tls.Config, out io.Writer) int {
	connection, err := tls.DialWithDialer(&net.Dialer{Timeout: 10 * time.Second}, "tcp", address, config)
	if err == nil {
		defer connection.Close()
		_ = connection.SetReadDeadline(time.Now().Add(time.Second))
		_, err = connection.Read(make([]byte, 1))
	}
	if late := net.Error(nil); errors.As(err, &late) && late.Timeout() && connection != nil {
		fmt.Fprintln(out, connection.ConnectionState().PeerCertificates[0].SerialNumber)
		return admitted
	}
	fmt.Fprintln(out, err)
	if failed := new(net.OpError); errors.As(err, &failed) && failed.Op == "dial" {
		return unreachable
	}
	return refused
}

// credentials shows a certificate even if the server names other authorities.
func credentials(show, trust string) (*tls.Config, error) {
	config := &tls.Config{InsecureSkipVerify: trust == ""}
	if show != "" {
		pair, err := tls.LoadX509KeyPair(show+".crt", show+".key")
		if err != nil {
			return nil, err
		}
		config.GetClientCertificate = func(*tls.CertificateRequestInfo) (*tls.Certificate, error) { return &pair, nil }
	}
	if trust != "" {
		text, err := os.ReadFile(trust)
		if err != nil {
			return nil, err
		}
		config.RootCAs = x509.NewCertPool()
		config.RootCAs.AppendCertsFromPEM(text)
	}
	return config, nil
}

// probe runs a probe in the network of the host and returns its exit code and what it said.
func (h *host) probe(ctx context.Context, args ...string) (int, string, error) {
	command, err := h.within(ctx, append([]string{"probe"}, args...)...)
	if err != nil {
		return 0, "", err
	}
	said, err := command.CombinedOutput()
	if failed := new(exec.ExitError); errors.As(err, &failed) {
		return failed.ExitCode(), strings.TrimSpace(string(said)), nil
	}
	return admitted, strings.TrimSpace(string(said)), err
}

// within is a command of the lab's own in the network of the host.
func (h *host) within(ctx context.Context, args ...string) (*exec.Cmd, error) {
	leader, err := os.ReadFile(h.root() + ".leader")
	if err != nil {
		return nil, err
	}
	self, err := os.Executable()
	return exec.CommandContext(ctx, "nsenter", append([]string{"--target", string(leader), "--net", self}, args...)...), err
}
