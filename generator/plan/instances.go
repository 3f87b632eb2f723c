package plan

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"gen/generator/blueprint"
	"gen/generator/render"
	"gen/generator/report"
	"gen/generator/strictyaml"
	"gen/generator/topology"
)

// placeServices makes an instance of every service of a node.
func (p *planner) placeServices(n *Node, flat *flatGroup) {
	for _, svc := range flat.services {
		b, ok := p.blueprints[svc.Name.Value]
		switch {
		case !ok:
			p.unknownService(svc.Name)
		case b.Name == frontBlueprint:
			p.fail("plan/unknown-service", svc.Name.Pos, "a front is no service of its own", "take it out; gen adds one before each listener that needs it")
		default:
			n.Instances = append(n.Instances, p.instance(n, b, svc, n.Runtime))
		}
	}
	sortInstances(n)
}

func sortInstances(n *Node) {
	slices.SortFunc(n.Instances, func(a, b *Instance) int { return cmp.Compare(a.Name, b.Name) })
}

// instance settles one service on one node; listeners and links come later.
func (p *planner) instance(n *Node, b *blueprint.Blueprint, svc topology.Service, runtime string) *Instance {
	i := &Instance{
		Node: n, Blueprint: b, Name: b.Name, Pos: svc.Pos,
		Version: p.version(svc, n), Runtime: p.runtime(b, svc, runtime),
		Settings: p.settings(b, svc),
		Binary:   svc.Binary.Value, Image: svc.Image.Value,
		wishes: svc, site: p.plan,
	}
	if i.Runtime == Systemd {
		p.runAsUnit(i)
	} else {
		p.runAsContainer(i)
	}
	return i
}

// settings are those of a service. Most services of a large site have none of
// their own; what their blueprint declares is read and checked once for all.
func (p *planner) settings(b *blueprint.Blueprint, svc topology.Service) map[string]any {
	if len(svc.Settings) > 0 {
		return b.CheckSettings(svc, p.report)
	}
	if _, done := p.defaults[b]; !done {
		p.defaults[b] = b.CheckSettings(svc, p.report)
	}
	return p.defaults[b]
}

// runtime chooses how a service runs. A node's runtime is a wish: a service
// that knows only the other one takes that. A service's own runtime is an order.
func (p *planner) runtime(b *blueprint.Blueprint, svc topology.Service, node string) string {
	can := map[string]bool{Systemd: b.Systemd != nil, Compose: b.Compose != nil}
	if svc.Runtime.Value != "" {
		chosen := p.oneOf(svc.Runtime, Systemd, Compose)
		if !can[chosen] {
			p.fail("plan/runtime", svc.Runtime.Pos, fmt.Sprintf("%s does not run under %s", b.Name, chosen), "leave runtime out; it then runs under "+other(chosen))
			return other(chosen)
		}
		return chosen
	}
	if can[node] {
		return node
	}
	return other(node)
}

func other(runtime string) string {
	if runtime == Systemd {
		return Compose
	}
	return Systemd
}

func (p *planner) runAsUnit(i *Instance) {
	s := i.Blueprint.Systemd
	i.HostNetwork = true
	i.Unit = cmp.Or(s.Unit.Value, i.Name+".service")
	i.Binary = cmp.Or(i.Binary, s.Binary.Value, "/usr/local/bin/"+i.Name)
	i.User = cmp.Or(s.User.Value, i.Name)
	i.Group = i.User
	if why, ok := render.SafePath(i.Binary); !ok && i.wishes.Binary.Value != "" {
		p.fail("plan/bad-binary", i.wishes.Binary.Pos, fmt.Sprintf("%s cannot be the program of %s: %s", quoted(i.Binary), i.Name, why), "write its absolute path, such as /usr/local/bin/"+i.Name)
	}
	if i.Image != "" {
		p.fail("plan/wrong-runtime", i.wishes.Image.Pos, fmt.Sprintf("%s runs under systemd, where an image has no meaning", i.Name), "set binary instead, or runtime: compose")
	}
}

func (p *planner) runAsContainer(i *Instance) {
	c := i.Blueprint.Compose
	i.HostNetwork = c.Network.Value == "host"
	i.Unit = i.Name
	user, group, _ := strings.Cut(c.User.Value, ":")
	i.User, i.Group = user, group
	if i.Image == "" {
		i.Image = c.Image.At(i.Version).Value
	} else if !imageName.MatchString(i.Image) || strings.HasSuffix(i.Image, ":latest") {
		p.fail("plan/bad-image", i.wishes.Image.Pos, quoted(i.Image)+" is not an image with a tag", "write it as NAME:TAG, with another tag than latest")
	}
	if i.Binary != "" {
		p.fail("plan/wrong-runtime", i.wishes.Binary.Pos, fmt.Sprintf("%s runs under compose, where a binary has no meaning", i.Name), "set image instead, or runtime: systemd")
	}
}

// port settles the port of one listener.
func (p *planner) port(i *Instance, l blueprint.Listener, name strictyaml.Text, main bool) int {
	port := l.Port
	if main && !i.wishes.Port.Pos.IsZero() {
		port = i.wishes.Port
	}
	if wish, ok := i.wishes.Ports.Get(name.Value); ok {
		port = wish
	}
	if !isPort(port.Value) {
		p.fail("plan/bad-port", port.Pos, fmt.Sprintf("%d is not a port", port.Value), "a port lies between 1 and 65535")
	}
	return port.Value
}

// chosePort tells whether the user has said which port a listener has.
func (i *Instance) chosePort(l *Listener) bool { return i.portPos(l) != i.Pos }

// portPos is where the user said, or may say, which port a listener has.
func (i *Instance) portPos(l *Listener) report.Pos {
	if i.Behind != nil {
		return i.Behind.Instance.portPos(i.Behind)
	}
	if wish, ok := i.wishes.Ports.Get(l.Name); ok {
		return wish.Pos
	}
	if i.Listener("") == l {
		return either(i.wishes.Port.Pos, i.Pos)
	}
	return i.Pos
}
