package bundle

import (
	"io/fs"
	"strings"

	"gen/generator/plan"
)

// owners are the rules of a node's tmpfiles.d that give files their modes and
// groups at boot. What is put in place has to have them from the beginning.
type owners []rule

// rule is a line such as "Z /etc/prometheus ~0750 root prometheus -".
type rule struct{ path, owner string }

// owners reads the rules out of the node's own file.
func (in Input) owners(n *plan.Node) owners {
	f, _ := in.Tree.Get(n.Name + "/etc/tmpfiles.d/gen.conf")
	var rules owners
	for line := range strings.Lines(string(f.Content)) {
		if words := strings.Fields(line); len(words) == 6 && words[0] == "Z" && words[2] == "~0750" {
			rules = append(rules, rule{words[1], words[3] + ":" + words[4]})
		}
	}
	return rules
}

// apply gives a file what the longest rule that covers it says. The mask ~0750
// takes away every kind of bit that the file does not have at all
// (fd_set_perms, tmpfiles.c@v252).
func (o owners) apply(f *file) {
	var best rule
	for _, r := range o {
		if (f.path == r.path || strings.HasPrefix(f.path, r.path+"/")) && len(r.path) > len(best.path) {
			best = r
		}
	}
	if best.path == "" {
		return
	}
	mode := fs.FileMode(0o750)
	for _, bits := range []fs.FileMode{0o111, 0o222, 0o444} {
		if f.mode&bits == 0 {
			mode &^= bits
		}
	}
	f.mode, f.owner = mode, best.owner
}
