// Package webconfig writes web configuration files of the Prometheus
// exporter-toolkit: mutual TLS that admits only the identities whose links end
// at the listener. Keys and values: github.com/prometheus/exporter-toolkit
// docs/web-configuration.md; client_allowed_sans needs toolkit 0.10.0.
package webconfig

import (
	"fmt"

	"gen/generator/emit"
	"gen/generator/plan"
	"gen/generator/tree"
)

type file struct {
	TLS server `yaml:"tls_server_config"`
}

type server struct {
	Cert        string   `yaml:"cert_file"`
	Key         string   `yaml:"key_file"`
	Auth        string   `yaml:"client_auth_type"`
	ClientCA    string   `yaml:"client_ca_file"`
	AllowedSANs []string `yaml:"client_allowed_sans"`
	MinVersion  string   `yaml:"min_version"`
}

// Emit is the emit.Format "web-config". Paths are relative to the file, as the
// toolkit resolves them, so that promtool can check it in the output folder.
func Emit(_ *plan.Plan, i *plan.Instance, f plan.File) ([]tree.File, error) {
	if f.Listener == nil {
		return nil, fmt.Errorf("%s of %s is about no listener", f.Path, i.Name)
	}
	content, err := emit.YAML(file{Server(i, f.Path, f.Listener)})
	if err != nil {
		return nil, err
	}
	return []tree.File{emit.For(i, f, content)}, nil
}

// Server is the tls_server_config of a listener, as seen from a file's path.
func Server(i *plan.Instance, path string, l *plan.Listener) server {
	tls := i.View().TLS
	return server{
		Cert: emit.Relative(path, tls.ServerCert), Key: emit.Relative(path, tls.ServerKey),
		Auth: "RequireAndVerifyClientCert", ClientCA: emit.Relative(path, tls.ClientCA),
		AllowedSANs: l.Admits, MinVersion: "TLS12",
	}
}
