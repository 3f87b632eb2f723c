// Package sshconfig writes an ssh_config with every node of the site by name.
package sshconfig

import (
	"bytes"
	"cmp"
	"fmt"

	"gen/generator/emit"
	"gen/generator/plan"
	"gen/generator/render"
	"gen/generator/tree"
)

// File is the file's path below the output folder.
const File = "ssh_config"

// Emit is an emit.Whole.
func Emit(p *plan.Plan) ([]tree.File, error) {
	var out bytes.Buffer
	fmt.Fprintf(&out, "# %s\n# Use with: ssh -F %s NODE\n", emit.Notice, File)
	for _, n := range p.Nodes {
		if err := host(&out, n); err != nil {
			return nil, fmt.Errorf("ssh of %s: %w", n.Name, err)
		}
	}
	return []tree.File{{Path: File, Content: out.Bytes()}}, nil
}

func host(out *bytes.Buffer, n *plan.Node) error {
	fmt.Fprintf(out, "\nHost %s\n", n.Name)
	for _, option := range []struct{ name, value string }{
		{"HostName", cmp.Or(n.SSH.Host, n.Address.String())},
		{"User", n.SSH.User},
		{"ProxyJump", n.SSH.Jump},
	} {
		if option.value == "" {
			continue
		}
		value, err := render.SSHConfig(option.value)
		if err != nil {
			return err
		}
		fmt.Fprintf(out, "    %s %s\n", option.name, value)
	}
	if n.SSH.Port != 0 {
		fmt.Fprintf(out, "    Port %d\n", n.SSH.Port)
	}
	return nil
}
