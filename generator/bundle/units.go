package bundle

import (
	"cmp"
	"slices"
	"strings"

	"gen/generator/plan"
)

// What belongs to a node and to none of its services.
const (
	firewallUnit = "gen-firewall.service"
	firewallFile = "/etc/gen/firewall.nft"
	composeUnit  = "gen-compose.service"
	composeFile  = "/etc/gen/compose.yaml"
)

// unit is a unit that has to run on the node.
type unit struct {
	name, program, about string
	// own tells that gen wrote it.
	own bool
}

func (u unit) kind() string {
	if u.own {
		return "own"
	}
	return "packaged"
}

// rank orders units: the firewall before what it protects, what the
// distribution brings before what watches it, and containers after their engine.
func (u unit) rank() int {
	switch {
	case u.name == firewallUnit:
		return 0
	case !u.own:
		return 1
	case u.name == composeUnit:
		return 2
	}
	return 3
}

// units are those that the node's presets enable, in the order in which they start.
func (in Input) units(n *plan.Node) []unit {
	var units []unit
	for f := range in.Tree.All() {
		if !strings.HasPrefix(f.Path, n.Name+"/etc/systemd/system-preset/") {
			continue
		}
		for line := range strings.Lines(string(f.Content)) {
			if name, enabled := strings.CutPrefix(strings.TrimSpace(line), "enable "); enabled {
				units = append(units, in.unit(n, name))
			}
		}
	}
	slices.SortFunc(units, func(a, b unit) int { return cmp.Or(a.rank()-b.rank(), strings.Compare(a.name, b.name)) })
	return slices.Compact(units)
}

// unit says where the program of a unit is, and what it is called.
func (in Input) unit(n *plan.Node, name string) unit {
	u := unit{name: name, about: name}
	for _, i := range n.Instances {
		if i.Unit == name && i.Runtime == plan.Systemd {
			u.about = i.Blueprint.Name + " " + i.Version.String()
		}
	}
	var f, own = in.Tree.Get(n.Name + "/etc/systemd/system/" + name)
	if u.own = own; own {
		u.program = program(string(f.Content))
	}
	return u
}

// program is the first word of the command line of a unit file.
func program(text string) string {
	_, after, _ := strings.Cut(text, "\nExecStart=")
	words := strings.Fields(after)
	if len(words) == 0 {
		return ""
	}
	return strings.TrimLeft(words[0], "-@:+!")
}
