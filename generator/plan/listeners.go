package plan

import (
	"fmt"

	"gen/generator/blueprint"
	"gen/generator/strictyaml"
	"gen/generator/topology"
)

// frontBlueprint is the service that stands before what has no TLS of its own.
const frontBlueprint = "front"

// loopback is where a listener binds that only its own host may reach.
const loopback = "127.0.0.1"

// openListeners settles where every instance listens, and puts fronts before
// the listeners that cannot verify their clients themselves.
func (p *planner) openListeners() {
	count := map[string]int{}
	for _, i := range p.plan.Instances() {
		count[i.Blueprint.Name]++
	}
	for _, n := range p.plan.Nodes {
		var fronts []*Instance
		for _, i := range n.Instances {
			p.checkPortNames(i)
			fronts = append(fronts, p.listen(i, count[i.Blueprint.Name] > 1)...)
			p.askPassword(i)
		}
		n.Instances = append(n.Instances, fronts...)
		sortInstances(n)
	}
}

func (p *planner) checkPortNames(i *Instance) {
	for _, wish := range i.wishes.Ports {
		if _, ok := i.Blueprint.Listeners.Get(wish.Key.Value); !ok {
			p.fail("plan/unknown-listener", wish.Key.Pos, fmt.Sprintf("%s has no listener %s", i.Name, quoted(wish.Key.Value)), meant(wish.Key.Value, keys(i.Blueprint.Listeners)))
		}
	}
}

// listen opens an instance's listeners and returns the fronts that they need.
func (p *planner) listen(i *Instance, hasPeers bool) (fronts []*Instance) {
	for at, entry := range i.Blueprint.Listeners {
		if entry.Value.Peers.Value && !hasPeers {
			continue
		}
		l := p.listener(i, entry.Key, entry.Value, at == 0)
		i.Listeners = append(i.Listeners, l)
		if l.Security == blueprint.Front {
			fronts = append(fronts, p.front(l))
		}
	}
	return fronts
}

func (p *planner) listener(i *Instance, name strictyaml.Text, b blueprint.Listener, main bool) *Listener {
	l := &Listener{
		Instance: i, Name: name.Value, Port: p.port(i, b, name, main),
		Security: b.Security.At(i.Version).Value, Reason: b.Reason.Value,
		Protocol: either(b.Protocol.Value, "http"), Path: either(b.Path.Value, "/"),
		People: b.People.Value, Trust: b.Trust.Value, Metrics: metrics(i, b.Metrics),
	}
	inside := b.Bind.Value == "loopback" || l.Security == blueprint.Local || l.Security == blueprint.Front
	l.Published = !inside
	l.Host = bindHost(i, inside)
	return l
}

// bindHost is the address that a listener binds: loopback or the node's, and
// every address of a container that has a network of its own.
func bindHost(i *Instance, inside bool) string {
	switch {
	case !i.HostNetwork:
		return ""
	case inside:
		return loopback
	}
	return i.Node.Address.String()
}

func metrics(i *Instance, b *blueprint.Metrics) *Metrics {
	if b == nil {
		return nil
	}
	params := map[string]string{}
	for _, entry := range b.Params {
		params[entry.Key.Value] = entry.Value.Value
	}
	return &Metrics{
		Job: i.Name, Path: either(b.Path.Value, "/metrics"), Interval: b.Interval.Text,
		Params: labels(params), Username: b.Username.Value, Secret: b.Password.Value,
	}
}

// front makes the instance that stands before l, and turns l into the plain
// listener behind it.
func (p *planner) front(l *Listener) *Instance {
	b := p.blueprints[frontBlueprint]
	behind := l.Instance
	wishes := topology.Service{Name: strictyaml.Text{Value: frontBlueprint, Pos: behind.Pos}, Pos: behind.Pos}
	runtime := frontRuntime(behind)
	if runtime == Systemd { // an image brings a program of its own
		wishes.Version = p.followed(b, behind.Node)
	}
	f := p.instance(behind.Node, b, wishes, runtime)
	p.rename(f, behind.Name+"-front")
	f.HostNetwork = f.HostNetwork || behind.HostNetwork
	f.Behind = l
	front := &Listener{
		Instance: f, Name: l.Name, Host: bindHost(f, false), Port: l.Port, Security: blueprint.Native,
		Protocol: l.Protocol, Path: l.Path, Metrics: l.Metrics, People: l.People, Published: true,
	}
	f.Listeners = []*Listener{front}
	l.Security, l.Front, l.Metrics, l.People = blueprint.Local, front, nil, false
	return f
}

// frontRuntime is the runtime of what stands behind, unless that one can only
// be a unit: then the node's own runtime counts, so that a container host needs
// no web server of its own.
func frontRuntime(behind *Instance) string {
	if behind.Blueprint.Compose == nil {
		return behind.Node.Runtime
	}
	return behind.Runtime
}

// rename gives a front the name, user and unit of its own.
func (p *planner) rename(f *Instance, name string) {
	f.Name = name
	if f.Runtime == Systemd {
		f.Unit, f.User, f.Group = name+".service", name, name
		return
	}
	f.Unit = name
}

// followed is the version of the program that a front runs on under systemd:
// that of the node's own server when the blueprint follows one that is there,
// else the oldest that distributions bring.
func (p *planner) followed(b *blueprint.Blueprint, n *Node) strictyaml.Text {
	if _, pinned := p.site.Versions.Get(b.Name); pinned {
		return strictyaml.Text{}
	}
	for _, i := range n.Instances {
		if i.Name == b.Versions.Follows.Value {
			return strictyaml.Text{Value: i.Version.String(), Pos: i.Pos}
		}
	}
	return b.Versions.Host
}
