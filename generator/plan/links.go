package plan

import (
	"cmp"
	"fmt"
	"net/netip"
	"slices"

	"gen/generator/blueprint"
	"gen/generator/strictyaml"
)

// Nobody is the identity that a listener admits to which no link leads. No
// certificate carries it.
const Nobody = "nobody.invalid"

// connect makes every link that the blueprints in use call for.
func (p *planner) connect() {
	all := p.plan.Instances()
	byService := map[string][]*Instance{}
	for _, i := range all {
		byService[i.Blueprint.Name] = append(byService[i.Blueprint.Name], i)
	}
	for _, i := range all {
		if i.Behind != nil {
			p.link(i, strictyaml.Text{Value: blueprint.Upstream}, blueprint.Link{Purpose: strictyaml.Text{Value: blueprint.Upstream}}, i.Behind)
		}
		for _, entry := range i.Blueprint.Links {
			p.connectAll(i, entry.Key, entry.Value, all, byService)
		}
	}
	p.sortLinks()
	for _, i := range all {
		p.admit(i)
	}
}

// connectAll makes the links of one name: to each listener that fits.
func (p *planner) connectAll(i *Instance, name strictyaml.Text, spec blueprint.Link, all []*Instance, byService map[string][]*Instance) {
	if spec.Purpose.Value == blueprint.Health && i.Runtime == Systemd {
		return // systemd watches the process itself
	}
	ends := p.ends(i, spec, all, byService)
	if len(ends) == 0 && !spec.Optional.Value {
		p.missingNeighbour(i, spec)
	}
	for _, to := range ends {
		p.link(i, name, spec, to)
	}
}

// ends are the listeners that a kind of link leads to.
func (p *planner) ends(i *Instance, spec blueprint.Link, all []*Instance, byService map[string][]*Instance) []*Listener {
	var ends []*Listener
	service := spec.Service.Value
	others := byService[service]
	if spec.Scope.Value == "node" {
		others, all = i.Node.Instances, i.Node.Instances // else N nodes would ask N others
	}
	switch service {
	case "self":
		ends = append(ends, i.Listener(spec.Listener.Value))
	case "":
		for _, other := range all {
			ends = append(ends, fitting(other, i, spec)...)
		}
	default:
		for _, other := range others {
			l := other.Listener(spec.Listener.Value)
			if l != nil && other.Blueprint.Name == service && inScope(i, other, spec) {
				ends = append(ends, l.outermost())
			}
		}
	}
	return slices.DeleteFunc(ends, func(l *Listener) bool { return l == nil })
}

// fitting are another instance's listeners that fit a link without a named service.
func fitting(other, i *Instance, spec blueprint.Link) (ends []*Listener) {
	for _, l := range other.Listeners {
		if !inScope(i, other, spec) {
			continue
		}
		scraped := spec.Purpose.Value == blueprint.Scrape && l.Metrics != nil
		probed := spec.Purpose.Value == blueprint.Probe && l.Published && l.Security != blueprint.Local && l.Protocol == "http"
		if scraped || probed {
			ends = append(ends, l)
		}
	}
	return ends
}

func inScope(i, other *Instance, spec blueprint.Link) bool {
	if spec.Purpose.Value == blueprint.Gossip && i == other {
		return false
	}
	return spec.Scope.Value != "node" || i.Node == other.Node
}

// outermost is the front's listener where there is one.
func (l *Listener) outermost() *Listener {
	if l.Front != nil {
		return l.Front
	}
	return l
}

func (p *planner) missingNeighbour(i *Instance, spec blueprint.Link) {
	what, where := either(spec.Service.Value, "something to "+spec.Purpose.Value), "the site has none"
	hint := fmt.Sprintf("add %q to the services of a node", what)
	if spec.Scope.Value == "node" {
		where = "there is none on the same node"
		hint = fmt.Sprintf("add %q to the services of %s", what, i.Node.Name)
	}
	p.fail("plan/missing-neighbour", i.Pos, fmt.Sprintf("%s on %s needs %s, and %s", i.Name, i.Node.Name, what, where), hint)
}

