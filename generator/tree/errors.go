package tree

import (
	"errors"
	"fmt"
	"strings"
)

// Kinds of errors, for errors.Is.
var (
	// ErrPath: a file cannot have this path.
	ErrPath = errors.New("bad path")
	// ErrLabel: mode, owner, service, on-change, unit or secrets of a file cannot stand in the lock.
	ErrLabel = errors.New("bad label")
	// ErrLock: gen.lock or its journal is garbled.
	ErrLock = errors.New("bad lock")
	// ErrLockVersion: gen.lock was written by a newer gen.
	ErrLockVersion = errors.New("newer lock")
	// ErrBusy: another gen works in the output folder.
	ErrBusy = errors.New("busy")
	// ErrConflict: writing would lose what gen did not write; see Conflict.
	ErrConflict = errors.New("conflict")
	// ErrSymlink: a symlink stands where gen wants a file or a folder of its own.
	ErrSymlink = errors.New("symlink")
	// ErrBlocked: something stands in the way that gen never removes, such as a
	// device, or a folder with foreign files at the place of a file.
	ErrBlocked = errors.New("blocked")
	// ErrFolder: the output folder cannot be used: it is a file, not readable, not writable.
	ErrFolder = errors.New("output folder")
	// ErrDisk: the file system refused a step, such as a full disk; the cause is wrapped.
	ErrDisk = errors.New("file system")
)

// Error is a fact about an output file or the output folder, and what to type next.
type Error struct {
	// Kind is one of the Err values of this package.
	Kind error
	// Path is the file in question, relative to the output folder where it lies in it.
	Path string
	// Line counts from 1 in the lock; 0 elsewhere.
	Line int
	// Fact is the sentence, Hint what to do about it; Hint may be empty.
	Fact, Hint string
	// Cause is the error of the system, if there is one.
	Cause error
}

// Error returns the fact.
func (e *Error) Error() string { return e.Fact }

// Unwrap gives errors.Is the kind and the cause.
func (e *Error) Unwrap() []error {
	if e.Cause == nil {
		return []error{e.Kind}
	}
	return []error{e.Kind, e.Cause}
}

// Conflict is the error of a Write that would lose work of others. Paths are sorted.
type Conflict struct {
	// HandEdited were written by gen and have been changed since.
	HandEdited []string
	// Foreign were not written by gen and stand where a new file wants to be.
	Foreign []string
}

// Error names the first files of each sort.
func (c *Conflict) Error() string {
	var facts []string
	if len(c.HandEdited) > 0 {
		facts = append(facts, "edited by hand since gen wrote it: "+some(c.HandEdited))
	}
	if len(c.Foreign) > 0 {
		facts = append(facts, "not written by gen: "+some(c.Foreign))
	}
	return strings.Join(facts, "; ")
}

// Hint tells what to type next.
func (c *Conflict) Hint() string {
	return "gen diff shows what would be lost; move it away, or overwrite it with --force"
}

// Unwrap gives errors.Is the kind.
func (c *Conflict) Unwrap() error { return ErrConflict }

// some lists the first paths and counts the rest.
func some(paths []string) string {
	const shown = 5
	if len(paths) <= shown {
		return strings.Join(paths, ", ")
	}
	return fmt.Sprintf("%s and %d more", strings.Join(paths[:shown], ", "), len(paths)-shown)
}

func pathError(path, fact string) error { return &Error{Kind: ErrPath, Path: path, Fact: fact} }

func labelError(path, fact string) error {
	return &Error{Kind: ErrLabel, Path: path, Fact: path + ": " + fact}
}
