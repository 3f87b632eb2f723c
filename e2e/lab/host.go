package main

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"

	"gen/generator/describe"
)

// host is a node of the site with a disk and, while it runs, processes of its own.
type host struct {
	describe.Node
	work string // the lab's folder: NAME.img, NAME/ where that is mounted, NAME.console, NAME.leader
	boot *exec.Cmd
	gone chan struct{} // closed when the host is off
}

// root is where the host's disk is mounted.
func (h *host) root() string { return filepath.Join(h.work, h.Name) }

// fit gives the host a copy of the disk, its name, its address and what it needs to know of the
// world outside.
func (h *host) fit(ctx context.Context, base string, world *outside) error {
	disk := h.root() + ".img"
	if _, err := do(ctx, "cp", "--sparse=always", base, disk); err != nil {
		return err
	}
	if err := os.Mkdir(h.root(), 0o755); err != nil {
		return err
	}
	if _, err := do(ctx, "mount", "-o", "loop", disk, h.root()); err != nil {
		return err
	}
	network := "[Match]\nName=host0\n\n[Network]\nLinkLocalAddressing=no\nIPv6AcceptRA=no\nGateway=" + world.address + "\n"
	for _, address := range h.Addresses {
		network += fmt.Sprintf("Address=%s/24\n", address)
	}
	return errors.Join(
		h.write("etc/hostname", h.Name+"\n"),
		h.write("etc/machine-id", machineID()+"\n"),
		h.write("etc/hosts", "127.0.0.1 localhost "+h.Name+"\n"+world.hosts()),
		h.write("etc/resolv.conf", "nameserver "+world.address+"\n"),
		h.write("etc/systemd/network/10-lab.network", network),
		h.add("etc/ssl/certs/ca-certificates.crt", world.authority),
		h.loosen(),
		h.writeProgram("usr/local/bin/sudo", "#!/bin/sh\nexec \"$@\"\n"),
	)
}

// folder makes the folder of a file.
func (h *host) folder(file string) error {
	return os.MkdirAll(filepath.Dir(filepath.Join(h.root(), file)), 0o755)
}

func (h *host) write(path, text string) error {
	return os.WriteFile(filepath.Join(h.root(), path), []byte(text), 0o644)
}

// writeProgram writes a script that can be run.
func (h *host) writeProgram(path, text string) error {
	return os.WriteFile(filepath.Join(h.root(), path), []byte(text), 0o755)
}

func (h *host) add(path, text string) error {
	old, err := os.ReadFile(filepath.Join(h.root(), path))
	return errors.Join(err, h.write(path, string(old)+text))
}

// machineID is one of a host that has booted before: at a first boot systemd would enable every
// unit of the distribution.
func machineID() string {
	var id [16]byte
	_, _ = rand.Read(id[:]) // never fails
	return hex.EncodeToString(id[:])
}

// start boots the host. All capabilities and no filter of system calls: units restrict themselves
// as on a real host only where nothing is restricted already.
func (h *host) start(ctx context.Context) error {
	doors, err := newGroup(filepath.Base(h.work) + "-" + h.Name)
	if err != nil {
		return err
	}
	console, err := os.Create(h.root() + ".console")
	if err != nil {
		return err
	}
	defer console.Close()
	h.boot = exec.Command("sh", append([]string{"-c", `for door; do echo $$ >"$door"; done
exec systemd-nspawn --quiet --directory="$ROOT" --machine="$NAME" --network-bridge=` + bridge + ` \
	--register=no --keep-unit --boot --console=pipe --resolv-conf=off --link-journal=no --timezone=off \
	--capability=all --kill-signal=SIGRTMIN+4`, "sh"}, doors...)...)
	h.boot.Env = append(os.Environ(), "ROOT="+h.root(), "NAME="+h.Name, "SYSTEMD_SECCOMP=0", "SYSTEMD_NSPAWN_API_VFS_WRITABLE=network")
	h.boot.Stdout, h.boot.Stderr = console, console
	h.boot.SysProcAttr = &syscall.SysProcAttr{Setsid: true}
	if err := h.boot.Start(); err != nil {
		return err
	}
	h.gone = make(chan struct{})
	go func() { _ = h.boot.Wait(); close(h.gone) }()
	return h.ready(ctx)
}

// ready waits until systemd has started all that it is to start, well or not.
func (h *host) ready(ctx context.Context) error {
	err := eventually(ctx, func() error {
		if err := h.findLeader(); err != nil { // again: the first one found may have been a helper of nspawn
			return err
		}
		state, err := h.run(ctx, "systemctl", "is-system-running")
		if state := strings.TrimSpace(state); state == "running" || state == "degraded" {
			return nil
		}
		return errors.Join(errors.New("is "+strings.TrimSpace(state)), err)
	})
	if err != nil {
		said, _ := os.ReadFile(h.root() + ".console")
		return fmt.Errorf("%s does not boot: %w: %s", h.Name, err, tail(string(said)))
	}
	return nil
}

// findLeader notes the process that is the host's first.
func (h *host) findLeader() error {
	children, err := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/children", h.boot.Process.Pid))
	if err != nil {
		return err
	}
	for _, file := range children {
		if text, _ := os.ReadFile(file); len(text) > 0 {
			return os.WriteFile(h.root()+".leader", []byte(strings.Fields(string(text))[0]), 0o644)
		}
	}
	return fs.ErrNotExist
}

// run runs a program on the host as root.
func (h *host) run(ctx context.Context, args ...string) (string, error) {
	return do(ctx, "sh", append([]string{h.root() + ".shell"}, args...)...)
}

// cutPower ends all processes of the host at once; what they had not written is lost.
func (h *host) cutPower() error {
	text, err := os.ReadFile(h.root() + ".leader")
	if err != nil {
		return err
	}
	leader, err := strconv.Atoi(string(text))
	if err != nil {
		return err
	}
	if err := syscall.Kill(leader, syscall.SIGKILL); err != nil {
		return err
	}
	<-h.gone
	return nil
}

// halt switches the host off as a person would: everything is stopped, disks are written.
func (h *host) halt() error {
	if h.boot == nil {
		return nil
	}
	_ = h.boot.Process.Signal(syscall.SIGTERM)
	select {
	case <-h.gone:
		return nil
	case <-time.After(30 * time.Second):
		_ = h.boot.Process.Kill()
		return fmt.Errorf("%s does not halt", h.Name)
	}
}
