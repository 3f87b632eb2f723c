package systemd

import (
	"fmt"
	"slices"
	"strings"

	"gen/generator/emit"
	"gen/generator/plan"
	"gen/generator/render"
)

// presets enables the units of the services, also those that the distribution
// brings: Fedora's and RHEL's own preset leaves them off. Timers of the node's
// own stand beside them.
func presets(n *plan.Node) ([]string, error) {
	var lines []string
	for _, i := range n.Instances {
		if i.Runtime != plan.Systemd {
			continue
		}
		if why, ok := render.CheckName(render.UnitName, i.Unit); !ok {
			return nil, fmt.Errorf("%q cannot be a unit: %s", i.Unit, why)
		}
		lines = append(lines, "enable "+i.Unit)
	}
	if n.Textfile() != "" {
		lines = append(lines, "enable "+rebootTimer)
	}
	return sorted(lines), nil
}

// accounts makes the users and groups of the units that gen writes. A user or
// group that is there already stays as it is.
func accounts(n *plan.Node) ([]string, error) {
	var lines []string
	for _, i := range n.Instances {
		if i.Runtime != plan.Systemd || i.Packaged() {
			continue
		}
		if i.User != "root" {
			lines = append(lines, fmt.Sprintf("u %s - \"runs %s\"", i.User, i.Name))
		}
		if i.Group != i.User && i.Group != "root" {
			lines = append(lines, "g "+i.Group+" -")
		}
		for _, account := range []string{i.User, i.Group} {
			if why, ok := render.CheckName(render.User, account); !ok {
				return nil, fmt.Errorf("%q cannot be a user or group: %s", account, why)
			}
		}
	}
	return onePerAccount(sorted(lines)), nil
}

// onePerAccount keeps the first line of each user and group.
func onePerAccount(lines []string) []string {
	return slices.CompactFunc(lines, func(a, b string) bool {
		return strings.Join(strings.Fields(a)[:2], " ") == strings.Join(strings.Fields(b)[:2], " ")
	})
}

// owners gives files their owners and modes at boot. What is copied from git
// is 0644 and root's; "~0750" masks, so that files keep no x bit they did not
// have: folders become 0750 and files 0640.
func owners(n *plan.Node) ([]string, error) {
	var rules []rule
	for _, i := range n.Instances {
		if i.Textfile != "" {
			rules = append(rules, rule{"d", i.Textfile, "0755", "root"})
		}
		rules = append(rules, configRules(i)...)
		if i.HasTLS() {
			rules = append(rules, rule{"Z", i.TLSDir(), "~0750", i.KeyGroup()})
		}
	}
	var lines []string
	for _, r := range rules {
		line, err := r.line()
		if err != nil {
			return nil, err
		}
		lines = append(lines, line)
	}
	return slices.Compact(lines), nil
}

// configRules cover an instance's own folder as a whole; in a folder of the
// distribution's only what gen puts there.
func configRules(i *plan.Instance) []rule {
	var rules []rule
	secrets := i.ConfigDir() + "/secrets"
	if len(i.Secrets) > 0 {
		rules = append(rules, rule{"d", secrets, "0750", i.KeyGroup()})
	}
	switch {
	case emit.HasConfig(i) && !i.Packaged():
		rules = append(rules, rule{"Z", i.ConfigDir(), "~0750", i.KeyGroup()})
	case len(i.Secrets) > 0:
		rules = append(rules, rule{"Z", secrets, "~0750", i.KeyGroup()})
	}
	for _, f := range i.Files {
		if _, group, _ := strings.Cut(f.Owner, ":"); f.Mode == 0o640 && (i.Packaged() || !emit.InConfig(i, f)) {
			rules = append(rules, rule{"Z", f.Path, "~0750", group})
		}
	}
	return rules
}

// rule is a line of tmpfiles.d(5).
type rule struct{ kind, path, mode, group string }

// line refuses a path that would need quotes: Z takes patterns, which tmpfiles.d
// has no way to escape.
func (r rule) line() (string, error) {
	if why, ok := render.SafePath(r.path); !ok {
		return "", fmt.Errorf("the path %q cannot be used: %s", r.path, why)
	}
	group, err := render.Tmpfiles(r.group)
	if err != nil {
		return "", fmt.Errorf("group %q: %w", r.group, err)
	}
	return strings.Join([]string{r.kind, r.path, r.mode, "root", group, "-"}, " "), nil
}

func sorted(lines []string) []string {
	slices.Sort(lines)
	return slices.Compact(lines)
}
