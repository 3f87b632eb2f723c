package pki

import (
	"errors"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"
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
func (s *Store) readKey(path string) (text []byte, name string, err error) {
	if s.keys == nil {
		return nil, "", nil
	}
	for _, at := range []string{path, path + sealedSuffix} {
		info, err := s.keys.Lstat(at)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		shown := s.name(file{secret: true, path: at})
		switch {
		case err != nil:
			return nil, "", cannot("read", shown, err)
		case !info.Mode().IsRegular():
			return nil, "", failed("put the key itself there", "the key %s is no regular file", shown)
		case info.Mode().Perm()&othersMay != 0:
			return nil, "", failed("chmod 600 "+shown, "others can read the key %s: its mode is %04o", shown, info.Mode().Perm())
		}
		if text, err = s.keys.ReadFile(at); err != nil {
			return nil, "", cannot("read", shown, err)
		}
		return text, shown, nil
	}
	return nil, "", nil
}

// write puts all files in place: first all contents beside their places, so
// that most errors leave everything as it was, then all names.
func (s *Store) write(files []file) error {
	if err := s.makeOut(); err != nil {
		return err
	}
	for at, f := range files {
		if err := s.stage(f); err != nil {
			for _, f := range files[:at+1] {
				_ = s.root(f).Remove(staged(f.path))
			}
			return cannot("write", s.name(f), err)
		}
	}
	for _, f := range files {
		if err := s.root(f).Rename(staged(f.path), f.path); err != nil {
			return cannot("write", s.name(f), err)
		}
		s.removeTwin(f)
	}
	return nil
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

func staged(name string) string { return path.Join(path.Dir(name), stagePrefix+path.Base(name)) }

// stage writes the content beside its place. An authority's key is all that
// could not be made again, so that it alone has to reach the disk.
func (s *Store) stage(f file) error {
	root, mode, folder := s.root(f), fs.FileMode(0o644), fs.FileMode(0o755)
	if f.secret {
		mode, folder = keyMode, keyFolderMode
	}
	if dir := path.Dir(f.path); dir != "." {
		if err := root.MkdirAll(dir, folder); err != nil {
			return err
		}
	}
	name := staged(f.path)
	if err := root.Remove(name); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	target, err := root.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, mode)
	if err != nil {
		return err
	}
	_, err = target.Write(f.content)
	if path.Dir(f.path) == "." {
		err = errors.Join(err, target.Sync())
	}
	return errors.Join(err, target.Close())
}

// removeTwin removes the plain key beside an encrypted one, or the other way round.
func (s *Store) removeTwin(f file) {
	if !f.secret {
		return
	}
	if plain, sealed := strings.CutSuffix(f.path, sealedSuffix); sealed {
		_ = s.keys.Remove(plain)
	} else {
		_ = s.keys.Remove(f.path + sealedSuffix)
	}
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
