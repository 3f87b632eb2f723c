package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"strings"

	"gen/generator/tree"
)

// How gen talks to people. Everything here goes to standard error and begins
// with "gen: error: " or "gen: hint: ". Lower case, no full stop. The error is
// a fact; the hint is what to type next. What is wrong in site.yaml is told by
// package report instead, which knows the line.

// failure is an error with the exit code that it leads to. An empty fact has
// been told already.
type failure struct {
	code       int
	fact, hint string
}

// Error returns the fact.
func (f *failure) Error() string { return f.fact }

// misuse is a failure of the command line.
func misuse(hint, format string, args ...any) error {
	return &failure{exitUsage, fmt.Sprintf(format, args...), hint}
}

// tell says an error to people and returns the exit code.
func tell(stderr io.Writer, err error) int {
	if err == nil {
		return exitOK
	}
	f, ok := errors.AsType[*failure](err)
	if !ok {
		f = &failure{exitInternal, err.Error(), "this is a mistake in gen, not in your files; please report it"}
	}
	if f.fact != "" {
		fmt.Fprintf(stderr, "gen: error: %s\n", f.fact)
	}
	if f.hint != "" {
		fmt.Fprintf(stderr, "gen: hint: %s\n", f.hint)
	}
	return f.code
}

// refused turns an error of the output folder into words and an exit code.
func refused(err error) error {
	if conflict, ok := errors.AsType[*tree.Conflict](err); ok {
		return &failure{exitRefused, conflict.Error(), conflict.Hint()}
	}
	if bad, ok := errors.AsType[*tree.Error](err); ok {
		return &failure{exitRefused, bad.Fact, bad.Hint}
	}
	return err
}

// cause is the reason of a file error without Go's own words around it.
func cause(err error) string {
	if path, ok := errors.AsType[*fs.PathError](err); ok {
		return strings.ToLower(path.Err.Error())
	}
	return err.Error()
}

// plural writes a count with its noun.
func plural(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}
