package private

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"
	"syscall"
)

// Error is a fact about private files, and what to type next. It never holds
// anything of what is in them, nor of a passphrase.
type Error struct {
	Fact, Hint string
	// Cause is the error of the system, if there is one.
	Cause error
}

// Error returns the fact.
func (e *Error) Error() string { return e.Fact }

// Unwrap gives errors.Is the cause.
func (e *Error) Unwrap() error { return e.Cause }

// Failed is an *Error with a fact in the manner of fmt.Sprintf.
func Failed(hint, format string, args ...any) error {
	return &Error{Fact: fmt.Sprintf(format, args...), Hint: hint}
}

// Cannot is the *Error of a step that the file system refused, such as "write".
func Cannot(do, path string, err error) error {
	return &Error{Fact: fmt.Sprintf("cannot %s %s: %s", do, path, Reason(err)), Cause: err}
}

// Reason is the system's own word for an error, without Go's around it.
func Reason(err error) string {
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
