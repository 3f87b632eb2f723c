package pki

import (
	"crypto/ecdsa"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"errors"
	"net"
	"os"
	"strings"
	"testing"
	"time"

	"gen/generator/plan"
)

// Real handshakes on loopback: what the site's own certificates can do, and
// what somebody cannot do who has stolen an authority's key.
func TestHandshakes(t *testing.T) {
	l := newLab(t)
	l.now = time.Now() // crypto/tls has no other clock when it verifies clients
	l.issue(t)
	server := l.load(t, "web/etc/ssl/nginx/server")
	client := l.load(t, "mon/etc/ssl/prometheus/client")
	const constrained = "is not permitted by any constraint"
	for name, c := range map[string]struct {
		server, client tls.Certificate
		host, refusal  string
	}{
		"the site's own":               {server, client, "10.0.0.11", ""},
		"by name":                      {server, client, "web.lab.internal", ""},
		"by its further name":          {server, client, "www.example.org", ""},
		"another node's address":       {server, client, "10.0.0.10", "certificate is valid for"},
		"server shows a client's":      {client, client, "prometheus.client.lab.internal", "signed by unknown authority"},
		"client shows a server's":      {server, server, "10.0.0.11", "remote error"},
		"client without a certificate": {server, tls.Certificate{}, "10.0.0.11", "remote error"},
		"address outside the site":     {l.forge(t, plan.ServerCert, nil, "192.0.2.7"), client, "192.0.2.7", constrained},
		"neighbouring address":         {l.forge(t, plan.ServerCert, nil, "10.0.0.12"), client, "10.0.0.12", constrained},
		"name outside the site":        {l.forge(t, plan.ServerCert, []string{"bank.example.com"}), client, "bank.example.com", constrained},
		"own and foreign name":         {l.forge(t, plan.ServerCert, []string{"web.lab.internal", "example.org"}), client, "web.lab.internal", constrained},
		"server of the client CA":      {l.forge(t, plan.ClientCert, []string{"x.client.lab.internal"}), client, "x.client.lab.internal", "signed by unknown authority"},
		"client of no service":         {server, l.forge(t, plan.ClientCert, []string{"admin.lab.internal"}), "10.0.0.11", "remote error"},
		"client with an address":       {server, l.forge(t, plan.ClientCert, nil, "10.0.0.11"), "10.0.0.11", "remote error"},
		"client of the server CA":      {server, l.forge(t, plan.ServerCert, []string{"prometheus.client.lab.internal"}), "10.0.0.11", "remote error"},
		"client within the constraint": {server, l.forge(t, plan.ClientCert, []string{"new.client.lab.internal"}), "10.0.0.11", ""},
	} {
		t.Run(name, func(t *testing.T) {
			err := l.shake(t, c.server, c.client, c.host)
			if c.refusal == "" && err != nil || c.refusal != "" && (err == nil || !strings.Contains(err.Error(), c.refusal)) {
				t.Errorf("got %v, want %q", err, c.refusal)
			}
		})
	}
}

// load reads a pair as daemons do.
func (l *lab) load(t *testing.T, path string) tls.Certificate {
	t.Helper()
	c, err := tls.LoadX509KeyPair(l.out(path+".crt"), l.keys(path+".key"))
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// forge signs with an authority's key what gen would not.
func (l *lab) forge(t *testing.T, kind string, names []string, addresses ...string) tls.Certificate {
	t.Helper()
	text, err := os.ReadFile(l.authorityFile(t, kind))
	if err != nil {
		t.Fatal(err)
	}
	authority, err := parseKey(text)
	if err != nil {
		t.Fatal(err)
	}
	key, err := newKey("ecdsa-p256")
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: serial(), Subject: pkix.Name{CommonName: "forged"}, DNSNames: names, NotBefore: l.now.Add(-time.Hour), NotAfter: l.now.Add(time.Hour),
		ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth, x509.ExtKeyUsageClientAuth},
	}
	for _, address := range addresses {
		template.IPAddresses = append(template.IPAddresses, net.ParseIP(address))
	}
	c, err := sign(template, certificates(t, l.out(AuthorityPath(kind)))[0], key.(*ecdsa.PrivateKey).Public(), authority)
	if err != nil {
		t.Fatal(err)
	}
	return tls.Certificate{Certificate: [][]byte{c.Raw}, PrivateKey: key}
}

// shake connects a client to a server, both as the site configures them; the
// client takes the server for host. The error is the client's.
func (l *lab) shake(t *testing.T, server, client tls.Certificate, host string) error {
	t.Helper()
	listener, err := tls.Listen("tcp", "127.0.0.1:0", &tls.Config{
		Certificates: []tls.Certificate{server}, ClientAuth: tls.RequireAndVerifyClientCert, ClientCAs: l.pool(t, plan.ClientCert), MinVersion: tls.VersionTLS12,
	})
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	done := make(chan error, 1)
	go func() {
		conn, err := listener.Accept()
		if err == nil {
			_, err = conn.Write([]byte("hello")) // which shakes hands first
			err = errors.Join(err, conn.Close())
		}
		done <- err
	}()
	config := &tls.Config{RootCAs: l.pool(t, plan.ServerCert), ServerName: host, MinVersion: tls.VersionTLS12}
	if client.Certificate != nil {
		config.Certificates = []tls.Certificate{client}
	}
	conn, err := tls.Dial("tcp", listener.Addr().String(), config)
	if err == nil {
		var answer [5]byte
		_, err = conn.Read(answer[:]) // in TLS 1.3 a client learns of its refusal here
		conn.Close()
	}
	<-done
	return err
}

func (l *lab) pool(t *testing.T, kind string) *x509.CertPool {
	t.Helper()
	text, err := os.ReadFile(l.out(AuthorityPath(kind)))
	if err != nil {
		t.Fatal(err)
	}
	pool := x509.NewCertPool()
	if !pool.AppendCertsFromPEM(text) {
		t.Fatal("no authority")
	}
	return pool
}
