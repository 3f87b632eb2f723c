package wires

import (
	"fmt"
	"strings"

	"gen/generator/check/ends"
	"gen/generator/plan"
	"gen/generator/report"
)

// dial is one connection that a process opens.
type dial struct {
	ends.Dial
	from *process
	// pos is where the user can change how it is dialled, to which host and port.
	pos, to report.Pos
	// certain tells that the other end is a service of the site: else a user may
	// mean something that gen does not know.
	certain bool
	// exact tells that the path is the one to be read, and not where paths begin.
	exact bool
	// probing tells that it is about the connection only.
	probing bool
}

// words say who dials what.
func (d *dial) words() string {
	return fmt.Sprintf("%s on %s dials %s (%s)", d.from.Name, d.from.node.Name, d.address(), d.About)
}

func (d *dial) address() string {
	host := d.Host
	if strings.Contains(host, ":") {
		host = "[" + host + "]"
	}
	return fmt.Sprintf("%s://%s:%d%s", d.Scheme, host, d.Port, d.Path)
}

// dials proves each connection of each process.
func (s *site) dials() {
	for _, n := range s.plan.Nodes {
		for _, p := range s.nodes[n.Name].processes {
			for _, c := range p.shown {
				for _, d := range c.Dials {
					s.prove(&dial{Dial: d, from: p, pos: p.flagPos(d.About, c.pos), certain: builtIn(p.Blueprint) && d.About != "receiver"})
				}
				for _, j := range c.Jobs {
					s.job(p, j, c)
				}
			}
		}
	}
	for _, d := range s.doubtful {
		if s.wanted(d) {
			s.unreached(d)
		}
	}
}

// job proves a connection to each target of a job. Those of the site's owner
// are about something else.
func (s *site) job(p *process, j ends.Job, c shown) {
	for _, e := range s.plan.Externals {
		if e.Name == j.Name {
			return
		}
	}
	targets, pos := j.Static, c.pos
	for _, file := range j.Files {
		targets, pos = append(targets, s.targets(p, file)...), p.filePos(file, c.pos)
	}
	for _, target := range targets {
		host, port, ok := ends.HostPort(target)
		if !ok {
			continue // the daemon's own reader has told
		}
		d := &dial{Dial: j.Dial, from: p, pos: c.pos, to: pos, certain: true, exact: j.Name != "" && j.Prober == ""}
		d.Host, d.Port = host, port
		if j.Prober != "" {
			s.probe(d, j)
			continue
		}
		s.prove(d)
	}
	if host, port, ok := ends.HostPort(j.Prober); ok && len(targets) > 0 {
		d := &dial{Dial: j.Dial, from: p, pos: c.pos, certain: true}
		d.Host, d.Port = host, port
		s.prove(d)
	}
}

// targets are those of target files; the name may have wild cards.
func (s *site) targets(p *process, name string) (list []string) {
	for _, f := range s.matching(p.node.Node, name) {
		list = append(list, ends.Targets(f.Content)...)
	}
	return list
}

// probe proves that a prober can look at a target in the way of its module.
func (s *site) probe(d *dial, j ends.Job) {
	host, port, ok := ends.HostPort(j.Prober)
	if !ok {
		return
	}
	at := &dial{Dial: ends.Dial{Host: host, Port: port}, from: d.from}
	reached := s.reached(at)
	if len(reached) == 0 {
		return
	}
	prober := reached[0].process
	client, known := prober.modules[j.Module]
	if !known {
		s.add("check/link-path", d.pos, fmt.Sprintf("%s asks %s for module %q, which it has not", d.Dial.About, prober.Name, j.Module), own)
		return
	}
	d.from, d.Client, d.Scheme, d.Path = prober, client, "tls", ""
	d.probing = true
	s.prove(d)
}

// filePos is where the blueprint says a file, or the folder of one.
func (p *process) filePos(name string, otherwise report.Pos) report.Pos {
	for _, entry := range p.Files {
		if under(name, entry.Path) {
			return entry.Pos
		}
	}
	return otherwise
}

// flagPos is where the blueprint says the argument that a dial came from.
func (p *process) flagPos(about string, pos report.Pos) report.Pos {
	name, isFlag := strings.CutPrefix(about, "--")
	if !isFlag {
		return pos
	}
	return argPos(p.Instance, name, pos)
}

// argPos is where the blueprint says an argument that holds the words.
func argPos(i *plan.Instance, words string, otherwise report.Pos) report.Pos {
	b := i.Blueprint
	list := b.Args[:len(b.Args):len(b.Args)]
	if i.Runtime == plan.Systemd && b.Systemd != nil {
		list = append(list, b.Systemd.Args...)
	} else if b.Compose != nil {
		list = append(append(list, b.Compose.Args...), b.Compose.Health...)
	}
	for _, text := range list {
		if strings.Contains(text.Value, words) {
			return text.Pos
		}
	}
	return otherwise
}
