package bundle

import (
	"bytes"
	"fmt"
	"net/netip"
	"slices"
	"strings"
	"time"
	"unicode"

	"gen/generator/plan"
	"gen/generator/private"
	"gen/generator/revision"
)

// header is the first line of a manifest: its format.
const header = "gen-manifest\t1"

// revisionFile is what an exporter reads in the folder of the node's metrics.
const revisionFile = "gen-revision.prom"

// A manifest is text with one fact in each line: a kind and its columns, which
// are parted by tabs and never empty. "-" stands for nothing.
//
//	site SITE NODE
//	revision REVISION PATH                      to be told at that path once it is in force
//	address ADDRESS                             one of the node's interfaces has it
//	valid FROM UNTIL                            seconds since 1970: all certificates are valid
//	port PROTOCOL ADDRESS PORT UNIT             where a unit is going to listen
//	unit UNIT own|packaged PROGRAM ABOUT        to be enabled and running, in this order
//	container SERVICE SIGNAL                    to be running; the signal that makes it reload
//	secret PATH                                 somebody has written it on the node
//	check UNIT PROGRAM ARGUMENT...              says whether the files of a unit are good
//	file PATH MODE OWNER SHA256 UNITS reload|restart|- SECRETS replace|-
type manifest struct{ bytes.Buffer }

func (m *manifest) line(columns ...string) {
	for at, column := range columns {
		if column == "" {
			columns[at] = "-"
		}
	}
	m.WriteString(strings.Join(columns, "\t") + "\n")
}

// manifest says what the node is to have.
func (in Input) manifest(n *plan.Node, files []file) ([]byte, error) {
	m := &manifest{}
	m.WriteString(header + "\n")
	m.line("site", in.Plan.Site, n.Name)
	if folder := n.Textfile(); folder != "" {
		m.line("revision", revision.Of(in.Plan, in.Tree, n), folder+"/"+revisionFile)
	}
	m.addresses(n)
	m.life(files)
	m.ports(n)
	for _, u := range in.units(n) {
		m.line("unit", u.name, u.kind(), u.program, u.about)
	}
	m.containers(n)
	if in.Secrets == nil {
		m.secrets(n)
	}
	m.checks(n, files)
	for _, f := range files {
		if err := sayable(f); err != nil {
			return nil, err
		}
		m.line("file", f.path, fmt.Sprintf("%04o", f.mode), f.owner, f.digest, strings.Join(f.units, ","), f.onChange, strings.Join(f.secrets, ","), replaces(f))
	}
	return m.Bytes(), nil
}

func replaces(f file) string {
	if f.replaces {
		return "replace"
	}
	return ""
}

// sayable refuses paths that a line of the manifest or the script cannot hold.
func sayable(f file) error {
	odd := func(r rune) bool { return unicode.IsControl(r) || r == '\\' }
	for _, path := range append([]string{f.path}, f.secrets...) {
		if strings.ContainsFunc(path, odd) || strings.HasPrefix(path, "/var/lib/gen/") {
			return private.Failed("let it be elsewhere", "a bundle cannot bring the file %q", path)
		}
	}
	return nil
}

// addresses are those that services of the node bind.
func (m *manifest) addresses(n *plan.Node) {
	for _, i := range n.Instances {
		for _, l := range i.Listeners {
			if l.Host == n.Address.String() || l.Published {
				m.line("address", n.Address.String())
				return
			}
		}
	}
}

// life is when all certificates are valid.
func (m *manifest) life(files []file) {
	var from, until time.Time
	for _, f := range files {
		if f.until.IsZero() {
			continue
		}
		if f.from.After(from) {
			from = f.from
		}
		if until.IsZero() || f.until.Before(until) {
			until = f.until
		}
	}
	if !until.IsZero() {
		m.line("valid", fmt.Sprint(from.Unix()), fmt.Sprint(until.Unix()))
	}
}

// ports are those at addresses of the host.
func (m *manifest) ports(n *plan.Node) {
	for _, i := range n.Instances {
		for _, l := range i.Listeners {
			host := l.Host
			if l.Published && !i.HostNetwork {
				host = n.Address.String()
			} else if !i.HostNetwork {
				continue
			}
			if _, err := netip.ParseAddr(host); err != nil {
				continue
			}
			for _, protocol := range strings.Split(transport(l.Protocol), "+") {
				m.line("port", protocol, host, fmt.Sprint(l.Port), i.Unit)
			}
		}
	}
}

// transport is tcp, but for what says that it needs udp.
func transport(protocol string) string {
	if strings.Contains(protocol, "udp") {
		return protocol
	}
	return "tcp"
}

func (m *manifest) containers(n *plan.Node) {
	for _, i := range n.Instances {
		if i.Runtime == plan.Compose {
			m.line("container", i.Unit, i.Blueprint.Compose.Reload.Value)
		}
	}
}

// secrets are those that the node has to have from elsewhere.
func (m *manifest) secrets(n *plan.Node) {
	for _, i := range n.Instances {
		for _, s := range i.Secrets {
			m.line("secret", s.Path)
		}
	}
}

// checks are the daemons' own, and those of what belongs to the node.
func (m *manifest) checks(n *plan.Node, files []file) {
	has := func(path string) bool {
		return slices.ContainsFunc(files, func(f file) bool { return f.path == path })
	}
	for _, i := range n.Instances {
		if len(i.Check) > 0 {
			m.line(append([]string{"check", i.Unit}, i.Check...)...)
		}
	}
	if has(firewallFile) {
		m.line("check", firewallUnit, "nft", "--check", "--file", firewallFile)
	}
	if has(composeFile) {
		m.line("check", composeUnit, "docker", "compose", "--file", composeFile, "config", "--quiet")
	}
}
