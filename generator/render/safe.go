package render

import (
	"fmt"
	"net/netip"
	"path"
	"strings"
)

// NameKind is a kind of name that a user chooses; its text is how a sentence
// calls it.
type NameKind string

// The kinds of names. Each ends up in file names, unit names, certificates or
// labels, so that the rules are those of the strictest place.
const (
	Node     NameKind = "node"
	Site     NameKind = "site"
	DNSName  NameKind = "DNS name"
	Service  NameKind = "service"
	Setting  NameKind = "setting"
	Label    NameKind = "label"
	Receiver NameKind = "receiver"
	Secret   NameKind = "secret"
	User     NameKind = "user"
	Group    NameKind = "group"
	FileName NameKind = "file name"
	UnitName NameKind = "unit name"
)

const (
	lower  = "abcdefghijklmnopqrstuvwxyz"
	upper  = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
	digits = "0123456789"
)

// nameRule says which characters a name begins with and goes on with, how many
// it may have, and these characters in words.
type nameRule struct {
	first, rest           string
	max                   int
	firstWords, restWords string
}

const lowerDash = `lower-case letters, digits, "_" and "-"`

// nameRules are the kinds that a nameRule says everything about, or nearly.
// Sources: RFC 1123 for host labels, prometheus/common model.LabelName (the
// legacy scheme, which every version takes), systemd's valid_user_group_name
// in its strict mode, systemd.unit(5), NAME_MAX.
var nameRules = map[NameKind]nameRule{
	Node:     {lower + digits, lower + digits + "-", 63, "a lower-case letter or a digit", `lower-case letters, digits and "-"`},
	Site:     {lower + digits, lower + digits + "-", 63, "a lower-case letter or a digit", `lower-case letters, digits and "-"`},
	Service:  {lower, lower + digits + "_-", 63, "a lower-case letter", lowerDash},
	Setting:  {lower, lower + digits + "_", 63, "a lower-case letter", `lower-case letters, digits and "_"`},
	Label:    {lower + upper + "_", lower + upper + digits + "_", 128, `a letter or "_"`, `letters, digits and "_"`},
	Receiver: {lower + upper + digits, lower + upper + digits + "_.-", 63, "a letter or a digit", `letters, digits, "_", "." and "-"`},
	Secret:   {lower + digits, lower + digits + "_.-", 63, "a lower-case letter or a digit", `lower-case letters, digits, "_", "." and "-"`},
	User:     {lower + "_", lower + digits + "_-", 31, `a lower-case letter or "_"`, lowerDash},
	Group:    {lower + "_", lower + digits + "_-", 31, `a lower-case letter or "_"`, lowerDash},
	FileName: {lower + upper + digits + "_.", lower + upper + digits + "_.@+-", 255, `a letter, a digit, "_" or "."`, `letters, digits, "_", ".", "@", "+" and "-"`},
	UnitName: {lower + upper + digits + "_-", lower + upper + digits + `:_.@\-`, 255, `a letter, a digit, "_" or "-"`, `letters, digits, ":", "_", ".", "@", "\" and "-"`},
}

// unitTypes are the endings that a unit's name can have, see systemd.unit(5).
var unitTypes = []string{".service", ".socket", ".target", ".timer", ".path", ".mount", ".automount", ".slice", ".scope", ".swap", ".device"}

// CheckName tells whether s can be the name of such a thing. why says what is
// wrong, without the name itself, such as `it has "B", but only lower-case
// letters, digits and "-" are allowed`.
func CheckName(kind NameKind, s string) (why string, ok bool) {
	if kind == DNSName {
		return checkDNSName(s)
	}
	rule, known := nameRules[kind]
	if !known {
		return "there are no rules for the name of a " + string(kind), false
	}
	if why = rule.broken(s); why == "" {
		why = brokenBeyondRule(kind, s)
	}
	return why, why == ""
}

// broken says how s breaks the rule, or "".
func (r nameRule) broken(s string) string {
	if s == "" {
		return "it is empty"
	}
	if len(s) > r.max {
		return fmt.Sprintf("it has %d characters, at most %d are allowed", len(s), r.max)
	}
	for i, c := range s {
		if !strings.ContainsRune(r.rest, c) && (i > 0 || !strings.ContainsRune(r.first, c)) {
			return fmt.Sprintf("it has %q, but only %s are allowed", string(c), r.restWords)
		}
	}
	if !strings.ContainsRune(r.first, rune(s[0])) {
		return fmt.Sprintf("it begins with %q, but has to begin with %s", s[:1], r.firstWords)
	}
	return ""
}

// brokenBeyondRule holds what is special to one kind.
func brokenBeyondRule(kind NameKind, s string) string {
	switch {
	case (kind == Node || kind == Site) && strings.HasSuffix(s, "-"):
		return `it ends with "-"`
	case kind == Label && strings.HasPrefix(s, "__"):
		return `it begins with "__", which Prometheus keeps for itself`
	case kind == FileName && (s == "." || s == ".."):
		return "it names a folder, not a file"
	case kind == UnitName:
		return brokenUnitName(s)
	}
	return ""
}

func brokenUnitName(s string) string {
	for _, ending := range unitTypes {
		if name, found := strings.CutSuffix(s, ending); found && name != "" {
			return ""
		}
	}
	return `it has to end with the type of unit, such as ".service"`
}

// checkDNSName takes a host name: labels with dots between, at most 253
// characters, no address.
func checkDNSName(s string) (why string, ok bool) {
	if len(s) > 253 {
		return fmt.Sprintf("it has %d characters, at most 253 are allowed", len(s)), false
	}
	if _, err := netip.ParseAddr(s); err == nil {
		return "it is an address", false
	}
	labels := strings.Split(s, ".")
	for _, label := range labels {
		if why, ok := CheckName(Node, label); !ok {
			return fmt.Sprintf("its part %q cannot stand: %s", label, why), false
		}
	}
	if strings.Trim(labels[len(labels)-1], digits) == "" {
		return "its last part is a number", false
	}
	return "", true
}

// SafePath tells whether s is an absolute, clean path of characters that need
// no quotes in any format of this package and separate nothing, as ":" would
// in units and volumes. why says what is wrong.
func SafePath(s string) (why string, ok bool) {
	switch {
	case !strings.HasPrefix(s, "/"):
		return `it does not begin with "/"`, false
	case len(s) > 4095:
		return fmt.Sprintf("it has %d characters, at most 4095 are allowed", len(s)), false
	case path.Clean(s) != s:
		return fmt.Sprintf("it is a detour, write %s", path.Clean(s)), false
	case s == "/":
		return "", true
	}
	for _, part := range strings.Split(s[1:], "/") {
		if why, ok := CheckName(FileName, part); !ok {
			return fmt.Sprintf("its part %q cannot stand: %s", part, why), false
		}
	}
	return "", true
}
