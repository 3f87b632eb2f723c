// Package source reads the files that a user wrote. What goes wrong is told as
// a problem with a place, never as the operating system's own sentence.
package source

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"

	"gen/generator/report"
	"gen/generator/strictyaml"

	"gopkg.in/yaml.v3"
)

// MaxBytes is how much all files of one Files may hold together. Fifty
// thousand nodes with settings of their own take a fifth of it.
const MaxBytes = 64 << 20

// Files is a folder of files that a user wrote, and how much of it was read.
type Files struct {
	fsys  fs.FS
	shown string
	read  int64
}

// New returns the folder fsys. In problems its files stand below shown, which
// is the folder as the user would type it; empty stands for the working folder.
func New(fsys fs.FS, shown string) *Files { return &Files{fsys: fsys, shown: shown} }

// FS returns the folder itself.
func (f *Files) FS() fs.FS { return f.fsys }

// Shown returns the name of a file as the user would type it.
func (f *Files) Shown(name string) string { return path.Join(f.shown, name) }

// YAML reads a file and parses it; it returns nil after adding problems to r.
// asked is the place that names the file; when it is zero, the file itself is.
func (f *Files) YAML(name string, asked report.Pos, r *report.Report) *yaml.Node {
	text, ok := f.Read(name, asked, r)
	if !ok {
		return nil
	}
	return strictyaml.Parse(f.Shown(name), text, r)
}

// Read returns a file's content. It is false after a problem was added to r.
func (f *Files) Read(name string, asked report.Pos, r *report.Report) ([]byte, bool) {
	text, problem := f.content(name)
	if problem.ID == "" {
		return text, true
	}
	problem.Pos = asked
	if asked.IsZero() {
		problem.Pos = report.Pos{File: f.Shown(name)}
	}
	r.Add(problem)
	return nil, false
}

// content reads a file; the problem has no place yet.
func (f *Files) content(name string) ([]byte, report.Problem) {
	info, err := fs.Stat(f.fsys, name)
	if err != nil {
		return nil, f.unreadable(name, err)
	}
	if !info.Mode().IsRegular() { // opening a pipe would wait for ever
		return nil, report.Problem{ID: "file/not-a-file", Fact: fmt.Sprintf("%q is %s", f.Shown(name), kindOf(info.Mode())), Hint: "name a regular file"}
	}
	text, err := f.limited(name)
	if err != nil {
		return nil, f.unreadable(name, err)
	}
	if f.read > MaxBytes {
		return nil, report.Problem{ID: "file/too-large", Fact: fmt.Sprintf("with %q the files hold more than %d MiB", f.Shown(name), MaxBytes>>20), Hint: "share settings between nodes with groups, or split the site"}
	}
	return text, report.Problem{}
}

// limited reads a file up to one byte more than is still allowed, whatever
// size the file system tells.
func (f *Files) limited(name string) ([]byte, error) {
	file, err := f.fsys.Open(name)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	text, err := io.ReadAll(io.LimitReader(file, max(MaxBytes-f.read, 0)+1))
	f.read += int64(len(text))
	return text, err
}

// unreadable says in the user's words why a file cannot be read.
func (f *Files) unreadable(name string, err error) report.Problem {
	shown := f.Shown(name)
	switch {
	case errors.Is(err, fs.ErrNotExist), errors.Is(err, fs.ErrInvalid): // invalid: no name inside the folder
		return report.Problem{ID: "file/not-found", Fact: fmt.Sprintf("there is no file %q", shown), Hint: "correct the name, or create the file"}
	case errors.Is(err, fs.ErrPermission):
		return report.Problem{ID: "file/unreadable", Fact: fmt.Sprintf("the file %q may not be read", shown), Hint: fmt.Sprintf("allow it: chmod u+r %q", shown)}
	}
	return report.Problem{ID: "file/unreadable", Fact: fmt.Sprintf("the file %q cannot be read", shown), Hint: "check that it is a regular file and that no symbolic link leads out of its folder"}
}

// kindOf names what is no regular file.
func kindOf(mode fs.FileMode) string {
	switch {
	case mode.IsDir():
		return "a folder"
	case mode&fs.ModeNamedPipe != 0:
		return "a named pipe"
	case mode&fs.ModeSocket != 0:
		return "a socket"
	case mode&fs.ModeDevice != 0:
		return "a device"
	}
	return "not a regular file"
}
