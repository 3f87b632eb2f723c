// Package webconfig writes web configuration files of the Prometheus
// exporter-toolkit: mutual TLS that admits only the identities whose links end
// at the listener, and where the site wants it a password beside it.
package webconfig

import (
	"fmt"

	"gen/generator/emit"
	"gen/generator/plan"
	"gen/generator/tree"
)

type file struct {
	TLS   emit.ServerTLS    `yaml:"tls_server_config"`
	Users map[string]string `yaml:"basic_auth_users,omitempty"`
}

// Emitter remembers what it has written: most nodes of a group have equal files,
// and encoding one takes as long as writing it to a disk. It is for one build.
type Emitter struct{ done map[string][]byte }

// New returns an Emitter.
func New() *Emitter { return &Emitter{done: map[string][]byte{}} }

// Emit is the emit.Format "web-config".
func (e *Emitter) Emit(_ *plan.Plan, i *plan.Instance, f plan.File) ([]tree.File, error) {
	if f.Listener == nil {
		return nil, fmt.Errorf("%s of %s is about no listener", f.Path, i.Name)
	}
	own := file{TLS: emit.ServerTLSOf(f.Listener, f.Path)}
	if auth := f.Listener.BasicAuth; auth != nil {
		own.Users = map[string]string{auth.Username: auth.Hash}
		// A hash is no secret, but nobody on the node has to have it.
		f.Mode, f.Owner = 0o640, "root:"+i.KeyGroup()
	}
	content, err := e.content(own)
	if err != nil {
		return nil, err
	}
	return []tree.File{emit.For(i, f, content)}, nil
}

// content is the text of a file. Equal files share it.
func (e *Emitter) content(f file) ([]byte, error) {
	key := fmt.Sprintf("%#v", f)
	if text, ok := e.done[key]; ok {
		return text, nil
	}
	text, err := emit.YAML(f)
	if err == nil {
		e.done[key] = text
	}
	return text, err
}
