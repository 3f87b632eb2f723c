// Package private keeps what nobody else may read: folders of mode 0700 that
// git stays out of, files of mode 0600 in them, and encryption by age for what
// may be committed after all. It says what it refuses in the words of whoever
// uses it, and never anything of what the files hold.
package private

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
)

// FolderMode and FileMode are the modes of what lies in private folders.
const (
	FolderMode = 0o700
	FileMode   = 0o600
	othersMay  = 0o077
)

// IgnoreFile keeps git out of a folder.
const IgnoreFile = ".gitignore"

// Sealed is the ending of files that are encrypted by age.
const Sealed = ".age"

// Habits are how one kind of private folder is kept and spoken of.
type Habits struct {
	// Folder and Thing are what sentences call the folder and a file in it,
	// such as "key folder" and "key".
	Folder, Thing string
	// Flag is how the command line names the folder, such as "--keys".
	Flag string
	// Exposed and Committed are what else to do once others could read the
	// folder, or have a copy of the repository with it; they follow a semicolon.
	Exposed, Committed string
	// Ignore is the content of the .gitignore that Make writes; Mend is what to
	// do about another that does not hold its line *.
	Ignore, Mend string
	// Public are names beside *.age that may be committed.
	Public []string
}

// Open opens a private folder, or returns nil if there is none. It refuses one
// that others can read, or that git or the output folder would spread.
func Open(folder, out string, h Habits) (*os.Root, error) {
	info, err := os.Stat(folder)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, apart(folder, out, h)
	}
	switch {
	case err != nil:
		return nil, Cannot("read", folder, err)
	case !info.IsDir():
		return nil, Failed("name another folder by "+h.Flag, "%s is not a folder", folder)
	case info.Mode().Perm()&othersMay != 0:
		return nil, Failed("chmod 700 "+folder+h.Exposed, "others can read the %s %s: its mode is %04o", h.Folder, folder, info.Mode().Perm())
	}
	if err := apart(folder, out, h); err != nil {
		return nil, err
	}
	if err := offGit(folder, h); err != nil {
		return nil, err
	}
	root, err := os.OpenRoot(folder)
	if err != nil {
		return nil, Cannot("read", folder, err)
	}
	return root, nil
}

// Make opens a private folder after making it, with its .gitignore, where it
// is not there yet. No other gen can Make it until lock is closed.
func Make(folder, out string, h Habits) (root *os.Root, lock *os.File, err error) {
	if err := os.MkdirAll(folder, FolderMode); err != nil {
		return nil, nil, Cannot("make", folder, err)
	}
	if root, err = Open(folder, out, h); err != nil {
		return nil, nil, err
	}
	if lock, err = Lock(root, folder, h); err == nil {
		err = Ignore(root, folder, h)
	}
	return root, lock, err
}

// Ignore writes the folder's .gitignore if there is none.
func Ignore(root *os.Root, folder string, h Habits) error {
	if _, err := root.Lstat(IgnoreFile); err == nil {
		return nil
	}
	if err := root.WriteFile(IgnoreFile, []byte(h.Ignore), FileMode); err != nil {
		return Cannot("write", filepath.Join(folder, IgnoreFile), err)
	}
	return nil
}

// Lock takes flock(2) on the folder, which the end of the process releases.
func Lock(root *os.Root, folder string, h Habits) (*os.File, error) {
	dir, err := root.Open(".")
	if err != nil {
		return nil, Cannot("read", folder, err)
	}
	if err := syscall.Flock(int(dir.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		dir.Close()
		if errors.Is(err, syscall.EWOULDBLOCK) {
			return nil, Failed("wait until it is done", "another gen is at work in the %s %s", h.Folder, folder)
		}
		return nil, Cannot("lock", folder, err)
	}
	return dir, nil
}

// Read reads a file that nobody else can read, below the root; nil if there is
// none. Shown is its path as people type it.
func Read(root *os.Root, name, shown string, h Habits) ([]byte, error) {
	info, err := root.Lstat(name)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, nil
	case err != nil:
		return nil, Cannot("read", shown, err)
	case !info.Mode().IsRegular():
		return nil, Failed("put the "+h.Thing+" itself there", "the %s %s is no regular file", h.Thing, shown)
	case info.Mode().Perm()&othersMay != 0:
		return nil, Failed("chmod 600 "+shown, "others can read the %s %s: its mode is %04o", h.Thing, shown, info.Mode().Perm())
	}
	text, err := root.ReadFile(name)
	if err != nil {
		return nil, Cannot("read", shown, err)
	}
	return append([]byte{}, text...), nil
}

// apart refuses folders of which one lies in the other: one is committed and
// the other must never be. No output folder is apart from everything.
func apart(folder, out string, h Habits) error {
	if out == "" {
		return nil
	}
	a, b := Resolved(folder), Resolved(out)
	if a != b && !strings.HasPrefix(a, b+"/") && !strings.HasPrefix(b, a+"/") {
		return nil
	}
	return Failed("name a folder beside the output folder by "+h.Flag, "the %s %s and the output folder %s lie in one another, and the output is committed", h.Folder, folder, out)
}

// Resolved is the path that a folder really has, also if it does not exist yet.
func Resolved(folder string) string {
	path, err := filepath.Abs(folder)
	if err != nil {
		return filepath.Clean(folder)
	}
	if real, err := filepath.EvalSymlinks(path); err == nil {
		return real
	}
	return filepath.Join(Resolved(filepath.Dir(path)), filepath.Base(path))
}

// committable tells whether a file of the folder may be in git.
func (h Habits) committable(name string) bool {
	return name == IgnoreFile || strings.HasSuffix(name, Sealed) || slices.Contains(h.Public, name)
}

// stage is how a file is called before it is whole; package tree sweeps such names.
const stage = ".gen-tmp-"

// Write puts a file in place, whole or not at all, also if the machine stops.
func Write(root *os.Root, name, shown string, content []byte, mode fs.FileMode) error {
	_ = root.Remove(stage + name) // left by a kill
	target, err := root.OpenFile(stage+name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, mode)
	if err != nil {
		return Cannot("write", shown, err)
	}
	_, err = target.Write(content)
	err = errors.Join(err, target.Sync(), target.Close())
	if err == nil {
		err = root.Rename(stage+name, name)
	}
	if err != nil {
		_ = root.Remove(stage + name)
		return Cannot("write", shown, err)
	}
	return nil
}
