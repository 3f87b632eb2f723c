//go:build unix

package tree

import (
	"errors"

	"golang.org/x/sys/unix"
)

// tryLock locks a folder, for this process alone or shared with other readers,
// and tells whether another process has it. Closing the folder, or the end of
// the process by whatever means, unlocks it; nothing is left on the disk.
func tryLock(folder *dir, exclusive bool) (busy bool, err error) {
	how := unix.LOCK_SH
	if exclusive {
		how = unix.LOCK_EX
	}
	err = retry(func() error { return unix.Flock(folder.fd, how|unix.LOCK_NB) })
	if errors.Is(err, unix.EWOULDBLOCK) {
		return true, nil
	}
	return false, err
}
