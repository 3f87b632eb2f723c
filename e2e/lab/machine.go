package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
)

// able tells all that this machine lacks to boot hosts: programs, what prepare.sh obtains, and what a
// kernel or a container around the lab may refuse. There is no smaller lab for such a machine: without
// mounts, control groups and a network of its own a host could not be told from the machine.
func able(ctx context.Context, o options) error {
	var lacks []error
	for _, program := range []string{"systemd-nspawn", "ip", "nsenter", "mount", "losetup", o.gen} {
		if _, err := exec.LookPath(program); err != nil {
			lacks = append(lacks, fmt.Errorf("no program %s: %w", program, err))
		}
	}
	for _, path := range []string{o.base, o.tools} {
		if _, err := os.Stat(path); err != nil {
			lacks = append(lacks, err)
		}
	}
	if lacks != nil {
		return fmt.Errorf("the lab is not prepared; e2e/lab/prepare.sh does that: %w", errors.Join(lacks...))
	}
	for _, need := range []struct {
		about string
		try   func() error
	}{
		{"loop devices (is /dev/loop-control there?)", func() error { return tried(ctx, "losetup", "--find") }},
		{"a bridge", func() error { return tried(ctx, "sh", "-c", "ip link add try0 type bridge && ip link delete try0") }},
		{"a virtual cable", func() error {
			return tried(ctx, "sh", "-c", "ip link add try1 type veth peer name try2 && ip link delete try1")
		}},
		{"control groups", func() error { _, err := newGroup(filepath.Base(o.work) + "-try"); return err }},
	} {
		if err := need.try(); err != nil {
			lacks = append(lacks, fmt.Errorf("%s: %w", need.about, err))
		}
	}
	if lacks != nil {
		return fmt.Errorf("this machine cannot boot hosts, and in a container it has to be a privileged one: %w", errors.Join(lacks...))
	}
	return nil
}

// tried runs a program, of which only the success matters.
func tried(ctx context.Context, name string, args ...string) error {
	_, err := do(ctx, name, args...)
	return err
}
