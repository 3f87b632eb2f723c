//go:build linux && (amd64 || arm64 || riscv64 || loong64)

package tree

import (
	"os"
	"runtime"
	"syscall"
)

// syncAll forces all that was written to the file system of folder to the disk,
// in one call for any number of files, and reports write errors since Linux 5.8.
func syncAll(folder *os.File) error {
	return onDescriptor(folder, func(fd int) error {
		if _, _, errno := syscall.Syscall(syscallSyncfs(), uintptr(fd), 0, 0); errno != 0 {
			return errno
		}
		return nil
	})
}

// syscallSyncfs is the number of syncfs(2), which package syscall lacks on
// amd64: arch/x86/entry/syscalls/syscall_64.tbl and include/uapi/asm-generic/unistd.h
// of Linux 6.12.
func syscallSyncfs() uintptr {
	if runtime.GOARCH == "amd64" {
		return 306
	}
	return 267 // arm64, riscv64 and loong64
}
