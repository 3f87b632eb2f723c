package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

// patience is how long one program may take before it counts as stuck.
const patience = time.Minute

// node is the files of one node while they lie over this machine's own; or the files of a tree that
// belong to no node.
type node struct {
	// label names it in findings: CASE/NODE.
	label string
	// root is where relative paths start; a node's own paths are absolute.
	root string
	// files are the texts by path.
	files    map[string]string
	versions map[string]string
	box      toolbox
}

// at is where a file lies now.
func (n *node) at(file string) string {
	if filepath.IsAbs(file) {
		return file
	}
	return filepath.Join(n.root, file)
}

// command runs a program and returns all that it printed. An error carries that too.
func command(program string, args ...string) (string, error) {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	c := exec.CommandContext(ctx, program, args...)
	c.Env = []string{"PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL=C", "HOME=/root"}
	out, err := c.CombinedOutput()
	if err != nil {
		return string(out), fmt.Errorf("%s %s: %w\n%s", filepath.Base(program), strings.Join(args, " "), err, out)
	}
	return string(out), nil
}

// loud runs a program that has to succeed; what it prints does not matter.
func loud(program string, args ...string) error {
	_, err := command(program, args...)
	return err
}

// silent runs a program that has to succeed and has nothing to say when all is well.
func silent(program string, args ...string) error {
	out, err := command(program, args...)
	if err == nil && strings.TrimSpace(out) != "" {
		err = fmt.Errorf("%s %s:\n%s", filepath.Base(program), strings.Join(args, " "), out)
	}
	return err
}

// tool runs a pinned tool in the version that stands for the site's version of a service.
func (n *node) tool(name, service string, args ...string) (string, error) {
	program, err := n.box.find(name, n.versions[service])
	if err != nil {
		return "", err
	}
	return command(program, args...)
}

// each makes a check of many files from a check of one.
func each(check func(n *node, file string) error) func(*node, []string) error {
	return func(n *node, files []string) error {
		var all []error
		for _, file := range files {
			if err := check(n, file); err != nil {
				all = append(all, fmt.Errorf("%s: %w", file, err))
			}
		}
		return errors.Join(all...)
	}
}

// writeNew writes a file, with its folders, unless something is there already.
func writeNew(path, text string, mode os.FileMode) error {
	if _, err := os.Lstat(path); err == nil {
		return nil
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return err
	}
	return os.WriteFile(path, []byte(text), mode)
}
