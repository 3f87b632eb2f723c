package ends

import (
	"maps"
	"slices"

	"gopkg.in/yaml.v3"
)

// clientTLS is the tls_config of Prometheus' common HTTP client
// (github.com/prometheus/common/config, TLSConfig).
type clientTLS struct {
	CA         string `yaml:"ca_file"`
	Cert       string `yaml:"cert_file"`
	Key        string `yaml:"key_file"`
	ServerName string `yaml:"server_name"`
	Insecure   bool   `yaml:"insecure_skip_verify"`
}

func (t clientTLS) of(file string) Client {
	return Client{CA: Absolute(file, t.CA), Cert: Absolute(file, t.Cert), Key: Absolute(file, t.Key), ServerName: t.ServerName, Insecure: t.Insecure}
}

// httpClient is what the common HTTP client reads beside TLS (HTTPClientConfig).
type httpClient struct {
	TLS   clientTLS `yaml:"tls_config"`
	Basic struct {
		Username     string `yaml:"username"`
		PasswordFile string `yaml:"password_file"`
	} `yaml:"basic_auth"`
}

func (h httpClient) of(file string) Client {
	c := h.TLS.of(file)
	c.Username, c.Password = h.Basic.Username, Absolute(file, h.Basic.PasswordFile)
	return c
}

// serverTLS is the tls_server_config of the exporter-toolkit (web/tls_config.go).
type serverTLS struct {
	Cert     string   `yaml:"cert_file"`
	Key      string   `yaml:"key_file"`
	Auth     string   `yaml:"client_auth_type"`
	ClientCA string   `yaml:"client_ca_file"`
	Names    []string `yaml:"client_allowed_sans"`
}

// verifying are the words with which the toolkit verifies clients; with all
// others it admits those without a certificate.
var verifying = map[string]bool{"RequireAndVerifyClientCert": true}

func (t serverTLS) of(file string) *Server {
	s := &Server{Cert: Absolute(file, t.Cert), Key: Absolute(file, t.Key), Names: t.Names}
	if verifying[t.Auth] {
		s.ClientCA = Absolute(file, t.ClientCA)
	}
	return s
}

// WebConfig reads an exporter-toolkit web configuration, HTTP client settings,
// or the gossip's, which holds one of each.
func WebConfig(file string, content []byte) Content {
	var c struct {
		httpClient `yaml:",inline"`
		Server     *serverTLS        `yaml:"tls_server_config"`
		Gossip     *clientTLS        `yaml:"tls_client_config"`
		Users      map[string]string `yaml:"basic_auth_users"`
	}
	if yaml.Unmarshal(content, &c) != nil {
		return Content{}
	}
	client := c.httpClient.of(file)
	if c.Gossip != nil {
		client = c.Gossip.of(file)
	}
	out := Content{Client: &client, Paths: client.paths()}
	if c.Server != nil {
		out.Server = c.Server.of(file)
		out.Server.Users = slices.Sorted(maps.Keys(c.Users))
		out.Paths = append(out.Paths, out.Server.paths()...)
	}
	return out
}

// Blackbox reads the modules of blackbox_exporter, each with the TLS settings of its prober.
func Blackbox(file string, content []byte) Content {
	var c struct {
		Modules map[string]struct {
			HTTP, TCP struct {
				TLS clientTLS `yaml:"tls_config"`
			}
		}
	}
	out := Content{Modules: map[string]Client{}}
	if yaml.Unmarshal(content, &c) != nil {
		return out
	}
	for name, module := range c.Modules {
		client := module.TCP.TLS.of(file)
		if client == (Client{}) {
			client = module.HTTP.TLS.of(file)
		}
		out.Modules[name], out.Paths = client, append(out.Paths, client.paths()...)
	}
	return out
}
