package pages

import (
	"fmt"
	"maps"
	"net"
	"slices"
	"strconv"
	"strings"

	"gen/generator/blueprint"
	"gen/generator/plan"
)

// port is where a service listens, and who may connect.
type port struct {
	// Where is address:port, or "port N" of every node in a merged row.
	Service, Where, Protocol, Secured string
	// Reason says why no client certificate is asked for.
	Reason string
	// Admits are the services whose certificates are taken, From those who connect.
	Admits, From []string
}

func (p port) key() string {
	return joined(p.Service, p.Where, p.Protocol, p.Secured, p.Reason, strings.Join(p.Admits, "\x01"), strings.Join(p.From, "\x01"))
}

// ports are the listeners that other hosts can reach, or those that they cannot.
func ports(p *plan.Plan, all []*plan.Instance, published bool) []row[port] {
	var found []*plan.Listener
	for _, i := range all {
		for _, l := range i.Listeners {
			if l.Published == published {
				found = append(found, l)
			}
		}
	}
	rows := make([]row[port], len(found))
	for at, l := range found {
		rows[at] = row[port]{[]string{l.Instance.Node.Name}, portOf(p, l, len(found) <= longest)}
	}
	return rows
}

func portOf(p *plan.Plan, l *plan.Listener, single bool) port {
	one := port{
		Service: l.Instance.Name, Where: where(l, single), Protocol: l.Protocol, Secured: secured(l),
		Admits: admitted(p, l), From: clients(p, l),
	}
	if l.Security == blueprint.ServerTLS {
		one.Reason = l.Reason // of a version that asks for no certificate
	}
	return one
}

func where(l *plan.Listener, single bool) string {
	number := strconv.Itoa(l.Port)
	switch {
	case !l.Published && l.Host == "":
		return l.Instance.Unit + ":" + number
	case !l.Published:
		return net.JoinHostPort(l.Host, number)
	case single:
		return net.JoinHostPort(l.Instance.Node.Address.String(), number)
	}
	return "port " + number
}

func secured(l *plan.Listener) string {
	switch {
	case l.VerifiesClients():
		return "mutual TLS"
	case l.Security == blueprint.Local:
		return "not encrypted"
	}
	return "TLS without client certificate"
}

// admitted are the names in the certificates that a listener takes, without
// the end that all of them have.
func admitted(p *plan.Plan, l *plan.Listener) []string {
	names := make([]string, len(l.Admits))
	for at, name := range l.Admits {
		names[at] = strings.TrimSuffix(name, ".client."+p.Domain)
		if name == plan.Nobody {
			names[at] = "nobody"
		}
	}
	return names
}

// clients are those who connect to a listener: people, and services by name
// with their nodes.
func clients(p *plan.Plan, l *plan.Listener) []string {
	var words []string
	if l.People {
		words = append(words, "people from "+networks(p))
	}
	nodes := map[string][]string{}
	for _, link := range l.Instance.In {
		if link.To != l || link.From == l.Instance {
			continue // to another listener, or its own health check
		}
		place := link.From.Node.Name
		if link.From.Node == l.Instance.Node {
			place = "the same node"
		}
		nodes[link.From.Name] = append(nodes[link.From.Name], place)
	}
	for _, service := range slices.Sorted(maps.Keys(nodes)) {
		words = append(words, fmt.Sprintf("%s on %s", service, someNodes(nodes[service])))
	}
	if len(words) == 0 {
		return []string{"nobody"}
	}
	return words
}

// networks are those from which people come.
func networks(p *plan.Plan) string {
	if len(p.Admins) == 0 {
		return "anywhere"
	}
	words := make([]string, len(p.Admins))
	for at, network := range p.Admins {
		words[at] = network.String()
	}
	return strings.Join(words, ", ")
}
