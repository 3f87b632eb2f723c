package pki

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"
	"syscall"
)

// Error is a fact about certificates, keys or their folders, and what to type
// next. It never holds anything of a key or a passphrase.
type Error struct {
	Fact, Hint string
	// Cause is the error of the system, if there is one.
	Cause error
}

// Error returns the fact.
func (e *Error) Error() string { return e.Fact }

// Unwrap gives errors.Is the cause.
func (e *Error) Unwrap() error { return e.Cause }

func failed(hint, format string, args ...any) error {
	return &Error{Fact: fmt.Sprintf(format, args...), Hint: hint}
}

// cannot is a step that the file system refused, such as "write".
func cannot(do, path string, err error) error {
	return &Error{Fact: fmt.Sprintf("cannot %s %s: %s", do, path, reason(err)), Cause: err}
}

// reason is the system's own word for an error, without Go's around it.
func reason(err error) string {
	if number, ok := errors.AsType[syscall.Errno](err); ok {
		return strings.ToLower(number.Error())
	}
	if path, ok := errors.AsType[*fs.PathError](err); ok {
		return path.Err.Error()
	}
	if link, ok := errors.AsType[*os.LinkError](err); ok {
		return link.Err.Error()
	}
	return err.Error()
}
