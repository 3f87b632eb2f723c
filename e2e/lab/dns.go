package main

import (
	"bytes"
	"net"
	"slices"
	"strings"
)

// serveNames answers at port 53 for the services outside: containers do not see their host's
// /etc/hosts, and their engine asks whom /etc/resolv.conf of the host names (RFC 1035).
func (o *outside) serveNames() error {
	socket, err := net.ListenPacket("udp", o.address+":53")
	if err != nil {
		return err
	}
	go func() {
		question := make([]byte, 512)
		for {
			n, from, err := socket.ReadFrom(question)
			if err != nil {
				return
			}
			if said := o.resolve(question[:n]); said != nil {
				_, _ = socket.WriteTo(said, from)
			}
		}
	}()
	return nil
}

// Parts of messages: sizes of a header and of the type and class behind a name, and codes.
const (
	dnsHeader, dnsKind   = 12, 4
	dnsAddress           = 1
	dnsUnknownName       = 3
	dnsAnswer, dnsRefers = 0x84, 0xc0
)

// resolve answers a message with one question: the address for a known name, nothing else of it, and
// that there is none for any other one. A message that is none has no answer.
func (o *outside) resolve(message []byte) []byte {
	if len(message) < dnsHeader {
		return nil
	}
	name, rest, ok := dnsName(message[dnsHeader:])
	if !ok || len(rest) < dnsKind {
		return nil
	}
	said := slices.Clone(message[:len(message)-len(rest)+dnsKind])
	said[2], said[3] = dnsAnswer, 0
	copy(said[4:dnsHeader], []byte{0, 1, 0, 0, 0, 0, 0, 0})
	switch {
	case !slices.Contains(names, name):
		said[3] = dnsUnknownName
	case bytes.Equal(rest[:2], []byte{0, dnsAddress}):
		said[7] = 1
		said = append(said, dnsRefers, dnsHeader, 0, dnsAddress, 0, 1, 0, 0, 0, 60, 0, net.IPv4len)
		said = append(said, net.ParseIP(o.address).To4()...)
	}
	return said
}

// dnsName reads a name, and returns what comes after it.
func dnsName(text []byte) (name string, rest []byte, ok bool) {
	var labels []string
	for len(text) > 0 {
		length := int(text[0])
		if length == 0 {
			return strings.ToLower(strings.Join(labels, ".")), text[1:], true
		}
		if length > 63 || len(text) <= length {
			return "", nil, false
		}
		labels = append(labels, string(text[1:1+length]))
		text = text[1+length:]
	}
	return "", nil, false
}
