package main

import (
	"context"
	"fmt"
	"os/exec"
	"strings"
	"time"
)

// do runs a program and returns what it prints on stdout. The error of one that fails has the last lines of
// what it said.
func do(ctx context.Context, name string, args ...string) (string, error) {
	return output(exec.CommandContext(ctx, name, args...))
}

// script runs a shell script in a folder and returns what it prints; it stops at the first command that fails.
func script(ctx context.Context, folder, text string, environment ...string) (string, error) {
	command := exec.CommandContext(ctx, "sh", "-euc", text)
	command.Dir = folder
	command.Env = append(command.Environ(), environment...)
	return output(command)
}

func output(command *exec.Cmd) (string, error) {
	var said strings.Builder
	var stdout strings.Builder
	command.Stdout, command.Stderr = &stdout, &said
	if err := command.Run(); err != nil {
		return stdout.String(), fmt.Errorf("%s: %w: %s", strings.Join(command.Args, " "), err, tail(said.String()+stdout.String()))
	}
	return stdout.String(), nil
}

// tail is the last lines of a text, and how many there are before.
func tail(text string) string {
	const most = 12
	lines := strings.Split(strings.TrimSpace(text), "\n")
	if more := len(lines) - most; more > 0 {
		return fmt.Sprintf("(%d more lines)\n", more) + strings.Join(lines[more:], "\n")
	}
	return strings.Join(lines, "\n")
}

// pause waits, unless the lab ends.
func pause(ctx context.Context, length time.Duration) error {
	select {
	case <-ctx.Done():
		return context.Cause(ctx)
	case <-time.After(length):
		return nil
	}
}

// patience is how long something may take that takes seconds on an idle machine.
const patience = 3 * time.Minute

// eventually tries something until it succeeds, and returns its last error when patience is at its end.
func eventually(ctx context.Context, try func() error) error {
	end := time.After(patience)
	for {
		err := try()
		if err == nil {
			return nil
		}
		select {
		case <-ctx.Done():
			return context.Cause(ctx)
		case <-end:
			return fmt.Errorf("after %v: %w", patience, err)
		case <-time.After(300 * time.Millisecond):
		}
	}
}
