// Package compose writes a node's containers as one Docker Compose project,
// built from the types of compose-go, and the unit that brings it up at boot.
//
// The project uses only what Compose 2.29.7 (compose-go 2.2.0) knows, too.
package compose

import (
	"fmt"
	"slices"
	"strings"

	"gen/generator/emit"
	"gen/generator/plan"
	"gen/generator/tree"
)

const (
	projectPath = "/etc/gen/compose.yaml"
	unitName    = "gen-compose.service"
	command     = "/usr/bin/docker compose --file " + projectPath
)

// unit brings the project up once the node has its addresses: a port that is
// published on an address which is not there yet keeps its container down.
const unit = `
[Unit]
Description=Containers of the site
After=docker.service network-online.target
Requires=docker.service
Wants=network-online.target

[Service]
Type=oneshot
RemainAfterExit=yes
ExecStart=` + command + ` up --detach --remove-orphans
ExecReload=` + command + ` up --detach --remove-orphans
ExecStop=` + command + ` stop

[Install]
WantedBy=multi-user.target
`

// Emit writes the project of every node that has containers. digest returns, as
// letters and digits, what an instance's files add up to, as far as a change of
// them needs a restart; as a label it makes "docker compose up --detach"
// recreate exactly what changed. An empty digest leaves the label out.
func Emit(p *plan.Plan, digest func(*plan.Instance) string) ([]tree.File, error) {
	w := writer{site: p.Site, digest: digest, shapes: map[string][]string{}}
	var files []tree.File
	for _, n := range p.Nodes {
		content, err := w.project(n)
		if err != nil {
			return nil, fmt.Errorf("containers of %s: %w", n.Name, err)
		}
		if content == nil {
			continue
		}
		f := emit.OnNode(n, projectPath, content)
		f.OnChange, f.Unit = tree.Reload, unitName
		files = append(append(files, f), emit.Unit(n, unitName, unit)...)
	}
	return files, nil
}

// writer writes projects by shape. Marshalling a project takes two thirds of a
// millisecond, which thousands of nodes cannot afford, while most of them
// differ in their address and in digests only. So these stand as marks in what
// is marshalled, and every node's text is its shape's text with the marks filled in.
//
// That is safe without looking at YAML, because a mark has a control character
// at each end: compose-go writes any scalar with one in double quotes, where an
// address or a digest stands for itself whatever it looks like. Nobody else's
// text can hold a mark, see check.
type writer struct {
	site   string
	digest func(*plan.Instance) string
	// shapes are the texts with marks, by everything that they are made of, cut
	// at the marks: text, name of a mark, text and so on.
	shapes map[string][]string
	// key is reused for the keys of shapes.
	key []byte
}

const (
	control = "\x01"
	// escaped is how YAML writes control in double quotes.
	escaped = `\x01`
)

// mark is what stands for a value in a project that is to be marshalled.
func mark(name string) string { return control + name + control }

const (
	addressMark = "address"
	// quotesMark becomes nothing: it has the scalar that it begins put into double quotes.
	quotesMark = "quotes"
)

func digestMark(service string) string { return "digest of " + service }

// project is the text of a node's project, nil without containers.
func (w *writer) project(n *plan.Node) ([]byte, error) {
	var services []service
	values := map[string]string{addressMark: n.Address.String(), quotesMark: ""}
	for _, i := range n.Instances {
		if i.Runtime != plan.Compose {
			continue
		}
		s, err := newService(i)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", i.Name, err)
		}
		if digest := w.digest(i); digest != "" {
			s.Digest = mark(digestMark(s.Name))
			values[digestMark(s.Name)] = digest
		}
		services = append(services, s)
	}
	if len(services) == 0 {
		return nil, nil
	}
	shape, err := w.shape(services, n.Address.Is6())
	if err != nil {
		return nil, err
	}
	return fill(shape, values), nil
}

// fill puts values in the place of the marks' names.
func fill(shape []string, values map[string]string) []byte {
	filled := slices.Clone(shape)
	for at := 1; at < len(filled); at += 2 {
		filled[at] = values[filled[at]]
	}
	return []byte(strings.Join(filled, ""))
}

// shape is the text with marks of a project, marshalled when it is first met.
// The key is all that marshal gets, so that it cannot miss a difference.
func (w *writer) shape(services []service, ipv6 bool) ([]string, error) {
	w.key = fmt.Appendf(w.key[:0], "%#v %t", services, ipv6)
	if shape, ok := w.shapes[string(w.key)]; ok {
		return shape, nil
	}
	text, err := marshal(w.site, services, ipv6)
	if err != nil {
		return nil, err
	}
	shape := strings.Split(text, escaped)
	w.shapes[string(w.key)] = shape
	return shape, nil
}
