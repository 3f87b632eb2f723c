package tree

import (
	"slices"
	"strings"
)

// state is what has to happen to a path.
type state int

const (
	absent    state = iota // not wanted and not there, or not gen's
	unchanged              // there as wanted
	created                // wanted and not there
	changed                // wanted and there in another form
	removed                // not wanted any more
)

// entry is a path that the tree, the lock or the journal knows.
type entry struct {
	path, name string
	want       *File   // from the tree, nil if it is not there any more
	old, next  *Locked // from the lock and the journal of an interrupted Write; nil if not there
	state      state
	digest     string // of the wanted content, hexadecimal
	disk       string // of the content on disk, "" if there is none
	executable bool   // the file on disk has the x bit
	foreign    bool   // disk is neither what the lock nor what the journal says, and the lock has no such file
	edited     bool   // the same, and the lock has such a file
	modeOnly   bool   // changed, but in the x bit alone
}

// writes tells whether new content has to get to the path.
func (e *entry) writes() bool { return e.state == created || e.state == changed }

// relabelled tells whether the lock says other than the tree how to install the file.
func (e *entry) relabelled() bool {
	if e.state != unchanged || e.old == nil {
		return false
	}
	a, b := lockLine(e.want, ""), *e.old
	return a.Mode != b.Mode || a.Owner != b.Owner || a.Service != b.Service ||
		a.OnChange != b.OnChange || a.Unit != b.Unit || !slices.Equal(a.Secrets, b.Secrets)
}

// folder is a folder of the output with the paths that gen knows in it. An
// entry and a folder can have the same name when a file became a folder.
type folder struct {
	path, name string
	entries    []*entry  // sorted by name
	folders    []*folder // in the order of their paths
	wanted     bool      // some file of the tree lies below
	exists     bool      // it is a folder on disk
	work       bool      // something has to be done in it or below
}

// grow makes the folders of all paths. The entries are sorted by path.
func grow(files []File, old, next []Locked) (*folder, []*entry) {
	root, entries := &folder{}, merge(files, old, next)
	for _, e := range entries {
		root.add(e, e.path)
	}
	return root, entries
}

// add puts e below f. Entries come sorted by path, so that those of one folder
// come in a row: only the last folder can be the right one.
func (f *folder) add(e *entry, rest string) {
	f.wanted = f.wanted || e.want != nil
	name, deeper, inFolder := strings.Cut(rest, "/")
	if !inFolder {
		e.name = name
		f.entries = append(f.entries, e)
		return
	}
	if n := len(f.folders); n == 0 || f.folders[n-1].name != name {
		f.folders = append(f.folders, &folder{name: name, path: e.path[:len(e.path)-len(deeper)-1]})
	}
	f.folders[len(f.folders)-1].add(e, deeper)
}

// merge joins three lists that are sorted by path into one.
func merge(files []File, old, next []Locked) []*entry {
	all := make([]entry, 0, max(len(files), len(old), len(next)))
	for len(files)+len(old)+len(next) > 0 {
		e := entry{path: first(files, old, next)}
		if len(files) > 0 && files[0].Path == e.path {
			e.want, files = &files[0], files[1:]
		}
		if len(old) > 0 && old[0].Path == e.path {
			e.old, old = &old[0], old[1:]
		}
		if len(next) > 0 && next[0].Path == e.path {
			e.next, next = &next[0], next[1:]
		}
		all = append(all, e)
	}
	pointers := make([]*entry, len(all))
	for i := range all {
		pointers[i] = &all[i]
	}
	return pointers
}

// first is the least path of the heads of three lists, of which one is not empty.
func first(files []File, old, next []Locked) string {
	var heads [3]string
	n := 0
	if len(files) > 0 {
		heads[n], n = files[0].Path, n+1
	}
	for _, lines := range [...][]Locked{old, next} {
		if len(lines) > 0 {
			heads[n], n = lines[0].Path, n+1
		}
	}
	return slices.Min(heads[:n])
}

func (f *folder) entry(name string) *entry {
	i, ok := slices.BinarySearchFunc(f.entries, name, func(e *entry, name string) int { return strings.Compare(e.name, name) })
	if !ok {
		return nil
	}
	return f.entries[i]
}

func (f *folder) folder(name string) *folder {
	for _, sub := range f.folders {
		if sub.name == name {
			return sub
		}
	}
	return nil
}
