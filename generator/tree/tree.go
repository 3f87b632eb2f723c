package tree

import (
	"io/fs"
	"iter"
	"maps"
	"slices"
	"strings"
)

// What a service needs when one of its files changes; the values of File.OnChange.
const (
	Nothing = ""
	Reload  = "reload"
	Restart = "restart"
)

// File is one output file.
type File struct {
	// Path is slash-separated and relative to the output folder, such as
	// "client1/etc/node_exporter/web.yml".
	Path string
	// Content is not copied: it must not change after Add.
	Content []byte
	// Mode is the mode on the node, such as 0644, 0640 or 0755; 0 becomes 0644.
	Mode fs.FileMode
	// Owner is the owner on the node, such as "root:root" or "root:65534"; "" becomes "root:root".
	Owner string
	// Service is the service instance of the node that the file belongs to, "" is the node or the site itself.
	Service string
	// OnChange is what that service needs when the file changes: Reload, Restart or Nothing.
	OnChange string
	// Unit is the systemd unit or compose service to reload or restart, "" is none.
	Unit string
	// Secrets are the names of secrets whose placeholders are filled in on the node (rare).
	Secrets []string
}

// Tree is a set of output files that can stand side by side in one folder, on
// any file system. The zero Tree is empty and ready for use.
type Tree struct {
	files []File // in the order of Add
	// places holds every path and every folder on the way to one, by its case-folded spelling.
	places map[string]place
}

// place is what stands at a path of the tree: files[file], or a folder if file is noFile.
type place struct {
	path string
	file int
}

const noFile = -1

// New makes a tree of files, or tells of the first that cannot be in it.
func New(files ...File) (*Tree, error) {
	t := &Tree{}
	for _, f := range files {
		if err := t.Add(f); err != nil {
			return nil, err
		}
	}
	return t, nil
}

// Add puts f into the tree. The error is an *Error of kind ErrPath (the path is
// not clean, taken, a folder, or collides with another where case is ignored)
// or ErrLabel (mode, owner, service, on-change, unit or secrets cannot stand in the lock).
func (t *Tree) Add(f File) error {
	f = withDefaults(f)
	if err := checkFile(f); err != nil {
		return err
	}
	folders, err := t.missingFolders(f.Path)
	if err != nil {
		return err
	}
	t.insert(f, folders)
	return nil
}

// Grow makes room for more files, which are then added without growing step by step.
func (t *Tree) Grow(files int) {
	const folders = 1.2 // of each file, not counting those that it shares
	places := make(map[string]place, len(t.places)+int(float64(files)*(1+folders)))
	maps.Copy(places, t.places)
	t.files, t.places = slices.Grow(t.files, files), places
}

// Len is the number of files.
func (t *Tree) Len() int { return len(t.files) }

// Files returns the files sorted by path, in a slice of its own.
func (t *Tree) Files() []File {
	files := slices.Clone(t.files)
	slices.SortFunc(files, func(a, b File) int { return strings.Compare(a.Path, b.Path) })
	return files
}

// All yields the files in the order in which they were added.
func (t *Tree) All() iter.Seq[File] { return slices.Values(t.files) }

// Get returns the file at path, and whether there is one.
func (t *Tree) Get(path string) (File, bool) {
	p, ok := t.places[fold(path)]
	if !ok || p.file == noFile || p.path != path {
		return File{}, false
	}
	return t.files[p.file], true
}

// Folder tells whether path is a folder of the tree.
func (t *Tree) Folder(path string) bool {
	p, ok := t.places[fold(path)]
	return ok && p.file == noFile && p.path == path
}

// Below returns the paths of the files inside a folder, sorted. It looks at
// every file of the tree.
func (t *Tree) Below(folder string) []string {
	var paths []string
	inside := folder + "/"
	for _, f := range t.files {
		if strings.HasPrefix(f.Path, inside) {
			paths = append(paths, f.Path)
		}
	}
	slices.Sort(paths)
	return paths
}

func withDefaults(f File) File {
	if f.Mode == 0 {
		f.Mode = 0o644
	}
	if f.Owner == "" {
		f.Owner = "root:root"
	}
	return f
}

// missingFolders returns the folders of path that the tree does not have yet,
// after it has made sure that nothing stands in the way of path.
func (t *Tree) missingFolders(path string) ([]string, error) {
	if p, ok := t.places[fold(path)]; ok {
		return nil, collision(path, path, p)
	}
	var missing []string
	for dir := parent(path); dir != ""; dir = parent(dir) {
		p, ok := t.places[fold(dir)]
		if ok && p.file == noFile && p.path == dir {
			break // and so are all above it
		}
		if ok {
			return nil, collision(path, dir, p)
		}
		missing = append(missing, dir)
	}
	return missing, nil
}

func (t *Tree) insert(f File, folders []string) {
	if t.places == nil {
		t.places = map[string]place{}
	}
	for _, dir := range folders {
		t.places[fold(dir)] = place{dir, noFile}
	}
	t.places[fold(f.Path)] = place{f.Path, len(t.files)}
	t.files = append(t.files, f)
}

// parent is the folder of path, "" at the root of the tree.
func parent(path string) string { return path[:max(0, strings.LastIndexByte(path, '/'))] }
