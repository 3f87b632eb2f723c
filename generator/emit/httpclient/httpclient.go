// Package httpclient writes the client file that promtool and amtool read with
// --http.config.file: how a daemon's health check proves who it is.
package httpclient

import (
	"gen/generator/blueprint"
	"gen/generator/emit"
	"gen/generator/plan"
	"gen/generator/tree"
)

type file struct {
	BasicAuth *emit.BasicAuth `yaml:"basic_auth,omitempty"`
	TLS       emit.ClientTLS  `yaml:"tls_config"`
}

// Emit is the emit.Format "http-client". promtool and amtool resolve the paths
// relative to the file (common/config LoadHTTPConfigFile, SetDirectory).
func Emit(_ *plan.Plan, i *plan.Instance, f plan.File) ([]tree.File, error) {
	own := file{TLS: emit.ClientTLSOf(i, f.Path)}
	for _, l := range i.Out {
		if l.Purpose == blueprint.Health {
			own.BasicAuth = emit.BasicAuthOf(l, f.Path)
		}
	}
	content, err := emit.YAML(own)
	if err != nil {
		return nil, err
	}
	return []tree.File{emit.For(i, f, content)}, nil
}
