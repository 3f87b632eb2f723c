package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
)

// bridge joins the hosts and the lab itself, which is every other host of the world.
const bridge = "lab0"

// openNetwork gives the lab its address on the bridge.
func openNetwork(ctx context.Context, address string) error {
	for _, args := range [][]string{
		{"link", "set", "lo", "up"},
		{"link", "add", bridge, "type", "bridge"},
		{"address", "add", address + "/24", "dev", bridge},
		{"link", "set", bridge, "up"},
	} {
		if _, err := do(ctx, "ip", args...); err != nil {
			return err
		}
	}
	return nil
}

// shell is a script that runs a command on a host, in all of its namespaces but that of users.
const shell = `exec nsenter --target "$(cat %q)" --mount --uts --ipc --net --pid --wdns=/ \
	env -i PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LC_ALL=C.UTF-8 "$@"
`

// secureShell stands in for ssh, as the README calls it: ssh -F FILE NODE sudo COMMAND...
const secureShell = `#!/bin/sh
node=$3
shift 4
exec sh %q/"$node".shell "$@"
`

// wire writes the programs by which people reach hosts.
func wire(work string, hosts []*host) error {
	for _, h := range hosts {
		if err := os.WriteFile(h.root()+".shell", fmt.Appendf(nil, shell, h.root()+".leader"), 0o755); err != nil {
			return err
		}
	}
	if err := os.Mkdir(filepath.Join(work, "bin"), 0o755); err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(work, "bin", "ssh"), fmt.Appendf(nil, secureShell, work), 0o755)
}
