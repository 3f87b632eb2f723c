package deploy

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"syscall"
	"time"

	"gen/generator/private"
)

// Exit codes of the remote side: those of apply, as its script tells, and one
// that stands for a bundle that could not be unpacked.
const (
	applyChecked = 3 // --check: something would be done
	unpackFailed = 100
	sshFailed    = 255
)

// script is what runs on a node, whatever its login shell: it unpacks the bundle
// from standard input, and applies it. Root needs no sudo, and sudo may not ask.
const script = `sh -c 's=; test "$(id -u)" = 0 || s="sudo -n"; $s tar -xf - -C / || exit %d; $s /etc/gen/apply%s'`

// grace is how long ssh has to end after it was told to.
const grace = 5 * time.Second

// Command is the command line that brings a bundle, which it reads from standard
// input, to a node.
func (o *Options) Command(node string) []string {
	flags := ""
	if o.Check {
		flags = " --check"
	}
	return append(append([]string{}, o.SSH...), node, fmt.Sprintf(script, unpackFailed, flags))
}

// bring runs ssh for one node. What the node says goes to say line by line.
func (o *Options) bring(ctx context.Context, node string, bundle []byte, say io.Writer) error {
	ctx, stop := context.WithTimeout(ctx, o.Patience)
	defer stop()
	words := o.Command(node)
	ssh := exec.CommandContext(ctx, words[0], words[1:]...)
	ssh.Stdin, ssh.Stdout, ssh.Stderr = bytes.NewReader(bundle), say, say
	// In a group of its own, an interrupt of the terminal does not end it.
	ssh.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	ssh.Cancel = func() error { return syscall.Kill(-ssh.Process.Pid, syscall.SIGTERM) }
	ssh.WaitDelay = grace
	return o.verdict(ctx, node, ssh.Run())
}

// verdict says in words how it ended.
func (o *Options) verdict(ctx context.Context, node string, err error) error {
	failed, exited := errors.AsType[*exec.ExitError](err)
	switch {
	case err == nil || errors.Is(err, exec.ErrWaitDelay): // a ControlMaster may keep the output open
		return nil
	case o.Check && exited && failed.ExitCode() == applyChecked:
		return nil
	case errors.Is(ctx.Err(), context.DeadlineExceeded):
		return private.Failed("see what it does there, then gen deploy "+node, "it took longer than %s", o.Patience)
	case ctx.Err() != nil:
		return private.Failed("gen deploy "+node, "it was interrupted")
	case !exited:
		return private.Failed("", "ssh cannot be run: %s", private.Reason(err))
	}
	switch code := failed.ExitCode(); code {
	case sshFailed:
		return private.Failed("try: "+o.try(node), "ssh did not get through")
	case unpackFailed:
		return private.Failed("look whether the user may use sudo without a password there: "+o.try(node), "the bundle could not be unpacked")
	case 1:
		return private.Failed("the lines above tell why", "apply failed, and what was there before is back")
	case 4:
		return private.Failed("the lines above tell what is missing", "apply touched nothing, as something is missing")
	case 5:
		return private.Failed("the lines above tell what to look at", "apply failed, and not all that was there before is back")
	default:
		return private.Failed("the lines above may tell why", "it ended with exit code %d", code)
	}
}

// try is a command line that only connects.
func (o *Options) try(node string) string {
	return fmt.Sprintf("ssh -F %s %s sudo -n true", o.Config, node)
}
