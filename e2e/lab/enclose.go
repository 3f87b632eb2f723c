package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"syscall"
	"time"
)

// inside is the variable that tells the lab that it runs in its namespaces, and names its folder.
const inside = "GEN_LAB_INSIDE"

// enclose runs this program again for one site, with mounts, a network and processes of its own, and
// returns what that has reported. When that run ends, by itself or because this one is killed, the
// kernel ends every process in there, lifts every mount and removes every interface; folders and
// control groups are removed here.
func enclose(ctx context.Context, o options, site string, out io.Writer) record {
	lost := func(err error) record { return record{Site: siteName(site), Error: err.Error()} }
	work, err := os.MkdirTemp("", "gen-lab-")
	if err != nil {
		return lost(err)
	}
	defer os.RemoveAll(work)
	defer removeGroups(filepath.Base(work))
	file := filepath.Join(work, "report.json")
	again := exec.CommandContext(ctx, "/proc/self/exe", o.alone(site, file)...)
	again.Cancel = func() error { return again.Process.Signal(syscall.SIGTERM) } // what is in there ends with it
	again.WaitDelay = time.Minute                                                // disks are written before they are gone
	again.Env = append(os.Environ(), inside+"="+work)
	again.Stdout, again.Stderr = out, out
	again.SysProcAttr = &syscall.SysProcAttr{
		Cloneflags: syscall.CLONE_NEWNS | syscall.CLONE_NEWNET | syscall.CLONE_NEWPID,
		Pdeathsig:  syscall.SIGKILL,
		Setpgid:    true, // Ctrl-C reaches this process only, which passes it on
	}
	runtime.LockOSThread() // the signal at death is for that of the thread
	defer runtime.UnlockOSThread()
	if err := again.Start(); err != nil {
		return lost(fmt.Errorf("cannot enter namespaces of its own (it needs root): %w", err))
	}
	_ = again.Wait() // the report knows, or its absence
	r, err := readRecord(file)
	if err != nil {
		return lost(fmt.Errorf("%s has ended without a report", again.ProcessState))
	}
	return r
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
