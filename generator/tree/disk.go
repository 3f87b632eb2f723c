package tree

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"syscall"
)

// look tells what is at name in r: nil for nothing, else a file or a folder.
// Symlinks, devices and the like are errors. path is name from the output folder.
func look(r *os.Root, name, path string) (fs.FileInfo, error) {
	if r == nil {
		return nil, nil
	}
	info, err := r.Lstat(name)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, nil
	case err != nil:
		return nil, readError(path, err)
	case info.Mode()&fs.ModeSymlink != 0:
		return nil, &Error{Kind: ErrSymlink, Path: path,
			Fact: path + " is a symlink, which gen does not follow",
			Hint: "remove the symlink"}
	case !info.IsDir() && !info.Mode().IsRegular():
		return nil, blocked(path, "is neither a file nor a folder")
	}
	return info, nil
}

// openFolder opens f in r for access to what is in it, and makes sure that it
// is what look saw, not a symlink that has been put there since.
func openFolder(r *os.Root, f *folder, seen fs.FileInfo) (*os.Root, error) {
	child, err := r.OpenRoot(f.name)
	if err != nil {
		return nil, readError(f.path, err)
	}
	info, err := child.Stat(".")
	if err == nil && os.SameFile(info, seen) {
		return child, nil
	}
	child.Close()
	return nil, blocked(f.path, "was replaced while gen looked at it")
}

// enter calls do with f, which must be a folder in r.
func enter(r *os.Root, f *folder, do func(*os.Root) error) error {
	info, err := look(r, f.name, f.path)
	if err != nil {
		return err
	}
	if info == nil || !info.IsDir() {
		return blocked(f.path, "was replaced while gen looked at it")
	}
	child, err := openFolder(r, f, info)
	if err != nil {
		return err
	}
	defer child.Close()
	return do(child)
}

// read returns the content of the file e in r. It is good until the next read.
func (s *scanner) read(r *os.Root, e *entry, info fs.FileInfo) ([]byte, error) {
	// O_NONBLOCK: were the file replaced by a pipe, gen would wait for ever.
	file, err := r.OpenFile(e.name, os.O_RDONLY|syscall.O_NONBLOCK, 0)
	if err != nil {
		return nil, readError(e.path, err)
	}
	defer file.Close()
	// One byte more than the file has, so that the first read meets the end.
	if need := info.Size() + 1; int64(cap(s.buffer)) < need {
		s.buffer = make([]byte, 2*need)
	}
	n, err := io.ReadFull(file, s.buffer[:info.Size()+1])
	if err == nil {
		return nil, blocked(e.path, "grew while gen read it")
	}
	if !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
		return nil, readError(e.path, err)
	}
	return s.buffer[:n], nil
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
func (s steps) create(r *os.Root, name, path string, content []byte, mode fs.FileMode, sync bool) error {
	var file *os.File
	err := s.do(opMake, path, func() (err error) {
		file, err = r.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, mode)
		return err
	})
	if err != nil {
		return err
	}
	defer file.Close() // for when the step is stopped
	return s.do(opWrite, path, func() error { return writeAndClose(file, content, sync) })
}

func writeAndClose(file *os.File, content []byte, sync bool) error {
	if _, err := file.Write(content); err != nil {
		return err
	}
	if sync {
		if err := file.Sync(); err != nil {
			return err
		}
	}
	return file.Close()
}

func (s steps) mkdir(r *os.Root, name, path string) error {
	return s.do(opMake, path, func() error { return r.Mkdir(name, 0o755) })
}

func (s steps) rename(r *os.Root, from, to, path string) error {
	return s.do(opRename, path, func() error { return r.Rename(from, to) })
}

func (s steps) remove(r *os.Root, name, path string) error {
	return s.do(opRemove, path, func() error { return r.Remove(name) })
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
