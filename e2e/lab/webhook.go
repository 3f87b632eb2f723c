package main

import (
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"os"
	"strings"
)

// hookName is the host of the endpoint of one's own.
const hookName = "hooks.example.org"

// notice is what Alertmanager tells a webhook, as far as the lab reads it
// (prometheus.io/docs/alerting, webhook_config).
type notice struct {
	Version string `json:"version"`
	Status  string `json:"status"`
	Alerts  []struct {
		Status string            `json:"status"`
		Labels map[string]string `json:"labels"`
	} `json:"alerts"`
}

// serveHook takes what Alertmanager tells who shows the site's certificate. Whom it believes is read
// from a file for each connection, as authorities change.
func (o *outside) serveHook(authority string) error {
	config := o.tls.Clone()
	config.GetConfigForClient = func(*tls.ClientHelloInfo) (*tls.Config, error) {
		text, err := os.ReadFile(authority)
		if err != nil {
			return nil, err
		}
		own := o.tls.Clone()
		own.ClientAuth, own.ClientCAs = tls.RequireAndVerifyClientCert, x509.NewCertPool()
		own.ClientCAs.AppendCertsFromPEM(text)
		return own, nil
	}
	listener, err := tls.Listen("tcp", o.address+":8443", config)
	if err != nil {
		return err
	}
	go func() { _ = http.Serve(listener, http.HandlerFunc(o.hear)) }()
	return nil
}

func (o *outside) hear(w http.ResponseWriter, r *http.Request) {
	var n notice
	err := json.NewDecoder(r.Body).Decode(&n)
	if name := r.TLS.PeerCertificates[0].Subject.CommonName; err == nil && !strings.HasPrefix(name, "alertmanager.client.") {
		err = errors.New("comes from " + name)
	}
	if err == nil && (r.Method != http.MethodPost || n.Version != "4" || len(n.Alerts) == 0) {
		err = fmt.Errorf("%s of %d alerts in version %q", r.Method, len(n.Alerts), n.Version)
	}
	if err != nil {
		o.note(message{service: "webhook", refused: err.Error()})
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	o.note(message{service: "webhook", state: strings.ToUpper(n.Status), text: fmt.Sprint(n.Alerts)})
}
