package wires

import (
	"io/fs"

	"gen/blueprints"
	"gen/generator/blueprint"
	"gen/generator/check/ends"
	"gen/generator/plan"
)

// gatherListens adds where the process listens to its node.
func (p *process) gatherListens(s *site) {
	for _, c := range p.shown {
		for _, l := range c.Listens {
			at := &listen{Listen: l, process: p, pos: c.pos, tlsPos: c.pos}
			if l.Flag != "" {
				at.pos = argPos(p.Instance, l.Flag, c.pos)
			}
			if pos, ok := p.secured[l.Group]; ok {
				at.tlsPos = pos
			}
			p.listens = append(p.listens, at)
		}
	}
	p.declared()
	for _, l := range p.listens {
		l.published()
		l.meant = p.meant(l.Port)
		l.settle(p)
		if l.port > 0 {
			p.node.listens[l.port] = append(p.node.listens[l.port], l)
		}
	}
}

// meant is the listener that the plan has at a port, or nil.
func (p *process) meant(port int) *plan.Listener {
	for _, l := range p.Instance.Listeners {
		if l.Port == port {
			return l
		}
	}
	return nil
}

// declared adds the listeners of which no file says anything: a daemon of a
// user's own may know by itself where to listen. gen's own are always told.
func (p *process) declared() {
	if builtIn(p.Blueprint) || len(p.listens) >= len(p.Instance.Listeners) {
		return
	}
	for _, l := range p.Instance.Listeners {
		if p.hears(l.Port) {
			continue
		}
		unseen := &listen{Listen: ends.Listen{Host: l.Host, Port: l.Port}, process: p, unseen: true, pos: p.Blueprint.Pos, tlsPos: p.Blueprint.Pos}
		if l.Security != blueprint.Local {
			unseen.TLS = &ends.Server{Cert: p.TLSDir() + "/server.crt", Key: p.TLSDir() + "/server.key"}
		}
		if l.VerifiesClients() {
			unseen.TLS.ClientCA, unseen.TLS.Names = p.TLSDir()+"/ca-client.crt", l.Admits
		}
		p.listens = append(p.listens, unseen)
	}
}

func (p *process) hears(port int) bool {
	for _, l := range p.listens {
		if l.Port == port {
			return true
		}
	}
	return false
}

// builtIn tells whether a blueprint is gen's own; a user cannot have one of the same name.
func builtIn(b *blueprint.Blueprint) bool {
	_, err := fs.Stat(blueprints.FS, b.Name)
	return err == nil
}

// published settles at which port of the host a listener can be dialled.
func (l *listen) published() {
	if l.process.runs.HostNetwork {
		l.port = l.Port
		return
	}
	for _, port := range l.process.runs.Ports {
		if port.Target == l.Port {
			l.port = port.Published
		}
	}
}

// settle gives the listener of a user's own service the TLS settings that stand
// in one of its other files.
func (l *listen) settle(p *process) {
	if l.TLS != nil || builtIn(p.Blueprint) {
		return
	}
	for _, c := range p.shown {
		if c.Server != nil && c.Server.Cert != "" {
			l.TLS, l.tlsPos = c.Server, c.pos
		}
	}
}
