package ends

import (
	"path"
	"slices"
	"strings"
)

// Process is what runs: a unit's or a container's.
type Process struct {
	// User and Group run it; Groups are further ones. They are names, or numbers in a container.
	User, Group string
	Groups      []string
	// Program is the first word of the command line, empty for an image's own; Args are the others.
	Program string
	Args    []string
	// Environment is by name.
	Environment map[string]string
	// Health is the command of a container's health check.
	Health []string
	// HostNetwork tells that it shares the network of its host; else Networks are those it is in.
	HostNetwork bool
	Networks    []string
	Ports       []Port
	Mounts      []Mount
	// Folders are its own to write: state, runtime and what lies in memory.
	Folders []string
}

// Port is one that is published for a container.
type Port struct {
	Host              string
	Published, Target int
}

// Mount is a folder that a container sees at Target; Source is empty for a volume.
type Mount struct{ Source, Target string }

// unescaped undoes what has a meaning for systemd beyond quotes: the dollar
// and percent signs that are meant as such.
var unescaped = strings.NewReplacer("$$", "$", "%%", "%")

// directives are those that Unit reads.
var directives = []string{"ExecStart", "User", "Group", "SupplementaryGroups", "Environment", "StateDirectory", "RuntimeDirectory", "CacheDirectory", "LogsDirectory", "PrivateTmp"}

// parents are where systemd makes the folders that a unit asks for (systemd.exec(5)).
var parents = map[string]string{"StateDirectory": "/var/lib", "RuntimeDirectory": "/run", "CacheDirectory": "/var/cache", "LogsDirectory": "/var/log"}

// Unit reads a unit of systemd, or a drop-in of one. Without a user it runs as root.
func Unit(content []byte) Process {
	p := Process{HostNetwork: true, Environment: map[string]string{}, Folders: []string{"/tmp", "/var/tmp"}}
	// A line goes on where it ends with a backslash.
	for line := range strings.Lines(strings.ReplaceAll(string(content), "\\\n", " ")) {
		name, value, ok := strings.Cut(strings.TrimSpace(line), "=")
		if ok && slices.Contains(directives, name) {
			p.directive(name, value)
		}
	}
	if p.User == "" {
		p.User = "root"
	}
	if p.Group == "" {
		p.Group = p.User
	}
	return p
}

func (p *Process) directive(name, value string) {
	switch name {
	case "ExecStart":
		words := arguments(value)
		for at := range words {
			words[at] = unescaped.Replace(words[at])
		}
		if p.Program, p.Args = "", nil; len(words) > 0 {
			p.Program, p.Args = words[0], words[1:]
		}
	case "User":
		p.User = value
	case "Group":
		p.Group = value
	case "SupplementaryGroups":
		p.Groups = append(p.Groups, strings.Fields(value)...)
	case "Environment":
		for _, word := range arguments(value) {
			name, value, _ := strings.Cut(word, "=")
			p.Environment[name] = strings.ReplaceAll(value, "%%", "%")
		}
	default:
		if parent, ok := parents[name]; ok {
			for _, folder := range strings.Fields(value) {
				p.Folders = append(p.Folders, path.Join(parent, folder))
			}
		}
	}
}
