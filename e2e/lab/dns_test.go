package main

import (
	"context"
	"net"
	"slices"
	"testing"
)

// Go's own resolver asks the lab's server.
func TestResolve(t *testing.T) {
	world := &outside{address: "192.0.2.7"}
	socket, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer socket.Close()
	go func() {
		question := make([]byte, 512)
		for {
			n, from, err := socket.ReadFrom(question)
			if err != nil {
				return
			}
			_, _ = socket.WriteTo(world.resolve(question[:n]), from)
		}
	}()
	resolver := &net.Resolver{PreferGo: true, Dial: func(ctx context.Context, _, _ string) (net.Conn, error) {
		return new(net.Dialer).DialContext(ctx, "udp", socket.LocalAddr().String())
	}}
	for _, test := range []struct {
		name string
		want []string
		bad  bool
	}{
		{hookName + ".", []string{"192.0.2.7"}, false},
		{"Discord.COM.", []string{"192.0.2.7"}, false},
		{"www.example.org.", nil, true},
	} {
		got, err := resolver.LookupHost(t.Context(), test.name)
		if !slices.Equal(got, test.want) || (err != nil) != test.bad {
			t.Errorf("%s: %v, %v", test.name, got, err)
		}
	}
}

func TestResolveNonsense(t *testing.T) {
	header := make([]byte, dnsHeader)
	for _, message := range [][]byte{nil, header[:5], header, append(slices.Clone(header), 200, 1), append(slices.Clone(header), 5, 'a'), append(slices.Clone(header), 1, 'a', 0, 0)} {
		if said := new(outside).resolve(message); said != nil {
			t.Errorf("%v: %v", message, said)
		}
	}
}
