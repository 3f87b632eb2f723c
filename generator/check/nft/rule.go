package nft

import (
	"errors"
	"fmt"
	"net/netip"
	"slices"
	"strconv"
	"strings"
)

// hooks are where a base chain of type filter can hang.
var hooks = []string{"prerouting", "input", "forward", "output", "postrouting"}

// base reads how a chain hangs: type filter hook H priority N ; policy P ;
func (r *reader) base(words []string) error {
	if len(words) != 10 || words[1] != "filter" || words[2] != "hook" || words[4] != "priority" || words[6] != ";" || words[7] != "policy" || words[9] != ";" {
		return errors.New("a base chain is written as type filter hook HOOK priority NUMBER; policy accept;")
	}
	if !slices.Contains(hooks, words[3]) {
		return fmt.Errorf("there is no hook %q", words[3])
	}
	if _, err := strconv.Atoi(words[5]); err != nil {
		return fmt.Errorf("priority %q is not a number", words[5])
	}
	if words[8] != "accept" && words[8] != "drop" {
		return fmt.Errorf("policy %q is neither accept nor drop", words[8])
	}
	r.hooked = true
	return nil
}

// verdicts end a rule.
var verdicts = []string{"accept", "drop", "reject", "return"}

// states are those of connection tracking.
var states = []string{"established", "related", "new", "invalid", "untracked"}

// rule reads matches and a verdict.
func (r *reader) rule(words []string) error {
	verdict := words[len(words)-1]
	if !slices.Contains(verdicts, verdict) {
		return fmt.Errorf("a rule ends with one of %s, and this one with %q", strings.Join(verdicts, ", "), verdict)
	}
	if r.closed {
		return errors.New("the rule before takes everything, so that this one is never asked")
	}
	rest := words[:len(words)-1]
	r.closed = len(rest) == 0
	for len(rest) > 0 {
		read, err := match(rest)
		if err != nil {
			return err
		}
		rest = rest[read:]
	}
	return nil
}

// match reads one match at the beginning and returns how many words it has.
func match(words []string) (int, error) {
	head := words[0]
	if len(words) > 1 && head != "iif" && head != "iifname" && head != "oifname" {
		head += " " + words[1]
	}
	from := strings.Count(head, " ") + 1
	judge, known := matches[head]
	if !known {
		return 0, fmt.Errorf("%q is no match that is known here", head)
	}
	if from < len(words) && (words[from] == "!=" || words[from] == "==") {
		from++
	}
	values, read := set(words[from:])
	if read == 0 {
		return 0, fmt.Errorf("%s has no value, or a set that is not closed or is empty", head)
	}
	for _, value := range values {
		if err := judge(value); err != nil {
			return 0, fmt.Errorf("%s: %w", head, err)
		}
	}
	return from + read, nil
}

// set reads a value, values with commas between them, or such a list in braces.
func set(words []string) (values []string, read int) {
	braced := len(words) > 0 && words[0] == "{"
	at := 0
	if braced {
		at = 1
	}
	for at < len(words) && words[at] != "}" && words[at] != "," {
		values = append(values, words[at])
		at++
		if at == len(words) || words[at] != "," {
			break
		}
		at++
	}
	if braced && (at == len(words) || words[at] != "}") || len(values) == 0 {
		return nil, 0
	}
	if braced {
		at++
	}
	return values, at
}

// matches judge the values of a match.
var matches = map[string]func(string) error{
	"iif": interfaceName, "iifname": interfaceName, "oifname": interfaceName,
	"ip saddr": address(netip.Addr.Is4), "ip daddr": address(netip.Addr.Is4),
	"ip6 saddr": address(netip.Addr.Is6), "ip6 daddr": address(netip.Addr.Is6),
	"tcp dport": port, "udp dport": port, "tcp sport": port, "udp sport": port,
	"ct state": oneOf(states), "meta nfproto": oneOf([]string{"ipv4", "ipv6"}),
}

func interfaceName(value string) error {
	if name := strings.Trim(value, `"`); name == "" || len(name) > 15 || `"`+name+`"` != value {
		return fmt.Errorf("%s is not the name of an interface in quotes", value)
	}
	return nil
}

func address(family func(netip.Addr) bool) func(string) error {
	return func(value string) error {
		text, bits, network := strings.Cut(value, "/")
		if network {
			prefix, err := netip.ParsePrefix(value)
			if err != nil || prefix != prefix.Masked() {
				return fmt.Errorf("%s is not a network of %s bits", value, bits)
			}
		}
		addr, err := netip.ParseAddr(text)
		if err != nil || !family(addr) || addr.Zone() != "" {
			return fmt.Errorf("%s is not an address of this family", value)
		}
		return nil
	}
}

func port(value string) error {
	if number, err := strconv.Atoi(value); err != nil || number < 1 || number > 65535 {
		return fmt.Errorf("%s is not a port", value)
	}
	return nil
}

func oneOf(words []string) func(string) error {
	return func(value string) error {
		if !slices.Contains(words, value) {
			return fmt.Errorf("%s is none of %s", value, strings.Join(words, ", "))
		}
		return nil
	}
}
