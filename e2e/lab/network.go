package main

import (
	"context"
	"errors"
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

// secureShell stands in for ssh, as the README calls it: ssh -F FILE NODE COMMAND
const secureShell = `#!/bin/sh
exec sh %q/"$3".shell sh -c "$4"
`

// hurriedGen is gen, but that its bundles are in a hurry.
const hurriedGen = `#!/bin/sh
[ "$1" = bundle ] || exec %[1]q "$@"
bundle=$(mktemp) && %[1]q "$@" --file "$bundle" && %[2]q hurry %[3]d <"$bundle"
code=$?
rm -f "$bundle"
exit $code
`

// tools writes the programs that people use: gen and ssh.
func tools(o options) error {
	gen, wrong := filepath.Abs(o.gen)
	self, missing := os.Executable()
	bin := filepath.Join(o.work, "bin")
	return errors.Join(wrong, missing, os.Mkdir(bin, 0o755),
		os.WriteFile(filepath.Join(bin, "gen"), fmt.Appendf(nil, hurriedGen, gen, self, o.scale), 0o755),
		os.WriteFile(filepath.Join(bin, "ssh"), fmt.Appendf(nil, secureShell, o.work), 0o755))
}

// wire writes how hosts are reached.
func wire(hosts []*host) error {
	for _, h := range hosts {
		if err := os.WriteFile(h.root()+".shell", fmt.Appendf(nil, shell, h.root()+".leader"), 0o755); err != nil {
			return err
		}
	}
	return nil
}
