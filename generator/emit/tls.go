package emit

import (
	"path/filepath"

	"gen/generator/plan"
)

// ClientTLS is the tls_config that Prometheus' common HTTP client reads, in
// prometheus.yml, Alertmanager's http_config and promtool's client file.
// Source: github.com/prometheus/common/config TLSConfig.
type ClientTLS struct {
	CA         string `yaml:"ca_file,omitempty"`
	Cert       string `yaml:"cert_file,omitempty"`
	Key        string `yaml:"key_file,omitempty"`
	ServerName string `yaml:"server_name,omitempty"`
	MinVersion string `yaml:"min_version,omitempty"`
}

// ClientTLSOf is how an instance dials the site's own listeners, written into
// the file at path: paths are relative to it.
func ClientTLSOf(i *plan.Instance, path string) ClientTLS {
	tls := i.TLS()
	return ClientTLS{
		CA:   Relative(path, tls.ServerCA),
		Cert: Relative(path, tls.ClientCert), Key: Relative(path, tls.ClientKey),
		MinVersion: "TLS12",
	}
}

// Relative is target as seen from the folder of the file; both are absolute.
func Relative(file, target string) string {
	relative, err := filepath.Rel(filepath.Dir(file), target)
	if err != nil {
		return target
	}
	return filepath.ToSlash(relative)
}

// ServerTLS is the tls_server_config of the Prometheus exporter-toolkit.
// Keys: github.com/prometheus/exporter-toolkit docs/web-configuration.md;
// client_allowed_sans needs toolkit 0.10.0.
type ServerTLS struct {
	Cert        string   `yaml:"cert_file"`
	Key         string   `yaml:"key_file"`
	Auth        string   `yaml:"client_auth_type"`
	ClientCA    string   `yaml:"client_ca_file"`
	AllowedSANs []string `yaml:"client_allowed_sans"`
	MinVersion  string   `yaml:"min_version"`
}

// ServerTLSOf admits only the identities whose links end at the listener.
// Paths are relative to the file at path, as the toolkit resolves them, so that
// promtool can check it in the output folder.
func ServerTLSOf(l *plan.Listener, path string) ServerTLS {
	tls := l.Instance.TLS()
	return ServerTLS{
		Cert: Relative(path, tls.ServerCert), Key: Relative(path, tls.ServerKey),
		Auth: "RequireAndVerifyClientCert", ClientCA: Relative(path, tls.ClientCA),
		AllowedSANs: l.Admits, MinVersion: "TLS12",
	}
}

// ProbeModule is the module of blackbox_exporter that looks at a TLS listener
// with the prober's own client certificate.
const ProbeModule = "mutual_tls"
