package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"runtime"
	"syscall"
)

// inside is the variable that tells the lab that it runs in its namespaces, and names its folder.
const inside = "GEN_LAB_INSIDE"

// enclose runs this program again with mounts, a network and processes of its own. When that run
// ends, by itself or because this one is killed, the kernel ends every process in there, lifts
// every mount and removes every interface; folders and control groups are removed here.
func enclose(args []string, stderr io.Writer) int {
	work, err := os.MkdirTemp("", "gen-lab-")
	if err != nil {
		fmt.Fprintln(stderr, "lab:", err)
		return 2
	}
	defer os.RemoveAll(work)
	defer removeGroups(filepath.Base(work))
	again := exec.Command("/proc/self/exe", args...)
	again.Env = append(os.Environ(), inside+"="+work)
	again.Stdout, again.Stderr = os.Stdout, stderr
	again.SysProcAttr = &syscall.SysProcAttr{
		Cloneflags: syscall.CLONE_NEWNS | syscall.CLONE_NEWNET | syscall.CLONE_NEWPID,
		Pdeathsig:  syscall.SIGKILL,
		Setpgid:    true, // Ctrl-C reaches this process only, which passes it on
	}
	runtime.LockOSThread() // the signal at death is for that of the thread
	defer runtime.UnlockOSThread()
	interrupted := make(chan os.Signal, 1)
	signal.Notify(interrupted, os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	if err := again.Start(); err != nil {
		fmt.Fprintln(stderr, "lab: cannot enter namespaces of its own (it needs root):", err)
		return 2
	}
	go func() {
		for range interrupted {
			_ = again.Process.Signal(syscall.SIGTERM)
		}
	}()
	err = again.Wait()
	if exit := new(exec.ExitError); err != nil && !errors.As(err, &exit) {
		fmt.Fprintln(stderr, "lab:", err)
		return 2
	}
	return again.ProcessState.ExitCode()
}

// settle makes the new namespaces usable: mounts stay private, /proc shows the new processes.
func settle() error {
	if err := syscall.Mount("", "/", "", syscall.MS_REC|syscall.MS_PRIVATE, ""); err != nil {
		return fmt.Errorf("cannot make mounts private: %w", err)
	}
	if err := syscall.Mount("proc", "/proc", "proc", 0, ""); err != nil {
		return fmt.Errorf("cannot mount /proc: %w", err)
	}
	return nil
}
