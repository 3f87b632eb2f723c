package wires

import (
	"net/netip"
	"regexp"
	"strings"

	"gen/generator/check/ends"
)

// stand-ins take the place of a node's address while its containers are read,
// so that nodes which differ in it are read once. Nobody has them: they are
// reserved (RFC 1112, RFC 6666).
const standIn4, standIn6 = "240.0.0.1", "100::1"

// digest is what differs in a project when any file of a container does.
var digest = regexp.MustCompile(`gen\.config: .*`)

// project reads the containers of the node with the address.
func (r *reader) project(address netip.Addr, content []byte) ends.Project {
	own, other := address.String(), standIn4
	if address.Is6() {
		other = standIn6
	}
	text := digest.ReplaceAllString(string(content), "")
	if strings.Contains(text, other) {
		other = own
	}
	shape := strings.ReplaceAll(text, own, other)
	p, ok := r.projects[shape]
	if !ok {
		p, _ = ends.Compose([]byte(shape)) // what cannot be read has no containers
		if r.projects == nil {
			r.projects = map[string]ends.Project{}
		}
		r.projects[shape] = p
	}
	return restored(p, other, own)
}

// restored is the project with the address itself.
func restored(p ends.Project, other, own string) ends.Project {
	services := make(map[string]ends.Process, len(p.Services))
	for name, s := range p.Services {
		s.Args, s.Health = replaced(s.Args, other, own), replaced(s.Health, other, own)
		ports := make([]ends.Port, len(s.Ports))
		for at, port := range s.Ports {
			port.Host = strings.ReplaceAll(port.Host, other, own)
			ports[at] = port
		}
		s.Ports = ports
		if len(s.Environment) > 0 {
			environment := map[string]string{}
			for key, value := range s.Environment {
				environment[key] = strings.ReplaceAll(value, other, own)
			}
			s.Environment = environment
		}
		services[name] = s
	}
	return ends.Project{Services: services, Internal: p.Internal}
}

func replaced(list []string, old, to string) []string {
	out := make([]string, len(list))
	for at, word := range list {
		out[at] = strings.ReplaceAll(word, old, to)
	}
	return out
}
