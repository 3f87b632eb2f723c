package ends

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"gopkg.in/yaml.v3"
)

// Project is a project of Docker Compose.
type Project struct {
	Services map[string]Process
	// Internal are the networks that lead nowhere but to each other's members.
	Internal []string
}

// service is a service of the Compose specification, in its long notation.
type service struct {
	User        string
	Groups      []string `yaml:"group_add"`
	Command     []string
	Environment map[string]string
	Mode        string `yaml:"network_mode"`
	Networks    map[string]any
	Tmpfs       []string
	Health      struct{ Test []string } `yaml:"healthcheck"`
	Ports       []struct {
		Host      string `yaml:"host_ip"`
		Published string
		Target    int
	}
	Volumes []struct{ Type, Source, Target string }
}

// Compose reads a compose.yaml.
func Compose(content []byte) (Project, error) {
	var c struct {
		Services map[string]service
		Networks map[string]struct{ Internal bool }
	}
	p := Project{Services: map[string]Process{}}
	if err := yaml.Unmarshal(content, &c); err != nil {
		return p, fmt.Errorf("compose.yaml: %w", err)
	}
	for name, s := range c.Services {
		p.Services[name] = s.process()
	}
	for name, network := range c.Networks {
		if network.Internal {
			p.Internal = append(p.Internal, name)
		}
	}
	slices.Sort(p.Internal)
	return p, nil
}

// undollar undoes the doubling that keeps Compose from filling in variables.
func undollar(list []string) []string {
	out := make([]string, len(list))
	for at, word := range list {
		out[at] = strings.ReplaceAll(word, "$$", "$")
	}
	return out
}

func (s service) process() Process {
	user, group, _ := strings.Cut(s.User, ":")
	p := Process{
		User: user, Group: group, Groups: s.Groups, Args: undollar(s.Command),
		Environment: s.Environment, HostNetwork: s.Mode == "host",
	}
	if len(s.Health.Test) > 1 && s.Health.Test[0] == "CMD" {
		p.Health = undollar(s.Health.Test[1:])
	}
	for name := range s.Networks {
		p.Networks = append(p.Networks, name)
	}
	slices.Sort(p.Networks)
	if len(p.Networks) == 0 && !p.HostNetwork {
		p.Networks = []string{"default"}
	}
	for _, port := range s.Ports {
		published, err := strconv.Atoi(port.Published)
		if err == nil {
			p.Ports = append(p.Ports, Port{port.Host, published, port.Target})
		}
	}
	for _, folder := range s.Tmpfs {
		target, _, _ := strings.Cut(folder, ":")
		p.Folders = append(p.Folders, target)
	}
	for _, v := range s.Volumes {
		if v.Type != "bind" {
			v.Source = ""
			p.Folders = append(p.Folders, v.Target)
		}
		p.Mounts = append(p.Mounts, Mount{v.Source, v.Target})
	}
	return p
}
