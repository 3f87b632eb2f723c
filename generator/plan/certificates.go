package plan

import (
	"cmp"
	"net/netip"
	"slices"

	"gen/generator/blueprint"
)

// admin is the identity of people.
const admin = "admin"

// certify lists the certificates: one per instance that listens with TLS, one
// per instance that shows who it is, and one for people.
func (p *planner) certify() {
	if slices.ContainsFunc(p.plan.Instances(), admitsPeople) {
		name := p.identity(admin)
		p.plan.Certificates = append(p.plan.Certificates, &Certificate{
			Kind: ClientCert, CN: name, DNS: []string{name}, Days: p.plan.TLS.LeafDays, Cert: "admin.crt", Key: "admin.key",
		})
	}
	for _, i := range p.plan.Instances() {
		if slices.ContainsFunc(i.Listeners, func(l *Listener) bool { return l.Security != blueprint.Local }) {
			i.Server = p.certificate(i, ServerCert)
			i.Server.CN = i.Node.Names[0]
			i.Server.DNS, i.Server.IPs = serverNames(i)
		}
		if p.showsIdentity(i) {
			i.Client = p.certificate(i, ClientCert)
			i.Client.CN = p.identity(i.Blueprint.Name)
			i.Client.DNS = []string{i.Client.CN}
		}
	}
}

// showsIdentity tells whether the instance shows a client certificate: on a
// link, or to a webhook of the user's.
func (p *planner) showsIdentity(i *Instance) bool {
	asked := func(w Integration) bool { return w.Certificate }
	told := func(r *Receiver) bool { return slices.ContainsFunc(r.Integrations, asked) }
	return slices.ContainsFunc(i.Out, func(l *Link) bool { return l.Identity != "" }) ||
		i.Writes("alertmanager") && slices.ContainsFunc(p.plan.Receivers, told)
}

func admitsPeople(i *Instance) bool {
	return slices.ContainsFunc(i.Listeners, func(l *Listener) bool { return l.People && l.VerifiesClients() })
}

func (p *planner) certificate(i *Instance, kind string) *Certificate {
	c := &Certificate{
		Node: i.Node, Instance: i, Kind: kind, Days: p.plan.TLS.LeafDays,
		Cert: i.TLSDir() + "/" + kind + ".crt", Key: i.TLSDir() + "/" + kind + ".key",
		Group: i.KeyGroup(), OnChange: i.afterRenewal(),
	}
	p.plan.Certificates = append(p.plan.Certificates, c)
	return c
}

// serverNames are all names and addresses by which an instance is dialled:
// those of its node, and what its own clients dial on the node.
func serverNames(i *Instance) ([]string, []netip.Addr) {
	names, addresses := slices.Clone(i.Node.Names), slices.Clone(i.Node.Addresses)
	for _, l := range i.In {
		if address, err := netip.ParseAddr(l.Host); err == nil {
			addresses = append(addresses, address)
		} else {
			names = append(names, l.Host)
		}
	}
	return unique(names), unique(addresses)
}

// unique drops repeats and keeps the order of first mention.
func unique[T comparable](list []T) []T {
	var kept []T
	for _, item := range list {
		if !slices.Contains(kept, item) {
			kept = append(kept, item)
		}
	}
	return kept
}

// TLSDir is the folder of the instance's keys and certificates.
func (i *Instance) TLSDir() string { return "/etc/ssl/" + i.Name }

// ConfigDir is the folder of the instance's configuration.
func (i *Instance) ConfigDir() string { return "/etc/" + i.Name }

// HasTLS tells whether certificates are put into the instance's TLSDir: its
// own, or the authorities' where it only dials others.
func (i *Instance) HasTLS() bool {
	return i.Server != nil || i.Client != nil ||
		slices.ContainsFunc(i.Out, func(l *Link) bool { return l.To.Security != blueprint.Local })
}

// KeyGroup is the group that may read the keys: root where the daemon reads
// them before it gives up its rights, as the distributions' web servers do.
func (i *Instance) KeyGroup() string {
	if i.Packaged() {
		return "root"
	}
	return cmp.Or(i.Group, "root")
}

// afterRenewal is what the daemon needs to use a renewed certificate: what its
// blueprint says, or nothing where the exporter-toolkit reads it at every handshake.
func (i *Instance) afterRenewal() string {
	toolkit := func(l *Listener) bool { return l.Security == blueprint.WebConfig || l.Security == blueprint.Local }
	switch declared := i.Blueprint.Renewal.Value; {
	case declared == "nothing":
		return ""
	case declared != "":
		return declared
	case !slices.ContainsFunc(i.Listeners, func(l *Listener) bool { return !toolkit(l) }):
		return ""
	case i.reloads():
		return "reload"
	}
	return "restart"
}

// reloads tells whether the daemon can reload without a restart.
func (i *Instance) reloads() bool {
	if i.Runtime == Compose {
		return i.Blueprint.Compose.Reload.Value != ""
	}
	return i.Packaged() || i.Blueprint.Systemd.Reload.Value != ""
}
