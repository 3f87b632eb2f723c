package wires

import (
	"bytes"
	"strings"

	"gen/generator/check/ends"
	"gen/generator/tree"
)

// read reads a file at its path on the node.
type read func(file string, content []byte) ends.Content

// formats are the readers of formats that blueprints name.
var formats = map[string]read{
	"alertmanager":        ends.Alertmanager,
	"blackbox":            ends.Blackbox,
	"grafana-datasources": ends.Datasources,
	"grafana-provider":    ends.Provider,
	"prometheus":          ends.Prometheus,
}

// sniffed is the reader of a file whose format nobody has named, or nil.
func sniffed(file string, content []byte) read {
	switch {
	case strings.HasSuffix(file, ".service"), strings.Contains(file, ".service.d/"):
		return nil // a unit: see readUnit
	case strings.HasSuffix(file, ".ini"):
		return ends.GrafanaINI
	case bytes.Contains(content, []byte("<VirtualHost ")), bytes.Contains(content, []byte("\nListen ")):
		return ends.Apache
	case bytes.Contains(content, []byte("server {")):
		return ends.Nginx
	}
	return ends.Text
}

// reader reads equal files once.
type reader struct {
	done     map[string]ends.Content
	projects map[string]ends.Project
}

// content is what a file says that is read in a way with a name.
func (r *reader) content(name string, how read, file string, f tree.File) ends.Content {
	if r.done == nil {
		r.done = map[string]ends.Content{}
	}
	key := name + "\x00" + file + "\x00" + string(f.Content)
	c, ok := r.done[key]
	if !ok {
		c = how(file, f.Content)
		r.done[key] = c
	}
	return c
}
