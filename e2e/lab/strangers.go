package main

import (
	"context"
	"crypto/x509"
	"crypto/x509/pkix"
	"errors"
	"fmt"
	"net"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"gen/generator/describe"
)

// strangersRefused knocks at every listener for other hosts, from where its firewall lets clients
// through: without a certificate, with one of another client, with a server's, with one of another
// authority and the right name, and with the right one.
func (l *lab) strangersRefused(ctx context.Context) (string, error) {
	tried := 0
	defer func() { l.count("strangers and clients at doors", tried) }()
	var all []error
	for _, listener := range l.published() {
		if len(listener.Admits) == 0 {
			continue // people log in there
		}
		from, err := l.scraper()
		if err != nil {
			return "", err
		}
		knocks, err := l.knocks(listener)
		if err != nil {
			return "", err
		}
		for _, k := range knocks {
			tried++
			if err := l.knock(ctx, from, listener, k); err != nil {
				all = append(all, fmt.Errorf("%s, %s: %w", listener.Bind, k.about, err))
			}
		}
	}
	return fmt.Sprintf("%d attempts", tried), errors.Join(all...)
}

// scraper is the host that every firewall lets through.
func (l *lab) scraper() (*host, error) {
	_, node, err := l.find("prometheus")
	at := slices.IndexFunc(l.hosts, func(h *host) bool { return h.Name == node.Name })
	if err != nil || at < 0 {
		return nil, errors.Join(errors.New("no host scrapes"), err)
	}
	return l.hosts[at], nil
}

// knock is an attempt: the stem of a certificate and a key, or none.
type knock struct {
	about, stem string
	want        int
}

func (l *lab) knocks(listener describe.Listener) ([]knock, error) {
	forged, err := l.forge(listener.Admits[0])
	if err != nil {
		return nil, err
	}
	all := []knock{
		{"no certificate", "", refused},
		{"the name of a client by another authority", forged, refused},
	}
	for _, c := range l.Certificates {
		stem := strings.TrimSuffix(filepath.Join(l.proofs, c.Node, c.Path), ".crt")
		switch {
		case !isClient(c) && !strings.HasPrefix(listener.Bind, net.JoinHostPort(c.IPs[0].String(), "")):
			all = append(all, knock{"the certificate of the server " + c.Service + " on " + c.Node, stem, refused})
		case isClient(c) && slices.Contains(listener.Admits, c.CN):
			all = append(all, knock{"the certificate of " + c.CN, stem, admitted})
		case isClient(c):
			all = append(all, knock{"the certificate of " + c.CN, stem, refused})
		}
	}
	return all, nil
}

// forge makes a certificate with a client's name, by an authority that nobody knows.
func (l *lab) forge(name string) (stem string, err error) {
	stem = filepath.Join(filepath.Dir(l.proofs), "forged-"+name)
	key, certificate, err := newCertificate(&x509.Certificate{
		Subject: pkix.Name{CommonName: name}, DNSNames: []string{name}, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth},
	}, nil, nil)
	if err != nil {
		return "", err
	}
	return stem, save(stem, key, certificate)
}

// page is what clients of a listener ask for; the peers of a cluster speak no HTTP.
func (s *site) page(listener describe.Listener) string {
	if peers := "tls://" + listener.Bind; slices.ContainsFunc(s.Links, func(l describe.Link) bool { return strings.HasPrefix(l.URL, peers) }) {
		return peers
	}
	return "https://" + listener.Bind + "/metrics"
}

// knock tries to get in from a host.
func (l *lab) knock(ctx context.Context, from *host, at describe.Listener, k knock) error {
	args := []string{l.page(at)}
	if k.stem != "" {
		args = append([]string{"-show", k.stem}, args...)
	}
	code, said, err := from.probe(ctx, args...)
	if err == nil && code != k.want {
		err = fmt.Errorf("%s: %s", unexpected(code), said)
	}
	return err
}

// unexpected says what became of a probe.
func unexpected(code int) string {
	switch code {
	case admitted:
		return "is admitted"
	case refused:
		return "is refused"
	case unreachable:
		return "does not get there"
	}
	return "cannot be told"
}

// firewallsHold dials every listener for other hosts from a host that is no node: those to which
// people may come open, all others stay silent.
func (l *lab) firewallsHold(ctx context.Context) (string, error) {
	listeners := l.published()
	all := make([]error, len(listeners))
	var closed atomic.Int32
	var group sync.WaitGroup
	for at, listener := range listeners {
		group.Go(func() {
			open, err := opens(ctx, listener.Bind)
			if !open {
				closed.Add(1)
			}
			if people := len(listener.Admits) == 0 || slices.Contains(listener.Admits, "admin.client."+l.Domain); people != open {
				all[at] = fmt.Errorf("%s: people may come: %t; from another host: %v", listener.Bind, people, err)
			}
		})
	}
	group.Wait()
	return fmt.Sprintf("%d of %d are closed", closed.Load(), len(listeners)), errors.Join(all...)
}

// opens tells whether a connection can be opened, and why not.
func opens(ctx context.Context, address string) (bool, error) {
	dialer := net.Dialer{Timeout: 3 * time.Second}
	connection, err := dialer.DialContext(ctx, "tcp", address)
	if err != nil {
		return false, err
	}
	return true, connection.Close()
}
