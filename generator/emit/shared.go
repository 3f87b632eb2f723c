package emit

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"gen/generator/plan"
	"gen/generator/tree"
)

// Bridge is the network interface behind which a node's containers live: the
// bridge of the compose project's default network. The firewall has to know it,
// because a container that dials its own node comes from there.
const Bridge = "gen0"

// HasConfig tells whether the instance has files or secrets in its
// configuration folder, so that the folder exists on the node.
func HasConfig(i *plan.Instance) bool {
	return len(i.Secrets) > 0 || slices.ContainsFunc(i.Files, func(f plan.File) bool { return InConfig(i, f) })
}

// InConfig tells whether a file lies in the instance's configuration folder.
func InConfig(i *plan.Instance, f plan.File) bool {
	return f.Path == i.ConfigDir() || strings.HasPrefix(f.Path, i.ConfigDir()+"/")
}

// Comment returns text as one line that can stand behind "# " in any format:
// every run of white space becomes a blank, other control characters go, and so
// does a backslash at the end, which would join the next line to the comment.
func Comment(text string) string {
	line := strings.Join(strings.Fields(text), " ")
	line = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return -1
		}
		return r
	}, line)
	return strings.TrimRight(line, `\ `)
}

var environmentName = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_]*$`)

// CheckEnvironment refuses the name of a variable that a daemon's manager
// would drop or misread.
func CheckEnvironment(name string) error {
	if environmentName.MatchString(name) {
		return nil
	}
	return fmt.Errorf("%q cannot be the name of an environment variable", name)
}

// Unit returns the files of a unit of gen's own that belongs to the node and
// not to a service: the unit, and a preset that enables it.
func Unit(n *plan.Node, name, content string) []tree.File {
	unit := OnNode(n, "/etc/systemd/system/"+name, []byte("# "+Notice+"\n"+content))
	unit.OnChange, unit.Unit = tree.Restart, name
	preset := "/etc/systemd/system-preset/50-" + strings.TrimSuffix(name, ".service") + ".preset"
	return []tree.File{unit, OnNode(n, preset, []byte("# "+Notice+"\nenable "+name+"\n"))}
}
