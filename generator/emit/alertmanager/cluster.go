package alertmanager

import (
	"fmt"

	"gen/generator/emit"
	"gen/generator/plan"
	"gen/generator/tree"
)

type cluster struct {
	Server emit.ServerTLS `yaml:"tls_server_config"`
	Client emit.ClientTLS `yaml:"tls_client_config"`
}

// Cluster is the emit.Format "alertmanager-cluster": mutual TLS between the
// Alertmanagers of a site (cluster/tls_config.go; docs/https.md "Gossip Traffic").
func Cluster(_ *plan.Plan, i *plan.Instance, f plan.File) ([]tree.File, error) {
	if f.Listener == nil {
		return nil, fmt.Errorf("%s of %s is about no listener", f.Path, i.Name)
	}
	content, err := emit.YAML(cluster{emit.ServerTLSOf(f.Listener, f.Path), emit.ClientTLSOf(i, f.Path)})
	if err != nil {
		return nil, err
	}
	return []tree.File{emit.For(i, f, content)}, nil
}
