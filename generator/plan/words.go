package plan

import (
	"fmt"
	"net"
	"net/netip"
	"regexp"
	"strconv"
	"strings"

	"gen/generator/render"
	"gen/generator/report"
	"gen/generator/strictyaml"
)

// quoted is a user's value in a sentence, cut when it is long.
func quoted(value string) string {
	const longest = 60
	if runes := []rune(value[:min(len(value), 4*longest)]); len(runes) > longest {
		value = string(runes[:longest]) + "..."
	}
	return fmt.Sprintf("%q", value)
}

// place writes a position for use inside a sentence.
func place(pos report.Pos) string { return fmt.Sprintf("%s:%d:%d", pos.File, pos.Line, pos.Col) }

// meant names the word that was meant, or all that can stand there.
func meant(word string, words []string) string {
	if near, ok := report.Nearest(word, words); ok {
		return fmt.Sprintf("did you mean %q?", near)
	}
	return "write one of: " + join(words)
}

// meantOr names the name that was meant, or says what to do when there is no
// such thing; then it lists what there is, when that is little.
func meantOr(otherwise, name string, there []string) string {
	const little = 12
	near, ok := report.Nearest(name, there)
	switch {
	case ok:
		return fmt.Sprintf("did you mean %q?", near)
	case len(there) == 0 || len(there) > little:
		return otherwise
	}
	return otherwise + "; there are: " + join(there)
}

// hostPort tells whether text is a host and the number of a port, as what
// dials it reads them.
func hostPort(text string) bool {
	host, port, err := net.SplitHostPort(text)
	number, notNumber := strconv.Atoi(port)
	return err == nil && notNumber == nil && isPort(number) && plainHost(host)
}

func isPort(number int) bool { return 1 <= number && number <= 65535 }

// plainHost tells whether a host is made of what names and addresses are made of.
func plainHost(host string) bool {
	return host != "" && strings.IndexFunc(host, func(r rune) bool {
		letter := 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || '0' <= r && r <= '9'
		return !letter && !strings.ContainsRune(".:-_", r)
	}) < 0
}

// checkCA wants a given authority to be one of some words, or a file on the node.
func (p *planner) checkCA(ca strictyaml.Text, words ...string) {
	for _, word := range append(words, "") {
		if ca.Value == word {
			return
		}
	}
	if why, ok := render.SafePath(ca.Value); !ok {
		p.fail("plan/bad-ca", ca.Pos, fmt.Sprintf("%s is no authority: %s", quoted(ca.Value), why), "write "+join(append(words, "or the absolute path of a file on the node")))
	}
}

// checkLabelNames wants labels that alerts can have.
func (p *planner) checkLabelNames(names ...strictyaml.Text) {
	for _, name := range names {
		if why, ok := render.CheckName(render.Label, name.Value); !ok {
			p.fail("plan/bad-label", name.Pos, fmt.Sprintf("%s cannot be the name of a label: %s", quoted(name.Value), why), "name a label of the alerts, such as severity, host or alertname")
		}
	}
}

// Spellings of what ssh and container engines read. An image begins with a
// name, so that no option can be made of it.
var (
	loginName = regexp.MustCompile(`^[A-Za-z0-9_][A-Za-z0-9_.@-]{0,63}$`)
	jumpHosts = regexp.MustCompile(`^[A-Za-z0-9_][A-Za-z0-9_.@:,\[\]-]{0,255}$`)
	imageName = regexp.MustCompile(`^[a-z0-9][a-zA-Z0-9._:/-]{0,254}:[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}(@sha256:[0-9a-f]{64})?$`)
)

// checkSSH wants words that ssh takes for what they are meant.
func (p *planner) checkSSH(n *Node, port, user, host, jump report.Pos) {
	const id = "plan/bad-ssh"
	if n.SSH.Port != 0 && !isPort(n.SSH.Port) {
		p.fail("plan/bad-port", port, fmt.Sprintf("%d is not a port", n.SSH.Port), "a port lies between 1 and 65535")
	}
	if n.SSH.User != "" && !loginName.MatchString(n.SSH.User) {
		p.fail(id, user, fmt.Sprintf("%s is not a login name", quoted(n.SSH.User)), "write it with letters, digits, _, ., @ and -")
	}
	if n.SSH.Host != "" && (!plainHost(n.SSH.Host) || strings.HasPrefix(n.SSH.Host, "-")) {
		p.fail(id, host, fmt.Sprintf("%s is not a host", quoted(n.SSH.Host)), "write a name or an address; the port has a key of its own")
	}
	if n.SSH.Jump != "" && !jumpHosts.MatchString(n.SSH.Jump) {
		p.fail(id, jump, fmt.Sprintf("%s is not a host to jump through", quoted(n.SSH.Jump)), "write the name of a node, or user@host:port")
	}
}

// bareAddress is the address in a text that has a port or a number of bits too.
func bareAddress(text string) (netip.Addr, bool) {
	if prefix, err := netip.ParsePrefix(text); err == nil {
		return prefix.Addr(), true
	}
	if pair, err := netip.ParseAddrPort(text); err == nil {
		return pair.Addr(), true
	}
	return netip.Addr{}, false
}
