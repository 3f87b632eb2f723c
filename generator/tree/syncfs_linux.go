package tree

import "golang.org/x/sys/unix"

// syncAll forces all that was written to the file system of folder to the disk,
// in one call for any number of files, and reports write errors since Linux 5.8.
func syncAll(folder *dir) error {
	return retry(func() error { return unix.Syncfs(folder.fd) })
}
