// Package webconfig writes web configuration files of the Prometheus
// exporter-toolkit: mutual TLS that admits only the identities whose links end
// at the listener.
package webconfig

import (
	"fmt"

	"gen/generator/emit"
	"gen/generator/plan"
	"gen/generator/tree"
)

type file struct {
	TLS emit.ServerTLS `yaml:"tls_server_config"`
}

// Emit is the emit.Format "web-config".
func Emit(_ *plan.Plan, i *plan.Instance, f plan.File) ([]tree.File, error) {
	if f.Listener == nil {
		return nil, fmt.Errorf("%s of %s is about no listener", f.Path, i.Name)
	}
	content, err := emit.YAML(file{emit.ServerTLSOf(f.Listener, f.Path)})
	if err != nil {
		return nil, err
	}
	return []tree.File{emit.For(i, f, content)}, nil
}
