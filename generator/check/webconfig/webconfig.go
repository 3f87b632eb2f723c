// Package webconfig reads what the Prometheus exporter-toolkit and the
// libraries of Prometheus' daemons read about TLS, with their own code.
// Certificates are not there when files are checked; a throw-away one takes
// their place, so that everything else is judged as the daemon would.
package webconfig

import (
	"bytes"
	"errors"
	"fmt"

	commonconfig "github.com/prometheus/common/config"
	"github.com/prometheus/exporter-toolkit/web"
	"gopkg.in/yaml.v3"

	"gen/generator/check/words"
)

// Server reads a web configuration (web/tls_config.go).
func Server(content []byte) error {
	c := web.Config{TLSConfig: web.TLSConfig{MinVersion: 0x0303, MaxVersion: 0x0304, PreferServerCipherSuites: true}, HTTPConfig: web.HTTPConfig{HTTP2: true}}
	if err := strict(content, &c); err != nil {
		return err
	}
	return server(&c.TLSConfig)
}

// Gossip reads the TLS settings of a cluster of Alertmanagers (cluster/tls_config.go).
func Gossip(content []byte) error {
	c := struct {
		Server *web.TLSConfig          `yaml:"tls_server_config"`
		Client *commonconfig.TLSConfig `yaml:"tls_client_config"`
	}{}
	if err := strict(content, &c); err != nil {
		return err
	}
	if c.Server == nil || c.Client == nil {
		return errors.New("tls_server_config and tls_client_config are both needed")
	}
	return errors.Join(server(c.Server), plain(c.Client.Validate()))
}

// Client reads the settings of an HTTP client (common/config/http_config.go).
func Client(content []byte) error {
	c := commonconfig.DefaultHTTPClientConfig
	if err := strict(content, &c); err != nil {
		return err
	}
	return plain(c.Validate())
}

func strict(content []byte, into any) error {
	d := yaml.NewDecoder(bytes.NewReader(content))
	d.KnownFields(true)
	if err := d.Decode(into); err != nil {
		return plain(err)
	}
	return nil
}

// server judges TLS settings with the throw-away certificate in the place of files.
func server(c *web.TLSConfig) error {
	if !c.IsEnabled() {
		return errors.New("there are no TLS settings, so connections would be plain")
	}
	pair, err := ThrowAway()
	if err != nil {
		return fmt.Errorf("making a certificate to check with: %w", err)
	}
	own := *c
	if own.TLSCertPath != "" {
		own.TLSCertPath, own.TLSCert = "", pair.Cert
	}
	if own.TLSKeyPath != "" {
		own.TLSKeyPath, own.TLSKey = "", commonconfig.Secret(pair.Key)
	}
	if own.ClientCAs != "" {
		own.ClientCAs, own.ClientCAsText = "", pair.Cert
	}
	_, err = web.ConfigToTLSConfig(&own)
	return plain(err)
}

func plain(err error) error {
	if err == nil {
		return nil
	}
	return errors.New(words.Of(err))
}
