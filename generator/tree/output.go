package tree

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
)

// output is an open and locked output folder, compared with a tree.
type output struct {
	name string // as the user wrote it
	root *dir   // nil if the folder does not exist

	lock        []byte // text of gen.lock, nil if there is none
	old, next   []Locked
	interrupted bool // there is a journal

	tree    *folder
	entries []*entry // sorted by path
	locked  []byte   // text of gen.lock once the tree is written
}

// openOutput opens the folder and reads its lock. While it is open, no other
// gen can write, and if exclusive, none can read.
func openOutput(name string, exclusive bool) (*output, error) {
	o := &output{name: name}
	info, err := os.Stat(name)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return o, o.checkMissing()
	case err != nil:
		return nil, folderError(name, "cannot be read", err)
	case !info.IsDir():
		return nil, folderError(name, "is not a folder", nil)
	}
	if o.root, err = openDir(name); err != nil {
		return nil, folderError(name, "cannot be read", err)
	}
	if err := o.lockSelf(exclusive); err != nil {
		o.close()
		return nil, err
	}
	if err := o.readLocks(); err != nil {
		o.close()
		return nil, err
	}
	return o, nil
}

// checkMissing tells a folder that does not exist from a symlink to one.
func (o *output) checkMissing() error {
	if _, err := os.Lstat(o.name); err == nil {
		return folderError(o.name, "is a symlink to nothing", nil)
	}
	return nil
}

func (o *output) lockSelf(exclusive bool) error {
	busy, err := tryLock(o.root, exclusive)
	if err != nil {
		return folderError(o.name, "cannot be locked", err)
	}
	if busy {
		return &Error{Kind: ErrBusy, Path: o.name, Fact: fmt.Sprintf("another gen is at work in the output folder %s", o.name), Hint: "wait until it has ended"}
	}
	return nil
}

// close gives the lock back. All that was written has been synced before.
func (o *output) close() {
	if o.root != nil {
		o.root.close()
	}
}

// readLocks reads gen.lock and the journal.
func (o *output) readLocks() (err error) {
	if o.lock, o.old, err = o.readLock(lockName); err != nil {
		return err
	}
	journal, next, err := o.readLock(journalName)
	o.next, o.interrupted = next, journal != nil
	return err
}

// readLock returns the text and the files of a lock, or nil if there is none.
func (o *output) readLock(name string) ([]byte, []Locked, error) {
	at, text, err := (&scanner{}).read(o.root, &entry{name: name, path: name})
	if err != nil || !at.ok {
		return nil, nil, err
	}
	if at.isFolder() {
		return nil, nil, blocked(name, "is a folder")
	}
	files, err := parseLock(name, text)
	return text, files, err
}

// compare finds what has to be done so that the folder holds t.
func (o *output) compare(t *Tree) (*Changes, error) {
	o.tree, o.entries = grow(t.Files(), o.old, o.next)
	if err := o.tree.scanRoot(o.root); err != nil {
		return nil, err
	}
	lines := make([]Locked, 0, t.Len())
	for _, e := range o.entries {
		if e.want != nil {
			lines = append(lines, lockLine(e.want, e.digest))
		}
	}
	o.locked = FormatLock(lines)
	return o.changes(), nil
}

// changes sorts the entries into lists; they come sorted by path.
func (o *output) changes() *Changes {
	c := &Changes{Lock: digestOf(o.locked), Before: o.old, Interrupted: o.interrupted, LockChanged: !bytes.Equal(o.lock, o.locked)}
	lists := map[state]*[]string{unchanged: &c.Unchanged, created: &c.Created, changed: &c.Changed, removed: &c.Removed}
	for _, e := range o.entries {
		if list := lists[e.state]; list != nil {
			*list = append(*list, e.path)
		}
		if e.edited {
			c.HandEdited = append(c.HandEdited, e.path)
		}
		if e.foreign {
			c.Foreign = append(c.Foreign, e.path)
		}
		if e.relabelled() {
			c.Relabelled = append(c.Relabelled, e.path)
		}
	}
	return c
}

// Compare tells what Write would do to the output folder dir, which need not
// exist. Conflicts are in the Changes and are no error. Errors are an *Error of
// kind ErrFolder, ErrBusy, ErrLock, ErrLockVersion, ErrSymlink, ErrBlocked or ErrDisk.
func Compare(dir string, t *Tree) (*Changes, error) {
	o, err := openOutput(dir, false)
	if err != nil {
		return nil, err
	}
	defer o.close()
	return o.compare(t)
}

func folderError(name, fact string, cause error) error {
	e := &Error{Kind: ErrFolder, Path: name, Fact: fmt.Sprintf("the output folder %s %s", name, fact), Hint: "name another output folder", Cause: cause}
	if pathErr, ok := errors.AsType[*fs.PathError](cause); ok {
		e.Fact += ": " + pathErr.Err.Error()
	} else if cause != nil {
		e.Fact += ": " + cause.Error()
	}
	return e
}
