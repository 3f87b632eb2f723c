package programs

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"

	"gen/generator/private"
)

// folderMode and fileMode are those of what is fetched; none of it is secret.
const (
	folderMode = 0o755
	fileMode   = 0o644
	stage      = ".gen-tmp-"
)

// habits are how the folder of archives is spoken of. Git is kept out of it,
// as what it holds is large and can be fetched again.
var habits = private.Habits{Folder: "folder of archives", Ignore: "# Written by gen: archives are fetched by gen lock and stay out of git.\n*\n"}

// folder is the folder of archives.
type folder struct {
	name string
	root *os.Root
}

// openFolder opens the folder, or returns one without a root where there is none.
func openFolder(name string) (*folder, error) {
	root, err := os.OpenRoot(name)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, cannot("open", name, err)
	}
	return &folder{name, root}, nil
}

// make makes the folder, and keeps every other gen out of it until unlock is
// called or the process ends.
func (f *folder) make() (unlock func(), err error) {
	if f.root == nil {
		if err = os.MkdirAll(f.name, folderMode); err == nil {
			f.root, err = os.OpenRoot(f.name)
		}
		if err != nil {
			return nil, cannot("make", f.name, err)
		}
	}
	lock, err := private.Lock(f.root, f.name, habits)
	if err != nil {
		return nil, err
	}
	if err := private.Ignore(f.root, f.name, habits); err != nil {
		lock.Close()
		return nil, err
	}
	return func() { lock.Close() }, nil
}

// shown is the path of an archive as people type it.
func (f *folder) shown(at string) string { return filepath.Join(f.name, filepath.FromSlash(at)) }

// open opens an archive; it is fs.ErrNotExist where there is none.
func (f *folder) open(at string) (*os.File, error) {
	if f.root == nil {
		return nil, fs.ErrNotExist
	}
	file, err := f.root.Open(at)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, cannot("read", f.shown(at), err)
	}
	return file, err
}

// digest is that of an archive in the folder; empty where there is none.
func (f *folder) digest(at string) (string, error) {
	file, err := f.open(at)
	if errors.Is(err, fs.ErrNotExist) {
		return "", nil
	}
	if err != nil {
		return "", err
	}
	defer file.Close()
	sum := sha256.New()
	if _, err := io.Copy(sum, file); err != nil {
		return "", cannot("read", f.shown(at), err)
	}
	return hex.EncodeToString(sum.Sum(nil)), nil
}

// put reads from to its end and lays it at a place if keep agrees to its
// digest. A partial or refused file never has the name of a whole one.
func (f *folder) put(at string, from io.Reader, limit int64, keep func(sum string) error) error {
	if err := f.root.MkdirAll(path.Dir(at), folderMode); err != nil {
		return cannot("make", f.shown(path.Dir(at)), err)
	}
	part := path.Join(path.Dir(at), stage+path.Base(at))
	sum, err := f.copy(part, from, limit)
	if err == nil {
		err = keep(sum)
	}
	if err == nil {
		if err = f.root.Rename(part, at); err != nil {
			err = cannot("write", f.shown(at), err)
		}
	}
	if err != nil {
		_ = f.root.Remove(part)
	}
	return err
}

// copy writes a file and returns its digest.
func (f *folder) copy(part string, from io.Reader, limit int64) (string, error) {
	file, err := f.root.OpenFile(part, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, fileMode)
	if err != nil {
		return "", cannot("write", f.shown(part), err)
	}
	sum := sha256.New()
	n, err := io.Copy(io.MultiWriter(file, sum), io.LimitReader(from, limit+1))
	if closed := file.Close(); err == nil {
		err = closed
	}
	switch {
	case err != nil:
		return "", err
	case n > limit:
		return "", errors.New("it is larger than any archive is")
	}
	return hex.EncodeToString(sum.Sum(nil)), nil
}
