package plan

import (
	"fmt"
	"net"
	"strconv"
)

// socket is one place on a node's own network that only one can have.
type socket struct {
	host string
	port int
}

// checkPorts refuses two listeners on one address and port of a node.
func (p *planner) checkPorts() {
	for _, n := range p.plan.Nodes {
		taken := map[socket]*Listener{}
		for _, i := range n.Instances {
			for _, l := range i.Listeners {
				p.take(taken, l)
			}
		}
	}
}

func (p *planner) take(taken map[socket]*Listener, l *Listener) {
	if !l.Published && !l.Instance.HostNetwork {
		return
	}
	at := socket{l.Host, l.Port}
	if at.host == "" {
		at.host = l.Instance.Node.Address.String()
	}
	first, clash := taken[at]
	if !clash {
		taken[at] = l
		return
	}
	p.portClash(at, first, l)
}

// portClash blames the listener whose port the user has chosen.
func (p *planner) portClash(at socket, first, second *Listener) {
	one, two := first.Instance.Name, second.Instance.Name
	if one == two {
		one, two = first.Name+" of "+one, second.Name+" of "+two
	}
	moved := second
	if first.Instance.chosePort(first) && !second.Instance.chosePort(second) {
		moved = first
	}
	p.fail("plan/port-clash", moved.Instance.portPos(moved),
		fmt.Sprintf("%s and %s both listen on %s of %s", one, two, net.JoinHostPort(at.host, strconv.Itoa(at.port)), second.Instance.Node.Name),
		fmt.Sprintf("give one of them another port, such as %s: {ports: {%s: %d}}", moved.Instance.service(), moved.Name, freePort(at.port)))
}

// service is the name under services that the instance comes from.
func (i *Instance) service() string {
	if i.Behind != nil {
		return i.Behind.Instance.Name
	}
	return i.Name
}

// freePort is a port to suggest instead of another one.
func freePort(taken int) int {
	if taken == 65535 {
		return taken - 1
	}
	return taken + 1
}
