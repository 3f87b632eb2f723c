package tree

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"syscall"

	"golang.org/x/sys/unix"
)

// look tells what is at name in r: nothing, a file or a folder.
// Symlinks, devices and the like are errors. path is name from the output folder.
func look(r *dir, name, path string) (seen, error) {
	at, err := r.stat(name)
	if err != nil {
		return at, readError(path, err)
	}
	return at, plain(at, path)
}

// plain refuses everything but files and folders.
func plain(at seen, path string) error {
	switch at.mode.Type() {
	case 0, fs.ModeDir:
		return nil
	case fs.ModeSymlink:
		return &Error{Kind: ErrSymlink, Path: path,
			Fact: path + " is a symlink, which gen does not follow",
			Hint: "remove the symlink"}
	}
	return blocked(path, "is neither a file nor a folder")
}

// open opens f, a folder of r. Without a folder there, it returns nil and what
// is there instead.
func (f *folder) open(r *dir) (*dir, seen, error) {
	if r == nil {
		return nil, seen{}, nil
	}
	child, err := r.folder(f.name)
	switch {
	case err == nil:
		return child, seen{}, nil
	case errors.Is(err, fs.ErrNotExist):
		return nil, seen{}, nil
	}
	at, lookErr := look(r, f.name, f.path)
	if lookErr == nil && at.isFolder() {
		lookErr = readError(f.path, err)
	}
	return nil, at, lookErr
}

// enter calls do with f, which must be a folder in r.
func enter(r *dir, f *folder, do func(*dir) error) error {
	child, _, err := f.open(r)
	if err != nil {
		return err
	}
	if child == nil {
		return blocked(f.path, "was replaced while gen looked at it")
	}
	defer child.close()
	return do(child)
}

// read returns what is at the place of e in r, and the content of a file. It is
// good until the next read.
func (s *scanner) read(r *dir, e *entry) (seen, []byte, error) {
	if r == nil {
		return seen{}, nil, nil
	}
	// O_NONBLOCK: gen would wait for ever for the writer of a pipe.
	fd, err := openAt(r.fd, e.name, unix.O_RDONLY|unix.O_NOFOLLOW|unix.O_NONBLOCK, 0)
	if err != nil {
		return unopened(r, e, err)
	}
	defer unix.Close(fd)
	at, err := statOpen(fd)
	if err != nil {
		return at, nil, readError(e.path, err)
	}
	if err := plain(at, e.path); err != nil || at.isFolder() {
		return at, nil, err
	}
	content, err := s.readAll(fd, e, at.size)
	return at, content, err
}

// unopened tells what is at the place of e, which could not be opened.
func unopened(r *dir, e *entry, err error) (seen, []byte, error) {
	if errors.Is(err, fs.ErrNotExist) {
		return seen{}, nil, nil
	}
	at, lookErr := look(r, e.name, e.path)
	if lookErr == nil && !at.isFolder() {
		lookErr = readError(e.path, err)
	}
	return at, nil, lookErr
}

// readAll reads a file of that size. It asks for one byte more, which is how it
// notices without another read that the file has grown.
func (s *scanner) readAll(fd int, e *entry, size int64) ([]byte, error) {
	if int64(len(s.buffer)) <= size {
		s.buffer = make([]byte, 2*(size+1))
	}
	var length int64
	for length < size {
		var n int
		err := retry(func() (err error) { n, err = unix.Read(fd, s.buffer[length:size+1]); return err })
		if err != nil {
			return nil, readError(e.path, err)
		}
		if n == 0 {
			break
		}
		length += int64(n)
	}
	if length > size {
		return nil, blocked(e.path, "grew while gen read it")
	}
	return s.buffer[:length], nil
}

// diskMode is the mode of a file in the output folder, before the umask. As in
// git only the x bit counts; the lock has the mode on the node.
func diskMode(f *File) fs.FileMode {
	if f.Mode&0o111 != 0 {
		return 0o755
	}
	return 0o644
}

// steps is called before each change to the disk, and stops it with an error.
// It is nil but in tests.
type steps func(op, path string) error

// Ops of a step, as they read in "cannot write client1/etc/motd".
const (
	opMake   = "make"
	opWrite  = "write"
	opRename = "put in place"
	opRemove = "remove"
	opSync   = "flush"
)

// do makes one change.
func (s steps) do(op, path string, change func() error) error {
	if s != nil {
		if err := s(op, path); err != nil {
			return diskError(op, path, err)
		}
	}
	return diskError(op, path, change())
}

// create writes a file that does not exist; sync also forces it to the disk.
func (s steps) create(r *dir, name, path string, content []byte, mode fs.FileMode, sync bool) error {
	var fd int
	err := s.do(opMake, path, func() (err error) {
		fd, err = openAt(r.fd, name, unix.O_WRONLY|unix.O_CREAT|unix.O_EXCL, mode)
		return err
	})
	if err != nil {
		return err
	}
	err = s.do(opWrite, path, func() error { return writeAll(fd, content, sync) })
	// Network file systems tell only now that the disk is full.
	if closeErr := unix.Close(fd); err == nil && closeErr != unix.EINTR {
		err = diskError(opWrite, path, closeErr)
	}
	return err
}

func writeAll(fd int, content []byte, sync bool) error {
	for len(content) > 0 {
		var n int
		if err := retry(func() (err error) { n, err = unix.Write(fd, content); return err }); err != nil {
			return err
		}
		content = content[n:]
	}
	if sync {
		return retry(func() error { return unix.Fsync(fd) })
	}
	return nil
}

func (s steps) mkdir(r *dir, name, path string) error {
	return s.do(opMake, path, func() error { return r.mkdir(name) })
}

func (s steps) rename(r *dir, from, to, path string) error {
	return s.do(opRename, path, func() error { return r.rename(from, to) })
}

func (s steps) remove(r *dir, name, path string) error {
	return s.do(opRemove, path, func() error { return r.remove(name) })
}

func readError(path string, err error) error { return diskError("read", path, err) }

// diskError says what could not be done to path, without the words of package os.
func diskError(op, path string, err error) error {
	if err == nil {
		return nil
	}
	cause := err
	if pathErr, ok := errors.AsType[*fs.PathError](err); ok {
		cause = pathErr.Err
	} else if linkErr, ok := errors.AsType[*os.LinkError](err); ok {
		cause = linkErr.Err
	}
	return &Error{Kind: ErrDisk, Path: path, Fact: fmt.Sprintf("cannot %s %s: %v", op, path, cause), Hint: diskHint(err), Cause: err}
}

func diskHint(err error) string {
	switch {
	case errors.Is(err, syscall.ENOSPC), errors.Is(err, syscall.EDQUOT):
		return "free some space on the disk"
	case errors.Is(err, fs.ErrPermission), errors.Is(err, syscall.EROFS):
		return "make the output folder writable for you, or name another one"
	}
	return ""
}

func blocked(path, fact string) error {
	return &Error{Kind: ErrBlocked, Path: path, Fact: path + " " + fact, Hint: "move " + path + " away"}
}
