package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
)

// The line with which an exporter says that it has taken its flags, its web configuration and its
// key: it listens, or waits for the server that it watches.
var started = map[string]*regexp.Regexp{
	"node_exporter":             regexp.MustCompile(`TLS is (enabled|disabled)`),
	"blackbox_exporter":         regexp.MustCompile(`TLS is (enabled|disabled)`),
	"nginx-prometheus-exporter": regexp.MustCompile(`TLS is (enabled|disabled)|Listening on|has successfully started|Retrying|retrying`),
}

// execStart is the command of a service, with its continued lines.
var execStart = regexp.MustCompile(`(?m)^ExecStart=[-+!@:]*((?:.*\\\n)*.*)$`)

// checkStart runs an exporter with the flags of its unit until it says that it has started.
func checkStart(n *node, file string) error {
	match := execStart.FindStringSubmatch(n.files[file])
	if match == nil {
		return nil
	}
	args := words(match[1])
	if len(args) == 0 {
		return nil
	}
	name := toolName(filepath.Base(args[0]))
	ready, known := started[name]
	if !known {
		return nil
	}
	program, err := n.box.find(name, n.versions[strings.ReplaceAll(name, "-prometheus-", "_")])
	if err != nil {
		return err
	}
	if err := startUntil(ready, program, args[1:]); err != nil {
		return fmt.Errorf("%s: %w", file, err)
	}
	return nil
}

// toolName is the name under which a program is pinned; units call the nginx exporter by either name.
func toolName(base string) string {
	if base == "nginx_exporter" {
		return "nginx-prometheus-exporter"
	}
	return base
}

// startUntil runs a program until a line of its output matches; ending before that is an error.
func startUntil(ready *regexp.Regexp, program string, args []string) error {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	daemon := exec.CommandContext(ctx, program, args...)
	output, err := daemon.StderrPipe()
	if err != nil {
		return err
	}
	if err := daemon.Start(); err != nil {
		return err
	}
	defer func() { cancel(); _ = daemon.Wait() }()
	var said strings.Builder
	for lines := bufio.NewScanner(output); lines.Scan(); {
		if ready.Match(lines.Bytes()) {
			return nil
		}
		said.WriteString(lines.Text() + "\n")
	}
	return errors.New("does not start:\n" + said.String())
}

// words splits a command line of a unit: blanks, continued lines, quotes.
func words(line string) []string {
	pattern := regexp.MustCompile(`"((?:[^"\\]|\\.)*)"|'([^']*)'|(\S+)`)
	var all []string
	for _, m := range pattern.FindAllStringSubmatch(strings.ReplaceAll(line, "\\\n", " "), -1) {
		all = append(all, m[1]+m[2]+m[3])
	}
	return all
}
