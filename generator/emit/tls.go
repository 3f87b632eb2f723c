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
	tls := i.View().TLS
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
