package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"syscall"
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

// checkStart runs an exporter as the user and with the flags of its unit until it says that it has
// started: then it has read its key, too.
func checkStart(n *node, file string) error {
	args := commandLine(n.files[file])
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
	if err := install(program, args[0]); err != nil {
		return err
	}
	as, err := credential(n.files[file])
	if err == nil {
		err = startUntil(ready, args, as)
	}
	if err != nil {
		return fmt.Errorf("%s: %w", file, err)
	}
	return nil
}

// install copies a tool to where a unit has its program: its user may not be able to reach the tools.
func install(program, path string) error {
	text, err := os.ReadFile(program)
	if err != nil {
		return err
	}
	if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return writeNew(path, string(text), 0o755)
}

// unitUser is the line of a unit that names its user.
var unitUser = regexp.MustCompile(`(?m)^User=(\S+)$`)

// credential is who runs a unit's program; nil is root.
func credential(unit string) (*syscall.Credential, error) {
	match := unitUser.FindStringSubmatch(unit)
	if match == nil {
		return nil, nil
	}
	account, err := user.Lookup(match[1])
	if err != nil {
		return nil, err
	}
	uid, err := strconv.ParseUint(account.Uid, 10, 32)
	if err != nil {
		return nil, err
	}
	gid, err := strconv.ParseUint(account.Gid, 10, 32)
	return &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}, err
}

// toolName is the name under which a program is pinned; units call the nginx exporter by either name.
func toolName(base string) string {
	if base == "nginx_exporter" {
		return "nginx-prometheus-exporter"
	}
	return base
}

// startUntil runs a program until a line of its output matches; ending before that is an error.
func startUntil(ready *regexp.Regexp, args []string, as *syscall.Credential) error {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	daemon := exec.CommandContext(ctx, args[0], args[1:]...)
	daemon.SysProcAttr = &syscall.SysProcAttr{Credential: as}
	output, err := daemon.StderrPipe()
	if err != nil {
		return err
	}
	if err := daemon.Start(); err != nil {
		return err
	}
	defer func() { cancel(); _ = daemon.Wait() }()
	var said []string
	for lines := bufio.NewScanner(output); lines.Scan(); {
		if ready.Match(lines.Bytes()) {
			return nil
		}
		said = append(said, lines.Text())
	}
	return errors.New("does not start:\n" + strings.Join(said[max(0, len(said)-3):], "\n"))
}

// commandLine is what a unit runs, as words; none for a unit that runs nothing.
func commandLine(unit string) []string {
	match := execStart.FindStringSubmatch(unit)
	if match == nil {
		return nil
	}
	return words(match[1])
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
