package secrets

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os/exec"
	"strings"
	"syscall"
	"time"

	"gen/generator/private"
)

// patience is how long the pipes of a command that was ended may stay open.
const patience = time.Second

var errTooLong = errors.New("it prints too much")

// command asks the command of site.yaml.
func (s *Store) command(name string) (found, bool) {
	if len(s.plan.SecretCommand) == 0 {
		return found{}, false
	}
	argv := make([]string, len(s.plan.SecretCommand))
	for at, word := range s.plan.SecretCommand {
		argv[at] = strings.ReplaceAll(word, "{name}", name)
	}
	f := found{source: FromCommand, where: strings.Join(argv, " ")}
	ctx, cancel := context.WithTimeout(context.Background(), s.plan.SecretTimeout)
	defer cancel()
	text, err := s.options.Run(ctx, argv)
	switch exit, ended := errors.AsType[*exec.ExitError](err); {
	case ctx.Err() != nil:
		f.err = private.Failed("try it yourself, or set secrets.timeout in site.yaml", "the command for the secret %s did not end within %s: %s", name, s.plan.SecretTimeout, f.where)
	case errors.Is(err, errTooLong):
		f.err = private.Failed("let it print the secret alone", "the command for the secret %s prints more than %d KiB: %s", name, maxSize>>10, f.where)
	case ended:
		f.err = private.Failed("try it yourself; what it said is not shown here, as it could hold the secret", "the command for the secret %s failed (%s): %s", name, exit.ProcessState, f.where)
	case err != nil:
		f.err = private.Failed("install it, or set the secret by gen secrets set "+name, "the command for the secret %s cannot be run: %s: %s", name, argv[0], private.Reason(err))
	}
	f.text = hide(text)
	return f, true
}

// runner runs commands in a folder, without input and without the terminal:
// what they say beside the secret goes nowhere. What they have started ends
// with them when their time is over.
func runner(folder string) func(context.Context, []string) ([]byte, error) {
	return func(ctx context.Context, argv []string) ([]byte, error) {
		var out limited
		c := exec.CommandContext(ctx, argv[0], argv[1:]...)
		c.Dir, c.Stdout, c.WaitDelay = folder, &out, patience
		c.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
		c.Cancel = func() error { return syscall.Kill(-c.Process.Pid, syscall.SIGKILL) }
		err := c.Run()
		if out.full {
			err = errTooLong
		}
		if missing, ok := errors.AsType[*exec.Error](err); ok {
			err = missing.Err
		}
		return out.text.Bytes(), err
	}
}

// limited keeps what a command prints, up to a limit.
type limited struct {
	text bytes.Buffer
	full bool
}

// Write refuses what exceeds the limit, which ends the command.
func (l *limited) Write(p []byte) (int, error) {
	if l.text.Len()+len(p) > maxSize {
		l.full = true
		return 0, io.ErrShortWrite
	}
	return l.text.Write(p)
}
