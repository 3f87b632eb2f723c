package pki

import (
	"errors"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"gen/generator/private"
)

// stagePrefix is that of package tree, whose next write sweeps what a kill left.
const stagePrefix = ".gen-tmp-"

// file is one that is to be written: below the key folder, or the output folder.
type file struct {
	secret  bool
	path    string
	content []byte
}

// name is the path of a file as people type it.
func (s *Store) name(f file) string {
	if f.secret {
		return filepath.Join(s.keysName, filepath.FromSlash(f.path))
	}
	return filepath.Join(s.outName, filepath.FromSlash(f.path))
}

func (s *Store) root(f file) *os.Root {
	if f.secret {
		return s.keys
	}
	return s.out
}

// read returns a public file; ok is false where there is none.
func (s *Store) read(name string) (text []byte, ok bool, err error) {
	if s.out == nil {
		return nil, false, nil
	}
	text, err = s.out.ReadFile(name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, false, nil
	}
	if err != nil {
		return nil, false, cannot("read", s.name(file{path: name}), err)
	}
	return text, true, nil
}

// readKey returns a key file, plain or encrypted, with the name that it has;
// name is empty where there is none. A key that others can read, or that lies
// elsewhere behind a symlink, is an error.
func (s *Store) readKey(name string) (text []byte, shown string, err error) {
	if s.keys == nil {
		return nil, "", nil
	}
	folder, err := s.enter(true, path.Dir(name))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, "", nil
	}
	if err != nil {
		return nil, "", cannot("read", s.name(file{secret: true, path: name}), err)
	}
	defer s.leave(folder)
	for _, suffix := range []string{"", sealedSuffix} {
		text, err = private.Read(folder, path.Base(name)+suffix, s.name(file{secret: true, path: name + suffix}), keyHabits)
		if err != nil || text != nil {
			return text, s.name(file{secret: true, path: name + suffix}), err
		}
	}
	return nil, "", nil
}

// enter opens a folder below the key folder or the output folder.
func (s *Store) enter(secret bool, dir string) (*os.Root, error) {
	root := s.root(file{secret: secret})
	if dir == "." {
		return root, nil
	}
	return root.OpenRoot(dir)
}

// leave closes what enter has opened.
func (s *Store) leave(folder *os.Root) {
	if folder != s.keys && folder != s.out {
		folder.Close()
	}
}

// write puts all files in place: first all contents beside their places, so
// that most errors leave everything as it was, then all names.
func (s *Store) write(files []file) error {
	if err := s.makeOut(); err != nil {
		return err
	}
	places := placesOf(files)
	err := s.inPlaces(places, s.stage)
	if err != nil {
		_ = s.inPlaces(places, func(folder *os.Root, f file) error { _ = folder.Remove(staged(f.path)); return nil })
		return err
	}
	return s.inPlaces(places, s.rename)
}

// place is all that is written into one folder: below the key folder, and at
// the same path below the output folder.
type place struct {
	dir   string
	files []file
}

// placesOf sorts files by folder, in the order of first mention.
func placesOf(files []file) []place {
	var places []place
	index := map[string]int{}
	for _, f := range files {
		dir := path.Dir(f.path)
		at, known := index[dir]
		if !known {
			at = len(places)
			index[dir], places = at, append(places, place{dir: dir})
		}
		places[at].files = append(places[at].files, f)
	}
	return places
}

// inPlaces does something with every file, in the folder in which it lies. The
// root of both trees comes first, as whom to trust is there.
func (s *Store) inPlaces(places []place, do func(*os.Root, file) error) error {
	root := slices.IndexFunc(places, func(p place) bool { return p.dir == "." })
	if root >= 0 {
		if err := s.inPlace(places[root], do); err != nil {
			return err
		}
	}
	return parallel(len(places), func(at int) error {
		if at == root {
			return nil
		}
		return s.inPlace(places[at], do)
	})
}

// inPlace opens each of the two folders of a place once.
func (s *Store) inPlace(p place, do func(*os.Root, file) error) error {
	for _, secret := range []bool{true, false} {
		var folder *os.Root
		for _, f := range p.files {
			if f.secret != secret {
				continue
			}
			if folder == nil {
				var err error
				if folder, err = s.enterNew(secret, p.dir); err != nil {
					return cannot("write", s.name(f), err)
				}
				defer s.leave(folder)
			}
			if err := do(folder, f); err != nil {
				return cannot("write", s.name(f), err)
			}
		}
	}
	return nil
}

// enterNew makes a folder if there is none.
func (s *Store) enterNew(secret bool, dir string) (*os.Root, error) {
	folder, err := s.enter(secret, dir)
	if !errors.Is(err, fs.ErrNotExist) {
		return folder, err
	}
	mode := fs.FileMode(0o755)
	if secret {
		mode = keyFolderMode
	}
	if err := s.root(file{secret: secret}).MkdirAll(dir, mode); err != nil {
		return nil, err
	}
	return s.enter(secret, dir)
}

// makeOut makes the output folder if there is none.
func (s *Store) makeOut() (err error) {
	if s.out != nil {
		return nil
	}
	if err = os.MkdirAll(s.outName, 0o755); err == nil {
		s.out, err = os.OpenRoot(s.outName)
	}
	if err != nil {
		return cannot("make", s.outName, err)
	}
	return nil
}

// staged is the name of a file before it has its own.
func staged(name string) string { return stagePrefix + path.Base(name) }

// stage writes the content beside its place. An authority's key is all that
// could not be made again, so that it alone has to reach the disk.
func (s *Store) stage(folder *os.Root, f file) error {
	mode := fs.FileMode(0o644)
	if f.secret {
		mode = keyMode
	}
	open := func() (*os.File, error) {
		return folder.OpenFile(staged(f.path), os.O_WRONLY|os.O_CREATE|os.O_EXCL, mode)
	}
	target, err := open()
	if errors.Is(err, fs.ErrExist) { // left by a kill
		if err := folder.Remove(staged(f.path)); err != nil {
			return err
		}
		target, err = open()
	}
	if err != nil {
		return err
	}
	_, err = target.Write(f.content)
	if path.Dir(f.path) == "." {
		err = errors.Join(err, target.Sync())
	}
	return errors.Join(err, target.Close())
}

// rename puts what is staged in place. A key has one form, plain or encrypted.
func (s *Store) rename(folder *os.Root, f file) error {
	name := path.Base(f.path)
	if err := folder.Rename(staged(f.path), name); err != nil {
		return err
	}
	if !f.secret {
		return nil
	}
	twin, sealed := strings.CutSuffix(name, sealedSuffix)
	if !sealed {
		twin = name + sealedSuffix
	}
	if err := folder.Remove(twin); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}

// remove deletes a file and the folders that it leaves empty.
func (s *Store) remove(f file) error {
	root := s.root(f)
	if err := root.Remove(f.path); err != nil {
		return cannot("remove", s.name(f), err)
	}
	for dir := path.Dir(f.path); dir != "."; dir = path.Dir(dir) {
		if root.Remove(dir) != nil { // something is in it
			break
		}
	}
	return nil
}