// link makes one link, if its client can reach and satisfy the listener.
func (p *planner) link(from *Instance, name strictyaml.Text, spec blueprint.Link, to *Listener) {
	l := &Link{Name: name.Value, Purpose: spec.Purpose.Value, From: from, To: to, Port: to.Port, Scheme: to.Scheme(), Path: linkPath(spec, to)}
	host, ok := dial(from, to)
	if !ok {
		p.fail("plan/unreachable", from.Pos,
			fmt.Sprintf("%s on %s cannot reach %s of %s: one runs in a container with a network of its own", from.Name, from.Node.Name, to.Name, to.Instance.Name),
			fmt.Sprintf("run both under the same runtime, such as %s: {runtime: %s}", from.Blueprint.Name, to.Instance.Runtime))
		return
	}
	l.Host = host
	l.login()
	p.checkFamily(from, to)
	if to.VerifiesClients() {
		l.Identity = p.identity(from.Blueprint.Name)
		if spec.Certificate != nil && !spec.Certificate.Value {
			p.fail("plan/no-client-certificate", from.Pos, fmt.Sprintf("%s can show no client certificate, and %s of %s asks for one", from.Name, to.Name, to.Instance.Name), "secure that listener another way in its blueprint")
		}
	}
	p.plan.Links = append(p.plan.Links, l)
	from.Out, to.Instance.In = append(from.Out, l), append(to.Instance.In, l)
}

// checkFamily refuses a link between nodes of which one knows only IPv4 and
// the other only IPv6.
func (p *planner) checkFamily(from *Instance, to *Listener) {
	target := to.Instance.Node.Address
	same := func(a netip.Addr) bool { return a.Is4() == target.Is4() }
	if from.Node == to.Instance.Node || slices.ContainsFunc(from.Node.Addresses, same) {
		return
	}
	p.fail("plan/address-family", from.Node.Pos,
		fmt.Sprintf("%s has no address of the family of %s, which %s on it has to reach", from.Node.Name, target, from.Name),
		fmt.Sprintf("give %s such an address under addresses", from.Node.Name))
}

func linkPath(spec blueprint.Link, to *Listener) string {
	if spec.Purpose.Value == blueprint.Scrape || spec.Purpose.Value == blueprint.Upstream && to.Front.Metrics != nil {
		return to.outermost().Metrics.Path
	}
	return to.Path
}

// identity is the name in the client certificate of a service.
func (p *planner) identity(service string) string { return service + ".client." + p.plan.Domain }

// VerifiesClients tells whether the listener asks for a client certificate.
func (l *Listener) VerifiesClients() bool {
	return l.Security == blueprint.WebConfig || l.Security == blueprint.Native
}

// Scheme is how URLs of the listener begin: http, https, or tcp or tls for
// what does not speak HTTP.
func (l *Listener) Scheme() string {
	plain, secure := "http", "https"
	if l.Protocol != "http" {
		plain, secure = "tcp", "tls"
	}
	if l.Security == blueprint.Local {
		return plain
	}
	return secure
}

// dial is the host that from dials to reach the listener.
func dial(from *Instance, to *Listener) (string, bool) {
	node := to.Instance.Node
	switch {
	case from == to.Instance && !from.HostNetwork:
		return loopback, true
	case to.Published:
		return node.Address.String(), true
	case from.Node != node:
		return "", false
	case from.HostNetwork && to.Instance.HostNetwork:
		return to.Host, true
	case !from.HostNetwork && !to.Instance.HostNetwork:
		return to.Instance.Unit, true
	}
	return "", false
}

func (p *planner) sortLinks() {
	slices.SortStableFunc(p.plan.Links, compareLinks)
	for _, i := range p.plan.Instances() {
		slices.SortStableFunc(i.Out, compareLinks)
		slices.SortStableFunc(i.In, compareLinks)
	}
}

func compareLinks(a, b *Link) int {
	return cmp.Or(
		cmp.Compare(a.From.Node.Name, b.From.Node.Name), cmp.Compare(a.From.Name, b.From.Name), cmp.Compare(a.Name, b.Name),
		cmp.Compare(a.To.Instance.Node.Name, b.To.Instance.Node.Name), cmp.Compare(a.To.Instance.Name, b.To.Instance.Name), cmp.Compare(a.To.Name, b.To.Name))
}

// admit settles who may connect to each listener: the identities of the links
// that end at it, and people where they use it.
func (p *planner) admit(i *Instance) {
	for _, l := range i.Listeners {
		if !l.VerifiesClients() {
			continue
		}
		if l.People {
			l.Admits = append(l.Admits, p.identity(admin))
		}
		for _, link := range i.In {
			if link.To == l {
				l.Admits = append(l.Admits, link.Identity)
			}
		}
		slices.Sort(l.Admits)
		l.Admits = slices.Compact(l.Admits)
		if len(l.Admits) == 0 {
			// An empty list would admit every certificate of the CA.
			l.Admits = []string{Nobody}
		}
	}
}
