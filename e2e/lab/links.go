package main

import (
	"context"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"net/url"
	"os"
	"path/filepath"
	"strings"

	"gen/generator/describe"
)

// believed dials along every link between hosts, and those on one, with what its client has on its
// host at this moment, so that no connection that is open already hides what a new one would meet.
// It returns how many believe each other.
func (l *lab) believed(ctx context.Context) (int, error) {
	believed := 0
	var all []error
	for _, link := range l.Links {
		serial, err := l.dial(ctx, link)
		if err == nil && serial != "" {
			believed++
		}
		all = append(all, err)
	}
	return believed, errors.Join(all...)
}

// shown compares the certificates that servers show with those in the output folder. A server that
// reloads still shows the old one for a moment.
func (l *lab) shown(ctx context.Context) error {
	expected, err := l.serials(l.out)
	if err != nil {
		return err
	}
	return eventually(ctx, func() error {
		var all []error
		for _, link := range l.Links {
			serial, err := l.dial(ctx, link)
			path := filepath.Join(strings.Replace(link.To, "/", "/etc/ssl/", 1), "server.crt")
			if err == nil && serial != "" && serial != expected[path] {
				err = fmt.Errorf("%s shows certificate %s, and not %s", link.To, serial, expected[path])
			}
			all = append(all, err)
		}
		return errors.Join(all...)
	})
}

// dial goes along a link, if it leads over TLS to an address, and returns the number of the
// certificate that its server shows.
func (l *lab) dial(ctx context.Context, link describe.Link) (serial string, err error) {
	to, err := url.Parse(link.URL)
	if err != nil {
		return "", err
	}
	if _, name := netip.ParseAddr(to.Hostname()); to.Scheme != "https" && to.Scheme != "tls" || name != nil {
		return "", nil
	}
	node, service, _ := strings.Cut(link.From, "/")
	from := l.host(node)
	folder := filepath.Join(from.root(), "etc/ssl", service)
	args := []string{"-trust", filepath.Join(folder, "ca-server.crt"), link.URL}
	if link.Identity != "" {
		args = append([]string{"-show", filepath.Join(folder, "client")}, args...)
	}
	code, said, err := from.probe(ctx, args...)
	if err == nil && code != admitted {
		err = fmt.Errorf("%s at %s: %s", link.From, link.URL, said)
	}
	return said, err
}

// serials are the numbers of all certificates of the site, by their paths in a folder.
func (s *site) serials(folder string) (map[string]string, error) {
	all := map[string]string{}
	for _, c := range s.Certificates {
		path := filepath.Join(c.Node, c.Path)
		text, err := os.ReadFile(filepath.Join(folder, path))
		if err != nil {
			return nil, err
		}
		certificate, err := parseCertificate(text)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", path, err)
		}
		all[path] = certificate.SerialNumber.String()
	}
	return all, nil
}

// parseCertificate reads the first certificate of a file.
func parseCertificate(text []byte) (*x509.Certificate, error) {
	block, _ := pem.Decode(text)
	if block == nil {
		return nil, errors.New("holds no certificate")
	}
	return x509.ParseCertificate(block.Bytes)
}

// portOf is the port of an address with its colon.
func portOf(address string) string {
	_, port, _ := net.SplitHostPort(address)
	return ":" + port
}
