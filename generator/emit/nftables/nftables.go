// Package nftables writes a host firewall for every node from the site's
// links: each port of a service is open to those who need it and to nobody
// else. It adds to what else the host has, and touches no other table.
//
// The rules stand in the prerouting hook at priority -150: after connection
// tracking (-200) and before the destination NAT of container engines (-100),
// so that they also cover published ports of containers, which never reach the
// input hook.
package nftables

import (
	"bytes"
	"fmt"
	"net/netip"
	"strings"

	"gen/generator/emit"
	"gen/generator/plan"
	"gen/generator/tree"
)

const (
	rulesPath = "/etc/gen/firewall.nft"
	unitName  = "gen-firewall.service"
)

// unit loads the rules before there is a network. It starts after the
// distribution's nftables.service and follows it, because that one's
// configuration begins with "flush ruleset".
//
// It may do what nft does, which is to talk to the kernel over netlink. Kernel
// modules are loaded by the kernel itself when a rule needs them, which
// ProtectKernelModules= does not keep it from. PrivateDevices= and PrivateTmp=
// are left out: they need folders in /tmp, which systemd-tmpfiles-setup.service
// empties at that time of the boot; DevicePolicy=closed does what matters.
const unit = `
[Unit]
Description=Host firewall: each port of the site open to those who need it
DefaultDependencies=no
After=local-fs.target nftables.service
Before=network-pre.target docker.service shutdown.target
Wants=network-pre.target
Conflicts=shutdown.target
PartOf=nftables.service
ReloadPropagatedFrom=nftables.service

[Service]
Type=oneshot
RemainAfterExit=yes
ExecStart=/usr/sbin/nft -f ` + rulesPath + `
ExecReload=/usr/sbin/nft -f ` + rulesPath + `
ExecStop=/usr/sbin/nft delete table inet gen
CapabilityBoundingSet=CAP_NET_ADMIN
DevicePolicy=closed
LockPersonality=yes
MemoryDenyWriteExecute=yes
NoNewPrivileges=yes
ProcSubset=pid
ProtectClock=yes
ProtectControlGroups=yes
ProtectHome=yes
ProtectHostname=yes
ProtectKernelLogs=yes
ProtectKernelModules=yes
ProtectKernelTunables=yes
ProtectProc=invisible
ProtectSystem=strict
RestrictAddressFamilies=AF_NETLINK
RestrictNamespaces=yes
RestrictRealtime=yes
RestrictSUIDSGID=yes
SystemCallArchitectures=native
SystemCallErrorNumber=EPERM
SystemCallFilter=@system-service
SystemCallFilter=~@privileged @resources
UMask=0077

[Install]
WantedBy=sysinit.target
`

// begin empties the table and opens it again in one transaction; the first
// line makes sure that there is one to delete.
const begin = `
table inet gen
delete table inet gen

table inet gen {
	chain prerouting {
		type filter hook prerouting priority -150; policy accept;
		iif "lo" accept
		ct state established,related accept
`

const end = "\t}\n}\n"

var _ emit.Whole = Emit

// Emit writes the rules, the unit that loads them and its preset for every
// node with a published listener, or nothing if the site has no firewall.
func Emit(p *plan.Plan) ([]tree.File, error) {
	if !p.Firewall {
		return nil, nil
	}
	var files []tree.File
	for _, n := range p.Nodes {
		content, err := rules(p, n)
		if err != nil {
			return nil, fmt.Errorf("firewall of %s: %w", n.Name, err)
		}
		if content == nil {
			continue
		}
		f := emit.OnNode(n, rulesPath, content)
		f.OnChange, f.Unit = tree.Reload, unitName
		files = append(append(files, f), emit.Unit(n, unitName, unit)...)
	}
	return files, nil
}

// rules is the ruleset of a node, nil if nothing there is published.
func rules(p *plan.Plan, n *plan.Node) ([]byte, error) {
	var body bytes.Buffer
	for _, i := range n.Instances {
		for _, l := range i.Listeners {
			if !l.Published {
				continue
			}
			if err := port(&body, p, l); err != nil {
				return nil, err
			}
		}
	}
	if body.Len() == 0 {
		return nil, nil
	}
	var out bytes.Buffer
	out.Grow(len(begin) + body.Len() + len(end) + 512)
	out.WriteString("# " + emit.Notice + "\n" + begin)
	notForUs(&out, n.Addresses)
	out.Write(body.Bytes())
	out.WriteString(end)
	return out.Bytes(), nil
}

// notForUs lets pass what is only forwarded, such as the traffic of containers.
func notForUs(out *bytes.Buffer, own []netip.Addr) {
	v4, v6 := families(hosts(own))
	for _, f := range []struct{ keyword, protocol, set string }{{"ip", "ipv4", set(v4)}, {"ip6", "ipv6", set(v6)}} {
		if f.set == "" {
			fmt.Fprintf(out, "\t\tmeta nfproto %s accept\n", f.protocol)
		} else {
			fmt.Fprintf(out, "\t\t%s daddr != %s accept\n", f.keyword, f.set)
		}
	}
}

// port writes the rules of one listener: who may come, and that others may not.
func port(out *bytes.Buffer, p *plan.Plan, l *plan.Listener) error {
	who := allowed(p, l)
	fmt.Fprintf(out, "\n\t\t# %s\n", emit.Comment(fmt.Sprintf("%s (%s): %s", l.Instance.Name, l.Name, who.words())))
	protocols, err := protocols(l)
	if err != nil {
		return err
	}
	for _, protocol := range protocols {
		match := fmt.Sprintf("%s dport %d", protocol, l.Port)
		if who.anybody {
			fmt.Fprintf(out, "\t\t%s accept\n", match)
			continue
		}
		if who.containers {
			fmt.Fprintf(out, "\t\t%s iifname %q accept\n", match, emit.Bridge)
		}
		v4, v6 := families(who.networks)
		accept(out, match, "ip", v4)
		accept(out, match, "ip6", v6)
		fmt.Fprintf(out, "\t\t%s drop\n", match)
	}
	return nil
}

func accept(out *bytes.Buffer, match, keyword string, from []netip.Prefix) {
	if len(from) > 0 {
		fmt.Fprintf(out, "\t\t%s %s saddr %s accept\n", match, keyword, set(from))
	}
}

// protocols are the transports of a listener; everything but gossip is TCP.
func protocols(l *plan.Listener) ([]string, error) {
	switch l.Protocol {
	case "", "http", "tcp":
		return []string{"tcp"}, nil
	case "udp", "tcp+udp":
		return strings.Split(l.Protocol, "+"), nil
	}
	return nil, fmt.Errorf("%s of %s: %q is no protocol that has ports", l.Name, l.Instance.Name, l.Protocol)
}
