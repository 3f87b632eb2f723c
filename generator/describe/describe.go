// Package describe tells what a plan holds as a JSON document, for programs
// that want to judge the output on their own: what should be up, at which
// address, who may connect, which alerts there are.
package describe

import (
	"net/netip"

	"gen/generator/plan"
)

// Document is the JSON of a site. Lists are sorted as in the plan; those that
// are always there are empty, never null.
type Document struct {
	// Format counts up when a field changes its meaning.
	Format       int           `json:"format"`
	Site         string        `json:"site"`
	Domain       string        `json:"domain"`
	Nodes        []Node        `json:"nodes"`
	Links        []Link        `json:"links"`
	Certificates []Certificate `json:"certificates"`
	Alerts       []Alert       `json:"alerts"`
	Receivers    []string      `json:"receivers"`
}

// Node is a host with its services.
type Node struct {
	Name      string            `json:"name"`
	Addresses []netip.Addr      `json:"addresses"`
	Names     []string          `json:"names"`
	Labels    map[string]string `json:"labels,omitempty"`
	OS        string            `json:"os"`
	Services  []Service         `json:"services"`
}

// Service is one service on a node.
type Service struct {
	Name      string     `json:"name"`
	Blueprint string     `json:"blueprint"`
	Version   string     `json:"version"`
	Runtime   string     `json:"runtime"`
	Unit      string     `json:"unit"`
	Program   string     `json:"program,omitempty"`
	Image     string     `json:"image,omitempty"`
	Listeners []Listener `json:"listeners"`
	Secrets   []Secret   `json:"secrets,omitempty"`
}

// Listener is one place where a service listens.
type Listener struct {
	Name string `json:"name"`
	Bind string `json:"bind"`
	// Address is where other nodes reach it; empty when they do not.
	Address   string   `json:"address,omitempty"`
	Published bool     `json:"published"`
	Security  string   `json:"security"`
	Reason    string   `json:"reason,omitempty"`
	Admits    []string `json:"admits,omitempty"`
	Job       string   `json:"job,omitempty"`
}

// Secret is a secret that a service reads on its node.
type Secret struct {
	Name   string `json:"name"`
	Path   string `json:"path"`
	Inline bool   `json:"inline"`
	About  string `json:"about"`
}

// Link is one connection with both its ends.
type Link struct {
	Purpose  string `json:"purpose"`
	From     string `json:"from"`
	To       string `json:"to"`
	URL      string `json:"url"`
	Identity string `json:"identity,omitempty"`
}

// Certificate is one certificate that the site needs.
type Certificate struct {
	Node    string       `json:"node,omitempty"`
	Service string       `json:"service,omitempty"`
	Kind    string       `json:"kind"`
	CN      string       `json:"cn"`
	DNS     []string     `json:"dns"`
	IPs     []netip.Addr `json:"ips,omitempty"`
	Days    int          `json:"days"`
	Path    string       `json:"path"`
	Key     string       `json:"key"`
	Group   string       `json:"group,omitempty"`
}

// Alert is one alert in force.
type Alert struct {
	Name     string `json:"name"`
	Service  string `json:"service"`
	Severity string `json:"severity"`
	For      string `json:"for"`
	Expr     string `json:"expr"`
}

// Site describes a plan.
func Site(p *plan.Plan) Document {
	d := Document{Format: 1, Site: p.Site, Domain: p.Domain, Nodes: []Node{}, Links: []Link{}, Certificates: []Certificate{}, Alerts: []Alert{}, Receivers: []string{}}
	for _, n := range p.Nodes {
		d.Nodes = append(d.Nodes, node(n))
	}
	for _, l := range p.Links {
		d.Links = append(d.Links, Link{l.Purpose, at(l.From), at(l.To.Instance), l.URL(), l.Identity})
	}
	for _, c := range p.Certificates {
		d.Certificates = append(d.Certificates, certificate(c))
	}
	for _, a := range p.Alerts {
		d.Alerts = append(d.Alerts, Alert{a.Name, a.Blueprint.Name, a.Severity, a.For, a.Expr})
	}
	for _, r := range p.Receivers {
		d.Receivers = append(d.Receivers, r.Name)
	}
	return d
}

// at names an instance as node/service.
func at(i *plan.Instance) string { return i.Node.Name + "/" + i.Name }

func node(n *plan.Node) Node {
	out := Node{Name: n.Name, Addresses: list(n.Addresses), Names: list(n.Names), OS: n.OS, Labels: map[string]string{}, Services: []Service{}}
	for _, l := range n.Labels {
		out.Labels[l.Name] = l.Value
	}
	for _, i := range n.Instances {
		out.Services = append(out.Services, service(i))
	}
	return out
}

func service(i *plan.Instance) Service {
	s := Service{Name: i.Name, Blueprint: i.Blueprint.Name, Version: i.Version.String(), Runtime: i.Runtime, Unit: i.Unit, Program: i.Binary, Image: i.Image, Listeners: []Listener{}}
	for _, l := range i.Listeners {
		one := Listener{Name: l.Name, Bind: l.Bind(), Published: l.Published, Security: l.Security, Reason: l.Reason, Admits: l.Admits}
		if l.Metrics != nil {
			one.Job = l.Metrics.Job
		}
		if l.Published {
			one.Address = netip.AddrPortFrom(i.Node.Address, uint16(l.Port)).String()
		}
		s.Listeners = append(s.Listeners, one)
	}
	for _, secret := range i.Secrets {
		s.Secrets = append(s.Secrets, Secret{secret.Name, secret.Path, secret.Inline, secret.About})
	}
	return s
}

func certificate(c *plan.Certificate) Certificate {
	out := Certificate{Kind: c.Kind, CN: c.CN, DNS: list(c.DNS), IPs: c.IPs, Days: c.Days, Path: c.Cert, Key: c.Key, Group: c.Group}
	if c.Node != nil {
		out.Node, out.Service = c.Node.Name, c.Instance.Name
	}
	return out
}

// list turns nil into an empty list.
func list[T any](items []T) []T {
	if items == nil {
		return []T{}
	}
	return items
}
