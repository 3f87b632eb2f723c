package ends

import (
	"net/netip"
	"slices"
	"strconv"
	"strings"
)

// Packet is the first one of a connection, as the host that it reaches sees it.
type Packet struct {
	From, To netip.Addr
	// Interface is where it comes in.
	Interface, Protocol string
	Port                int
}

// Rule is one of a firewall: what it is about, and whether that may pass.
type Rule struct {
	// Interface, Protocol and Family ("ipv4" or "ipv6") are empty, and Port is 0, where they do not count.
	Interface, Protocol, Family string
	Port                        int
	// From are networks of which one must hold the sender; Except those that must
	// not hold the receiver.
	From, Except []netip.Prefix
	Accept       bool
}

// marks are those of a set.
var marks = strings.NewReplacer("{", " ", "}", " ", ",", " ")

// Firewall reads the rules of a chain in nftables' language that decide about
// new connections, in their order; what is about established ones is left out.
// A rule with something else in it is taken for one that never applies.
func Firewall(content []byte) (rules []Rule) {
	for line := range strings.Lines(string(content)) {
		if !strings.HasSuffix(line, " accept\n") && !strings.HasSuffix(line, " drop\n") {
			continue
		}
		words := strings.Fields(marks.Replace(line))
		if len(words) < 2 || words[0] == "#" {
			continue
		}
		verdict := words[len(words)-1]
		if r, ok := rule(words[:len(words)-1]); ok {
			r.Accept = verdict == "accept"
			rules = append(rules, r)
		}
	}
	return rules
}

// rule reads the matches of a rule.
func rule(words []string) (r Rule, ok bool) {
	for len(words) > 1 {
		var networks []netip.Prefix
		match, value := words[0]+" "+words[1], ""
		switch {
		case words[0] == "iif", words[0] == "iifname":
			r.Interface, words = strings.Trim(words[1], `"`), words[2:]
			continue
		case len(words) < 3:
			return r, false
		}
		value, words = words[2], words[2:]
		switch match {
		case "tcp dport", "udp dport":
			port, err := strconv.Atoi(value)
			if err != nil {
				return r, false
			}
			r.Protocol, r.Port, words = match[:3], port, words[1:]
		case "meta nfproto":
			r.Family, words = value, words[1:]
		case "ip saddr", "ip6 saddr":
			if networks, words = prefixes(words); len(networks) == 0 {
				return r, false
			}
			r.From = networks
		case "ip daddr", "ip6 daddr":
			if value != "!=" {
				return r, false
			}
			r.Except, words = prefixes(words[1:])
			r.Family = map[string]string{"ip daddr": "ipv4", "ip6 daddr": "ipv6"}[match]
		default:
			return r, false
		}
	}
	return r, len(words) == 0
}

// prefixes are the networks at the beginning, an address being one of itself only.
func prefixes(words []string) (list []netip.Prefix, rest []string) {
	for at, word := range words {
		if a, err := netip.ParseAddr(word); err == nil {
			list = append(list, netip.PrefixFrom(a, a.BitLen()))
			continue
		}
		p, err := netip.ParsePrefix(word)
		if err != nil {
			return list, words[at:]
		}
		list = append(list, p)
	}
	return list, nil
}

// Admits tells whether a packet may pass; what no rule is about may.
func Admits(rules []Rule, p Packet) bool {
	for _, r := range rules {
		if r.about(p) {
			return r.Accept
		}
	}
	return true
}

func (r Rule) about(p Packet) bool {
	holds := func(a netip.Addr) func(netip.Prefix) bool {
		return func(n netip.Prefix) bool { return n.Contains(a) }
	}
	return (r.Interface == "" || r.Interface == p.Interface) &&
		(r.Protocol == "" || r.Protocol == p.Protocol && r.Port == p.Port) &&
		(r.Family == "" || r.Family == family(p.To)) &&
		(r.From == nil || slices.ContainsFunc(r.From, holds(p.From))) &&
		(r.Except == nil || !slices.ContainsFunc(r.Except, holds(p.To)))
}

func family(a netip.Addr) string {
	if a.Is4() {
		return "ipv4"
	}
	return "ipv6"
}
