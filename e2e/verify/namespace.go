package main

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"syscall"
)

// enter makes sure that this process has a mount and a network namespace of its own. Outside of
// them it runs itself again inside, and returns that run's exit code and false.
func enter() (code int, inside bool) {
	if own, parent := namespaceOf("self"), namespaceOf(fmt.Sprint(os.Getppid())); parent != "" && own != parent {
		if err := settle(); err != nil {
			fmt.Fprintln(os.Stderr, "verify:", err)
			return 2, false
		}
		return 0, true
	}
	again := exec.Command("/proc/self/exe", os.Args[1:]...)
	again.Stdin, again.Stdout, again.Stderr = os.Stdin, os.Stdout, os.Stderr
	again.SysProcAttr = &syscall.SysProcAttr{Cloneflags: syscall.CLONE_NEWNS | syscall.CLONE_NEWNET}
	err := again.Run()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		fmt.Fprintln(os.Stderr, "verify: cannot enter namespaces of its own (it needs root):", err)
		return 2, false
	}
	return again.ProcessState.ExitCode(), false
}

// namespaceOf names the mount namespace of a process, or is empty where that is hidden.
func namespaceOf(pid string) string {
	name, err := os.Readlink("/proc/" + pid + "/ns/mnt")
	if err != nil {
		return ""
	}
	return name
}

// settle keeps mounts private, and makes every address local: daemons bind the addresses of nodes
// that this machine does not have.
func settle() error {
	if err := syscall.Mount("", "/", "", syscall.MS_REC|syscall.MS_PRIVATE, ""); err != nil {
		return fmt.Errorf("cannot make mounts private: %w", err)
	}
	for _, args := range [][]string{
		{"link", "set", "lo", "up"},
		{"route", "add", "local", "0.0.0.0/0", "dev", "lo"},
		{"-6", "route", "add", "local", "::/0", "dev", "lo"},
	} {
		if out, err := exec.Command("ip", args...).CombinedOutput(); err != nil {
			return fmt.Errorf("ip %v: %w: %s", args, err, out)
		}
	}
	// For IPv6 a local route is not enough to bind. The switch is this namespace's own.
	return os.WriteFile("/proc/sys/net/ipv6/ip_nonlocal_bind", []byte("1"), 0)
}

// covered are the folders over which a node's files are laid. Whatever a program writes there
// goes to a file system in memory and is forgotten.
var covered = []string{"etc", "home", "opt", "root", "run", "srv", "tmp", "usr", "var"}

// lay puts a copy of a node's folder over this machine's files, until the returned function lifts it.
func lay(node string) (lift func(), err error) {
	if err := onlyCovered(node); err != nil {
		return nil, err
	}
	scratch, err := os.MkdirTemp("/dev/shm", "verify-") // outside of what is covered
	if err != nil {
		return nil, err
	}
	mounted := []string{scratch}
	lift = func() {
		for i := len(mounted) - 1; i >= 0; i-- {
			_ = syscall.Unmount(mounted[i], syscall.MNT_DETACH)
		}
		_ = os.Remove(scratch)
	}
	if err := syscall.Mount("verify", scratch, "tmpfs", 0, "mode=0755"); err != nil {
		_ = os.Remove(scratch)
		return nil, fmt.Errorf("cannot mount a file system in memory: %w", err)
	}
	upper := filepath.Join(scratch, "upper")
	if err := os.CopyFS(upper, os.DirFS(node)); err != nil {
		lift()
		return nil, err
	}
	for _, top := range covered {
		if err := overlay(scratch, top); err != nil {
			lift()
			return nil, err
		}
		mounted = append(mounted, "/"+top)
	}
	return lift, nil
}

// onlyCovered refuses files that lay would leave out.
func onlyCovered(node string) error {
	entries, err := os.ReadDir(node)
	for _, entry := range entries {
		if !slices.Contains(covered, entry.Name()) {
			return fmt.Errorf("%s: /%s is not a folder that verify can lay over", node, entry.Name())
		}
	}
	return err
}

// overlay shows the upper folder of scratch on top of the machine's own /top.
func overlay(scratch, top string) error {
	upper, work := filepath.Join(scratch, "upper", top), filepath.Join(scratch, "work", top)
	for _, dir := range []string{upper, work} {
		if err := os.MkdirAll(dir, 0o755); err != nil {
			return err
		}
	}
	options := fmt.Sprintf("lowerdir=/%s,upperdir=%s,workdir=%s", top, upper, work)
	if err := syscall.Mount("verify", "/"+top, "overlay", 0, options); err != nil {
		return fmt.Errorf("cannot lay files over /%s: %w", top, err)
	}
	return nil
}
