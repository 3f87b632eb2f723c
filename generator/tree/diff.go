package tree

import (
	"bytes"
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/rogpeppe/go-internal/diff"
)

// Kinds of a FileDiff.
const (
	KindCreated = "created"
	KindChanged = "changed"
	KindRemoved = "removed"
)

// FileDiff is what Write would do to one file.
type FileDiff struct {
	Path string
	// Kind is KindCreated, KindChanged or KindRemoved.
	Kind string
	// Unified is a unified diff from the disk to the tree that patch -p1 takes,
	// or one line for a binary file or a change of the x bit. It is empty for an
	// empty file that is created or removed.
	Unified string
}

// Diff is Compare, and what Write would do to the output folder dir as unified
// diffs, sorted by path. The lock is not among them.
func Diff(dir string, t *Tree) (*Changes, []FileDiff, error) {
	o, err := openOutput(dir, false)
	if err != nil {
		return nil, nil, err
	}
	defer o.close()
	changes, err := o.compare(t)
	if err != nil {
		return nil, nil, err
	}
	diffs, err := o.diffs()
	return changes, diffs, err
}

// diffs returns the diffs of all entries.
func (o *output) diffs() ([]FileDiff, error) {
	var diffs []FileDiff
	for _, e := range o.entries {
		kind, ok := map[state]string{created: KindCreated, changed: KindChanged, removed: KindRemoved}[e.state]
		if !ok {
			continue
		}
		unified, err := o.unified(e)
		if err != nil {
			return nil, err
		}
		diffs = append(diffs, FileDiff{e.path, kind, unified})
	}
	return diffs, nil
}

func (o *output) unified(e *entry) (string, error) {
	var before, after []byte
	from, to := "/dev/null", "/dev/null"
	if e.want != nil {
		after, to = e.want.Content, "b/"+e.path
	}
	if e.state != created {
		from = "a/" + e.path
		var err error
		if before, err = o.content(e); err != nil {
			return "", err
		}
	}
	switch {
	case e.modeOnly:
		return fmt.Sprintf("mode of %s: %s x bit\n", e.path, map[bool]string{true: "set", false: "clear"}[diskMode(e.want)&0o100 != 0]), nil
	case isBinary(before) || isBinary(after):
		return fmt.Sprintf("binary files %s and %s differ\n", from, to), nil
	}
	return hunks(from, before, to, after), nil
}

// hunks is the unified diff without the line of its own that package diff puts first.
func hunks(from string, before []byte, to string, after []byte) string {
	_, unified, _ := bytes.Cut(diff.Diff(from, before, to, after), []byte("\n"))
	return string(unified)
}

// content reads the file of e, which compare has just seen.
func (o *output) content(e *entry) ([]byte, error) {
	var content []byte
	err := inFolderOf(o.root, e.path, 0, func(r *dir) error {
		at, text, err := (&scanner{}).read(r, e)
		if err == nil && (!at.ok || at.isFolder()) {
			err = blocked(e.path, "was replaced while gen looked at it")
		}
		content = text
		return err
	})
	return content, err
}

// inFolderOf calls do with the folder of the file at path; r is the folder of path[from:].
func inFolderOf(r *dir, path string, from int, do func(*dir) error) error {
	end := strings.IndexByte(path[from:], '/')
	if end < 0 {
		return do(r)
	}
	f := &folder{name: path[from : from+end], path: path[:from+end]}
	return enter(r, f, func(child *dir) error { return inFolderOf(child, path, from+end+1, do) })
}

// isBinary tells whether the content is of no use to a reader.
func isBinary(content []byte) bool {
	return bytes.IndexByte(content, 0) >= 0 || !utf8.Valid(content)
}
