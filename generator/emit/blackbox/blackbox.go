// Package blackbox writes the modules of blackbox_exporter: probes that look
// at the site's TLS listeners as their clients do.
package blackbox

import (
	"gen/generator/emit"
	"gen/generator/plan"
	"gen/generator/tree"
)

type file struct {
	Modules map[string]module `yaml:"modules"`
}

type module struct {
	Prober  string `yaml:"prober"`
	Timeout string `yaml:"timeout"`
	TCP     tcp    `yaml:"tcp"`
}

type tcp struct {
	TLS       bool           `yaml:"tls"`
	TLSConfig emit.ClientTLS `yaml:"tls_config"`
}

// Emit is the emit.Format "blackbox". blackbox_exporter resolves the paths
// relative to the file (config.go, TLSConfig.SetDirectory).
func Emit(_ *plan.Plan, i *plan.Instance, f plan.File) ([]tree.File, error) {
	probe := module{Prober: "tcp", Timeout: "5s", TCP: tcp{TLS: true, TLSConfig: emit.ClientTLSOf(i, f.Path)}}
	content, err := emit.YAML(file{map[string]module{emit.ProbeModule: probe}})
	if err != nil {
		return nil, err
	}
	return []tree.File{emit.For(i, f, content)}, nil
}
