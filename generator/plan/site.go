package plan

import (
	"fmt"
	"net/netip"
	"slices"
	"time"

	"gen/generator/blueprint"
	"gen/generator/compat"
	"gen/generator/strictyaml"
	"gen/generator/topology"
)

const day = 24 * time.Hour

// Limits of lifetimes in days: public habit for leaves, and a CA that people
// replace before they have forgotten how.
const (
	maxLeafDays     = 397
	defaultLeafDays = 397
	defaultCADays   = 3650
	maxCADays       = 7300
)

// algorithms are the kinds of keys that every daemon in the blueprints can use.
var algorithms = []string{"ecdsa-p256", "rsa-2048", "rsa-4096", "ed25519"}

func (p *planner) settleSite() {
	p.plan.Site = p.site.Name.Value
	p.plan.Domain = p.site.Domain.Value
	if p.plan.Domain == "" {
		p.plan.Domain = p.plan.Site + ".internal"
	}
	p.plan.Firewall = p.site.Firewall == nil || p.site.Firewall.Value
	p.settleTLS()
	p.settleAdmins()
	p.settleMirror()
	p.settleLinks()
	p.settleSecretCommand()
	p.settleRecorded()
	p.checkVersionNames()
}

func (p *planner) settleTLS() {
	tls := p.site.TLS
	p.plan.TLS = TLS{Algorithm: "ecdsa-p256", LeafDays: defaultLeafDays, CADays: defaultCADays}
	if name := tls.Algorithm; name.Value != "" {
		p.plan.TLS.Algorithm = name.Value
		if !slices.Contains(algorithms, name.Value) {
			p.fail("plan/unknown-algorithm", name.Pos, "unknown key algorithm "+quoted(name.Value), meant(name.Value, algorithms))
		}
	}
	p.settleDays(tls.Leaf, &p.plan.TLS.LeafDays, maxLeafDays)
	p.settleDays(tls.CA, &p.plan.TLS.CADays, maxCADays)
	if p.plan.TLS.LeafDays >= p.plan.TLS.CADays {
		p.fail("plan/lifetime", tls.CA.Pos, "the certificate authority would not outlive its certificates", fmt.Sprintf("set tls.ca to more than %dd", p.plan.TLS.LeafDays))
	}
}

// settleDays reads a lifetime that must lie between a day and limit days.
func (p *planner) settleDays(d strictyaml.Duration, days *int, limit int) {
	if d.Pos.IsZero() {
		return
	}
	if d.Value < day || int(d.Value/day) > limit {
		p.fail("plan/lifetime", d.Pos, fmt.Sprintf("a lifetime of %s is not between 1d and %dd", d.Text, limit), fmt.Sprintf("write a time from 1d to %dd", limit))
		return
	}
	*days = int(d.Value / day)
}

func (p *planner) settleAdmins() {
	for _, text := range p.site.Admins {
		prefix, err := netip.ParsePrefix(text.Value)
		if err != nil {
			p.fail("plan/bad-network", text.Pos, quoted(text.Value)+" is not a network", "write it as address/bits, such as 192.168.10.0/24")
			continue
		}
		if prefix != prefix.Masked() {
			p.fail("plan/bad-network", text.Pos, fmt.Sprintf("%q has bits set behind the network part", text.Value), fmt.Sprintf("did you mean %q?", prefix.Masked()))
			continue
		}
		p.plan.Admins = append(p.plan.Admins, prefix)
	}
	slices.SortFunc(p.plan.Admins, netip.Prefix.Compare)
	p.plan.Admins = slices.Compact(p.plan.Admins)
}

func (p *planner) checkVersionNames() {
	for _, entry := range p.site.Versions {
		if b, ok := p.blueprints[entry.Key.Value]; ok {
			p.readVersion(b, entry.Value)
		} else {
			p.unknownService(entry.Key)
		}
	}
}

// services are the names that a user can give under services.
func (p *planner) services() []string {
	return slices.DeleteFunc(sortedKeys(p.blueprints), func(name string) bool { return name == frontBlueprint })
}

func (p *planner) unknownService(name strictyaml.Text) {
	hint := meantOr("name the folder of its blueprint under blueprints", name.Value, p.services())
	p.fail("plan/unknown-service", name.Pos, "there is no blueprint for service "+quoted(name.Value), hint)
}

// version settles which version of a service runs on a node: the service's
// own, the site's, the one that a front must follow, or the default.
func (p *planner) version(svc topology.Service, n *Node) compat.Version {
	b := p.blueprints[svc.Name.Value]
	pin := svc.Version
	if pin.Value == "" {
		pin, _ = p.site.Versions.Get(b.Name)
	}
	if pin.Value == "" {
		pin = b.Versions.Default
	}
	return p.readVersion(b, pin)
}

// readVersion reads a version of the service, and looks whether gen knows it.
func (p *planner) readVersion(b *blueprint.Blueprint, pin strictyaml.Text) compat.Version {
	v, err := compat.ParseVersion(pin.Value)
	if err != nil {
		p.fail("plan/bad-version", pin.Pos, quoted(pin.Value)+" is not a version", "write it as numbers with dots, such as "+b.Versions.Default.Value)
		return v
	}
	p.checkSupported(v, pin, b)
	return v
}

func (p *planner) checkSupported(v compat.Version, pin strictyaml.Text, b *blueprint.Blueprint) {
	oldest, _ := compat.ParseVersion(b.Versions.Oldest.Value)
	newest, err := compat.ParseVersion(b.Versions.Newest.Value)
	if v.Compare(oldest) < 0 {
		p.fail("plan/version-too-old", pin.Pos, fmt.Sprintf("%s %s is older than gen can set up", b.Name, v), fmt.Sprintf("use %s or later", oldest))
	}
	if err == nil && v.Compare(newest) > 0 {
		p.fail("plan/version-unchecked", pin.Pos, fmt.Sprintf("%s %s is newer than the last version that was checked, %s", b.Name, v, newest), "what it reads may have changed; watch it start")
	}
}
