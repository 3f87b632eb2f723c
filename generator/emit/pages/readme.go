package pages

import (
	"slices"
	"strings"

	"gen/generator/blueprint"
	"gen/generator/emit"
	"gen/generator/plan"
)

// readme is what README.md is told.
type readme struct {
	*plan.Plan
	Notice, Size, People string
	Diagram              diagram
	Hosts                table[host]
	Published, Inside    table[port]
	Issues               []issue
	// All is the table of single certificates; empty when there are too many.
	All      []*plan.Certificate
	Secrets  table[secret]
	Ways     []receiver
	Rules    []rule
	Programs table[program]
	Open     []port
	// Local counts the listeners without TLS; empty for none.
	Local      string
	Checks     []check
	Containers bool
	Severities []severity
}

func readmeOf(p *plan.Plan) readme {
	all := p.Instances()
	r := readme{
		Plan: p, Notice: emit.Notice, People: networks(p),
		Size:    count(len(p.Nodes), "node") + " with " + count(len(all), "service"),
		Diagram: diagramOf(p), Hosts: tableOf(hosts(p)),
		Published: tableOf(ports(p, all, true)), Inside: tableOf(ports(p, all, false)),
		Issues: issues(p), Secrets: tableOf(secrets(all)), Programs: tableOf(programs(all)),
		Ways: receiversOf(p), Rules: rulesOf(p.Routes, 0), Checks: checks(all), Severities: severities(p),
	}
	if len(p.Certificates) <= longest {
		r.All = p.Certificates
	}
	r.Open, r.Local = unverified(all)
	r.Containers = slices.ContainsFunc(all, func(i *plan.Instance) bool { return i.Runtime == plan.Compose })
	return r
}

// host is a node, or what nodes with the same services have in common.
type host struct {
	Address, Runtime string
	Services         []string
}

func (h host) key() string { return joined(strings.Join(h.Services, " "), h.Runtime, h.Address) }

func hosts(p *plan.Plan) []row[host] {
	rows := make([]row[host], len(p.Nodes))
	for at, n := range p.Nodes {
		h := host{Runtime: runtimes(n), Services: services(n)}
		if len(p.Nodes) <= longest {
			h.Address = n.Address.String()
		}
		rows[at] = row[host]{[]string{n.Name}, h}
	}
	return rows
}

func services(n *plan.Node) []string {
	names := make([]string, len(n.Instances))
	for at, i := range n.Instances {
		names[at] = i.Name
	}
	return names
}

// runtimes are what a node's services run under: one may know only the other.
func runtimes(n *plan.Node) string {
	var systemd, compose bool
	for _, i := range n.Instances {
		systemd, compose = systemd || i.Runtime == plan.Systemd, compose || i.Runtime == plan.Compose
	}
	switch {
	case systemd && compose:
		return plan.Compose + ", " + plan.Systemd
	case compose:
		return plan.Compose
	}
	return plan.Systemd
}

// issue is a kind of certificate to be issued.
type issue struct {
	Usage, Authority string
	Days, Count      int
}

func issues(p *plan.Plan) []issue {
	var list []issue
	for _, c := range p.Certificates {
		same := func(i issue) bool { return i.Usage == usage(c) && i.Days == c.Days }
		at := slices.IndexFunc(list, same)
		if at < 0 {
			at = len(list)
			list = append(list, issue{Usage: usage(c), Authority: "ca-" + c.Kind, Days: c.Days})
		}
		list[at].Count++
	}
	return list
}

func usage(c *plan.Certificate) string {
	if c.Node == nil {
		return c.Kind + ", for people"
	}
	return c.Kind
}

// secret is a secret that a service reads from a file.
type secret struct {
	Name, Path, Service, About string
	Inline                     bool
	// Since is the first version that reads it from the file; empty if unknown.
	Since string
}

func (s secret) key() string { return joined(s.Name, s.Path, s.Service, s.About, s.Since) }

func secrets(all []*plan.Instance) []row[secret] {
	var rows []row[secret]
	for _, i := range all {
		for _, own := range i.Secrets {
			s := secret{Name: own.Name, Path: own.Path, Service: i.Name, About: own.About, Inline: own.Inline}
			kind, _, _ := strings.Cut(own.About, " ")
			if since := i.SecretFileSince(kind); own.Inline && !since.IsZero() {
				s.Since = since.String()
			}
			rows = append(rows, row[secret]{[]string{i.Node.Name}, s})
		}
	}
	return rows
}

// program is a version of a service in use, and what runs: a file or an image.
type program struct{ Service, Version, Runtime, Program string }

func (p program) key() string { return joined(p.Service, p.Version, p.Runtime, p.Program) }

func programs(all []*plan.Instance) []row[program] {
	var rows []row[program]
	for _, i := range all {
		runs := i.Image
		if i.Runtime == plan.Systemd {
			runs = i.Binary
		}
		rows = append(rows, row[program]{[]string{i.Node.Name}, program{i.Blueprint.Name, i.Version.String(), i.Runtime, runs}})
	}
	return rows
}

// unverified are the kinds of listeners that ask for no client certificate,
// and the number of those without TLS, which never leave their nodes.
func unverified(all []*plan.Instance) (kinds []port, local string) {
	plain := 0
	known := map[string]bool{}
	for _, i := range all {
		for _, l := range i.Listeners {
			if l.Security == blueprint.Local {
				plain++
			}
			one := port{Service: i.Name, Where: l.Name, Reason: l.Reason}
			if l.Security == blueprint.ServerTLS && !known[one.key()] {
				known[one.key()] = true
				kinds = append(kinds, one)
			}
		}
	}
	if plain > 0 {
		local = count(plain, "listener")
	}
	return kinds, local
}

// shown is how many commands of one kind the page lists.
const shown = 3

// check is a command that checks a file where it lies, or all files of a folder.
type check struct{ Command, Path, Files string }

// checkers are the commands by the format of what they check.
var checkers = map[string]check{
	"prometheus":            {Command: "promtool check config --syntax-only"},
	"prometheus-rules":      {Command: "promtool check rules", Files: "/*.yml"},
	"prometheus-rule-tests": {Command: "promtool test rules", Files: "/*.yml"},
	"alertmanager":          {Command: "amtool check-config"},
}

func checks(all []*plan.Instance) []check {
	var list []check
	known := map[string]int{}
	for _, i := range all {
		for _, f := range i.Files {
			one, ok := checkers[f.Format]
			if !ok || known[f.Format] == shown {
				continue
			}
			known[f.Format]++
			one.Path = i.Node.Name + f.Path
			list = append(list, one)
		}
	}
	return list
}
