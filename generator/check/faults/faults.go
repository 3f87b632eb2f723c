// Package faults is a corpus of mistakes: mutations of trees that are correct,
// each with what gen has to say of it. The tests of package check prove that
// gen finds them all, e2e/score counts which of them other tools find.
package faults

import (
	"bytes"
	"fmt"
	"io/fs"
	"path/filepath"
	"slices"
	"strings"

	"gen/generator/tree"
)

// Fault is one mutation of a correct tree, and what has to be said of it.
type Fault struct {
	Name string `yaml:"name"`
	// Site is the site whose tree is mutated; default secure-web.
	Site string `yaml:"site"`
	// File is a path in the tree. Old is a text that stands in it, of which New
	// takes the first place; without Old, New is the whole file. With Gone the
	// file is not there at all.
	File string `yaml:"file"`
	Old  string `yaml:"old"`
	New  string `yaml:"new"`
	Gone bool   `yaml:"gone"`
	// Mode is that of the file; default its own.
	Mode uint32 `yaml:"mode"`
	// Also are further changes of the same file.
	Also []struct{ Old, New string } `yaml:"also"`
	// Want is the id of every problem that is found, Says a part of the first one's fact.
	Want string `yaml:"want"`
	// And is a second id, of a mistake that is against two rules.
	And  string `yaml:"and"`
	Says string `yaml:"says"`
	// Deep runs the unit tests of rules, too.
	Deep bool `yaml:"deep"`
	// At is the file in which the first problem is told, Line a part of the line there.
	At   string `yaml:"at"`
	Line string `yaml:"line"`
	// Theme is the file of the corpus that it comes from, without its ending.
	Theme string `yaml:"-"`
}

// Read reads every *.yaml of a folder; each is a list of faults.
func Read(folder string) ([]Fault, error) {
	files, err := filepath.Glob(filepath.Join(folder, "*.yaml"))
	if err != nil || len(files) == 0 {
		return nil, fmt.Errorf("there are no faults in %s: %w", folder, fs.ErrNotExist)
	}
	var all []Fault
	for _, file := range files {
		list, err := readTheme(file)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", file, err)
		}
		all = append(all, list...)
	}
	return all, nil
}

// Mutate is the tree with the fault in it. The error says that the fault does
// not fit the tree any more.
func (f Fault) Mutate(correct *tree.Tree) (*tree.Tree, error) {
	files := correct.Files()
	at := slices.IndexFunc(files, func(one tree.File) bool { return one.Path == f.File })
	if at < 0 {
		return nil, fmt.Errorf("there is no file %s", f.File)
	}
	if f.Gone {
		return tree.New(slices.Delete(files, at, at+1)...)
	}
	var err error
	if files[at].Content, err = f.change(files[at].Content); err != nil {
		return nil, err
	}
	if f.Mode != 0 {
		files[at].Mode = fs.FileMode(f.Mode)
	}
	return tree.New(files...)
}

// change is the content with the fault in it.
func (f Fault) change(content []byte) ([]byte, error) {
	switch {
	case f.Old != "":
	case f.New != "":
		return []byte(f.New), nil
	default:
		return content, nil // only the mode changes
	}
	content, err := f.replace(content, f.Old, f.New)
	for _, more := range f.Also {
		if err == nil {
			content, err = f.replace(content, more.Old, more.New)
		}
	}
	return content, err
}

func (f Fault) replace(content []byte, before, after string) ([]byte, error) {
	changed := bytes.Replace(content, []byte(before), []byte(after), 1)
	if bytes.Equal(changed, content) {
		return nil, fmt.Errorf("%s does not hold %q", f.File, before)
	}
	return changed, nil
}

// theme is the name of a corpus file without folder and ending.
func theme(file string) string { return strings.TrimSuffix(filepath.Base(file), ".yaml") }
