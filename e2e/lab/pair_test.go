package main

import (
	"bytes"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"gen/generator/describe"
)

// twoMessengers is a site with two Alertmanagers.
var twoMessengers = &site{Document: describe.Document{Nodes: []describe.Node{
	{Name: "mon1", Services: []describe.Service{{Blueprint: "alertmanager"}}},
	{Name: "mon2", Services: []describe.Service{{Blueprint: "prometheus"}, {Blueprint: "alertmanager"}}},
}}}

func TestHeardOnce(t *testing.T) {
	all := func(state, alert string) []message {
		return []message{{service: "discord", state: state, text: alert}, {service: "mail", state: state, text: alert}, {service: "webhook", state: state, text: alert}}
	}
	begun, over := all(firing, alarming), all(resolved, alarming)
	for _, test := range []struct {
		about    string
		messages []message
		late     bool
		wrong    string
	}{
		{"once", append(begun, over...), false, ""},
		{"another alert", append(append(all(firing, "HostDown"), begun...), over...), false, ""},
		{"twice, on a busy machine", append(append(begun, over...), begun[1]), true, ""},
		{"thrice, on a busy machine", append(append(begun, over...), begun[1], begun[1]), true, "mail has heard 3 times that NginxDown is FIRING"},
		{"never, on a busy machine", append(begun, over[1:]...), true, "discord has heard 0 times that NginxDown is RESOLVED"},
		{"twice", append(append(begun, over...), begun[1]), false, "mail has heard 2 times that NginxDown is FIRING"},
		{"no end", append(begun, over[:2]...), false, "webhook has heard 0 times that NginxDown is RESOLVED"},
		{"refused", append(append(begun, over[1:]...), message{service: "discord", state: resolved, text: alarming, refused: "too long"}), false, "discord has heard 0 times that NginxDown is RESOLVED"},
	} {
		l := &lab{site: twoMessengers, world: &outside{messages: test.messages}}
		got := ""
		if err := l.heardOnce(0, alarming, !test.late); err != nil {
			got = err.Error()
		}
		if got != test.wrong {
			t.Errorf("%s: %q, want %q", test.about, got, test.wrong)
		}
	}
}

func TestStateOf(t *testing.T) {
	for title, want := range map[string]string{"✅ over: NginxDown": resolved, "🔴 critical: NginxDown, 1 over": firing} {
		if got := stateOf(title); got != want {
			t.Errorf("%s: %s, want %s", title, got, want)
		}
	}
}

// clustered is a site with Alertmanagers of which each one says this of its cluster.
func clustered(t *testing.T, said string) []alertmanager {
	t.Helper()
	answers := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, said) }))
	t.Cleanup(answers.Close)
	one := alertmanager{answers.URL + "/", answers.Client(), placed{node: describe.Node{Name: "mon1"}}}
	return []alertmanager{one}
}

func TestMembers(t *testing.T) {
	for _, test := range []struct {
		said string
		want int
		bad  bool
	}{
		{`{"cluster": {"status": "ready", "peers": [{"address": "a"}, {"address": "b"}]}}`, 2, false},
		{`{"cluster": {"status": "ready", "peers": [{"address": "a"}]}}`, 1, false},
		{`{"cluster": {"status": "settling", "peers": [{"address": "a"}, {"address": "b"}]}}`, 2, true},
		{`not JSON`, 0, true},
	} {
		got, err := clustered(t, test.said)[0].members(t.Context())
		if got != test.want || (err != nil) != test.bad {
			t.Errorf("%s: %d, %v", test.said, got, err)
		}
	}
	if err := clustered(t, `[{"labels": {"alertname": "HostDown"}}]`)[0].fires(t.Context(), alarming); err == nil {
		t.Error("an alert fires that nobody sent")
	}
}

// A peer that speaks no HTTP believes who may go on, and ends the connection of everybody else.
func TestGreet(t *testing.T) {
	world, err := newOutside("127.0.0.1")
	if err != nil {
		t.Fatal(err)
	}
	config := world.tls.Clone()
	config.ClientAuth = tls.RequireAnyClientCert
	listener, err := tls.Listen("tcp", "127.0.0.1:0", config)
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	go answerNothing(listener)
	key, leaf, err := newCertificate(&x509.Certificate{}, nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	shown := tls.Certificate{Certificate: [][]byte{leaf.Raw}, PrivateKey: key}
	for _, test := range []struct {
		about, address string
		certificates   []tls.Certificate
		want           int
		says           string
	}{
		{"a peer", listener.Addr().String(), []tls.Certificate{shown}, admitted, ""},
		{"no certificate", listener.Addr().String(), nil, refused, "certificate required"},
		{"nobody there", "127.0.0.1:1", nil, unreachable, "refused"},
	} {
		var said bytes.Buffer
		code := greet(test.address, &tls.Config{InsecureSkipVerify: true, Certificates: test.certificates}, &said)
		if code != test.want || !strings.Contains(said.String(), test.says) {
			t.Errorf("%s: %d: %s", test.about, code, said.String())
		}
	}
}

// answerNothing reads what clients send until they go.
func answerNothing(listener net.Listener) {
	for {
		connection, err := listener.Accept()
		if err != nil {
			return
		}
		go func() { defer connection.Close(); _, _ = connection.Read(make([]byte, 1)) }()
	}
}
