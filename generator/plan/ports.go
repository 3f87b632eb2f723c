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
	p.fail("plan/port-clash", l.Instance.portPos(l),
		fmt.Sprintf("%s and %s both listen on %s of %s", first.Instance.Name, l.Instance.Name, net.JoinHostPort(at.host, strconv.Itoa(at.port)), l.Instance.Node.Name),
		fmt.Sprintf("give one of them another port, such as %s: {ports: {%s: %d}}", l.Instance.Blueprint.Name, l.Name, freePort(at.port)))
}

// freePort is a port to suggest instead of another one.
func freePort(taken int) int {
	if taken == 65535 {
		return taken - 1
	}
	return taken + 1
}
