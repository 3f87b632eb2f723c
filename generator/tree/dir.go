package tree

import (
	"errors"
	"io/fs"
	"os"

	"golang.org/x/sys/unix"
)

// dir is an open folder. All access goes through one, one name at a time, and
// no call follows a symlink: not even one that appears while gen works can lead
// out of the output folder. The errors are those of the system.
//
// os.Root promises the same but costs more: it offers each file that it opens
// to the poller of networks, and needs a look at each folder beforehand to tell
// it from a symlink. With it, comparing a tree of 3700 files took 43000 system
// calls instead of 23000, and writing one 46000 instead of 24000.
type dir struct{ fd int }

// openDir opens the folder of that name; the last part of it may be a symlink.
func openDir(name string) (*dir, error) {
	return asDir(openAt(unix.AT_FDCWD, name, unix.O_DIRECTORY, 0))
}

// folder opens a folder in d. The error for all but folders is ENOTDIR, on some
// systems ELOOP for a symlink.
func (d *dir) folder(name string) (*dir, error) {
	return asDir(openAt(d.fd, name, unix.O_DIRECTORY|unix.O_NOFOLLOW, 0))
}

func asDir(fd int, err error) (*dir, error) {
	if err != nil {
		return nil, err
	}
	return &dir{fd}, nil
}

// openAt is openat(2); a signal can interrupt it on network file systems.
func openAt(fd int, name string, flags int, mode fs.FileMode) (opened int, err error) {
	err = retry(func() error {
		opened, err = unix.Openat(fd, name, flags|unix.O_CLOEXEC, uint32(mode))
		return err
	})
	return opened, err
}

// retry makes a system call again for as long as a signal interrupts it.
func retry(call func() error) error {
	err := call()
	for err == unix.EINTR {
		err = call()
	}
	return err
}

func (d *dir) close() { _ = unix.Close(d.fd) }

// seen is what stands at a name: nothing if it is zero.
type seen struct {
	mode fs.FileMode // type and x bit alone
	size int64
	ok   bool
}

func (s seen) isFolder() bool { return s.mode.IsDir() }

// stat tells what is at a name of d.
func (d *dir) stat(name string) (seen, error) {
	var st unix.Stat_t
	err := retry(func() error { return unix.Fstatat(d.fd, name, &st, unix.AT_SYMLINK_NOFOLLOW) })
	if errors.Is(err, fs.ErrNotExist) {
		return seen{}, nil
	}
	return seenBy(&st), err
}

// statOpen tells what an open file is.
func statOpen(fd int) (seen, error) {
	var st unix.Stat_t
	err := retry(func() error { return unix.Fstat(fd, &st) })
	return seenBy(&st), err
}

func seenBy(st *unix.Stat_t) seen {
	s := seen{mode: fs.FileMode(st.Mode) & 0o111, size: st.Size, ok: true}
	switch st.Mode & unix.S_IFMT {
	case unix.S_IFREG:
	case unix.S_IFDIR:
		s.mode |= fs.ModeDir
	case unix.S_IFLNK:
		s.mode |= fs.ModeSymlink
	default:
		s.mode |= fs.ModeIrregular
	}
	return s
}

// list returns the names in d, in no order.
func (d *dir) list() ([]string, error) {
	fd, err := openAt(d.fd, ".", unix.O_DIRECTORY, 0)
	if err != nil {
		return nil, err
	}
	file := os.NewFile(uintptr(fd), ".")
	defer file.Close()
	return file.Readdirnames(-1)
}

func (d *dir) mkdir(name string) error {
	return retry(func() error { return unix.Mkdirat(d.fd, name, 0o755) })
}

func (d *dir) rename(from, to string) error {
	return retry(func() error { return unix.Renameat(d.fd, from, d.fd, to) })
}

// remove removes a file or an empty folder.
func (d *dir) remove(name string) error {
	err := retry(func() error { return unix.Unlinkat(d.fd, name, 0) })
	if err == nil || errors.Is(err, fs.ErrNotExist) {
		return err
	}
	folderErr := retry(func() error { return unix.Unlinkat(d.fd, name, unix.AT_REMOVEDIR) })
	if folderErr == unix.ENOTDIR {
		return err
	}
	return folderErr
}

// removeAll removes a file, or a folder with all that is in it.
func (d *dir) removeAll(name string) error {
	err := d.remove(name)
	if !errors.Is(err, unix.ENOTEMPTY) && !errors.Is(err, unix.EEXIST) {
		return err
	}
	sub, err := d.folder(name)
	if err != nil {
		return err
	}
	defer sub.close()
	names, err := sub.list()
	if err != nil {
		return err
	}
	for _, inside := range names {
		if err := sub.removeAll(inside); err != nil {
			return err
		}
	}
	return d.remove(name)
}

// sync forces the names in d to the disk.
func (d *dir) sync() error { return retry(func() error { return unix.Fsync(d.fd) }) }
