//go:build unix

package tree

import (
	"errors"
	"os"
	"syscall"
)

// tryLock locks a folder, for this process alone or shared with other readers,
// and tells whether another process has it. Closing the folder, or the end of
// the process by whatever means, unlocks it; nothing is left on the disk.
func tryLock(folder *os.File, exclusive bool) (busy bool, err error) {
	how := syscall.LOCK_SH
	if exclusive {
		how = syscall.LOCK_EX
	}
	err = onDescriptor(folder, func(fd int) error { return syscall.Flock(fd, how|syscall.LOCK_NB) })
	if errors.Is(err, syscall.EWOULDBLOCK) {
		return true, nil
	}
	return false, err
}

// onDescriptor makes a system call on an open file, again if a signal broke it.
func onDescriptor(file *os.File, call func(fd int) error) error {
	raw, err := file.SyscallConn()
	if err != nil {
		return err
	}
	var callErr error
	err = raw.Control(func(fd uintptr) {
		callErr = call(int(fd))
		for callErr == syscall.EINTR {
			callErr = call(int(fd))
		}
	})
	return errors.Join(err, callErr)
}
