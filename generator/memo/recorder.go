package memo

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"hash"
	"io"
	"io/fs"
	"maps"
	"slices"
	"sync"
)

// Recorder is a file system that remembers what was read through it.
type Recorder struct {
	fsys fs.FS
	lock sync.Mutex
	seen map[Input]bool
	// partly tells that something was read in part, so that nobody knows what
	// the rest of it would have led to.
	partly bool
}

// Input is one thing that was read: a file, the names in a folder, or what
// stands at a name.
type Input struct {
	// Kind is one of the kinds below, Name slash-separated as for fs.FS.
	Kind, Name string
	// Digest is of what was found there; the kind of error where it failed.
	Digest string
}

// Kinds of an Input.
const (
	content = "content"
	names   = "names"
	state   = "state"
)

// Record returns a Recorder of fsys.
func Record(fsys fs.FS) *Recorder { return &Recorder{fsys: fsys, seen: map[Input]bool{}} }

// Inputs returns what was read, sorted, and whether that is all that counts:
// a file that is still open, or was not read to its end, spoils it.
func (r *Recorder) Inputs() ([]Input, bool) {
	r.lock.Lock()
	defer r.lock.Unlock()
	list := slices.SortedFunc(maps.Keys(r.seen), func(a, b Input) int {
		return slices.Compare([]string{a.Kind, a.Name, a.Digest}, []string{b.Kind, b.Name, b.Digest})
	})
	return list, !r.partly
}

func (r *Recorder) note(kind, name, digest string) {
	r.lock.Lock()
	defer r.lock.Unlock()
	r.seen[Input{kind, name, digest}] = true
}

// Open opens a file, whose content counts once it has been read and closed.
func (r *Recorder) Open(name string) (fs.File, error) {
	f, err := r.fsys.Open(name)
	if err != nil {
		r.note(content, name, failed(err))
		return nil, err
	}
	if info, err := f.Stat(); err == nil && info.IsDir() {
		r.spoil() // whoever lists a folder calls ReadDir
		return f, nil
	}
	return &file{File: f, recorder: r, name: name, sum: sha256.New()}, nil
}

// Stat tells what stands at a name; of that, only the kind of file counts.
func (r *Recorder) Stat(name string) (fs.FileInfo, error) {
	info, err := fs.Stat(r.fsys, name)
	r.note(state, name, stateOf(info, err))
	return info, err
}

// ReadDir lists a folder.
func (r *Recorder) ReadDir(name string) ([]fs.DirEntry, error) {
	entries, err := fs.ReadDir(r.fsys, name)
	r.note(names, name, namesOf(entries, err))
	return entries, err
}

func (r *Recorder) spoil() {
	r.lock.Lock()
	defer r.lock.Unlock()
	r.partly = true
}

// file notes what is read from it.
type file struct {
	fs.File
	recorder *Recorder
	name     string
	sum      hash.Hash
	ended    bool
}

func (f *file) Read(p []byte) (int, error) {
	n, err := f.File.Read(p)
	f.sum.Write(p[:n])
	f.ended = f.ended || err == io.EOF
	return n, err
}

// Close notes the content.
func (f *file) Close() error {
	if f.ended {
		f.recorder.note(content, f.name, hex.EncodeToString(f.sum.Sum(nil)))
	} else {
		f.recorder.spoil()
	}
	return f.File.Close()
}

// Same tells whether reading all inputs again finds the same.
func Same(fsys fs.FS, inputs []Input) bool {
	for _, i := range inputs {
		if i.Digest != again(fsys, i) {
			return false
		}
	}
	return true
}

func again(fsys fs.FS, i Input) string {
	switch i.Kind {
	case content:
		text, err := fs.ReadFile(fsys, i.Name)
		if err != nil {
			return failed(err)
		}
		sum := sha256.Sum256(text)
		return hex.EncodeToString(sum[:])
	case names:
		entries, err := fs.ReadDir(fsys, i.Name)
		return namesOf(entries, err)
	case state:
		info, err := fs.Stat(fsys, i.Name)
		return stateOf(info, err)
	}
	return ""
}

func stateOf(info fs.FileInfo, err error) string {
	if err != nil {
		return failed(err)
	}
	return info.Mode().Type().String()
}

func namesOf(entries []fs.DirEntry, err error) string {
	if err != nil {
		return failed(err)
	}
	sum := sha256.New()
	for _, e := range entries {
		fmt.Fprintf(sum, "%q %s\n", e.Name(), e.Type())
	}
	return hex.EncodeToString(sum.Sum(nil))
}

func failed(err error) string { return "error: " + err.Error() }
