package pki

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
)

const (
	keyFolderMode = 0o700
	keyMode       = 0o600
	othersMay     = 0o077
	ignoreFile    = ".gitignore"
)

var ignoreAll = []byte("# Written by gen: nothing in this folder belongs into git.\n*\n")

// openKeys opens the key folder, or returns nil if there is none. It refuses a
// folder that others can read, or that git or the output would spread.
func openKeys(keys, out string) (*os.Root, error) {
	info, err := os.Stat(keys)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, apart(keys, out)
	}
	switch {
	case err != nil:
		return nil, cannot("read", keys, err)
	case !info.IsDir():
		return nil, failed("name another folder by --keys", "%s is not a folder", keys)
	case info.Mode().Perm()&othersMay != 0:
		return nil, failed("chmod 700 "+keys+"; if others could copy a key, also gen pki rotate start", "others can read the key folder %s: its mode is %04o", keys, info.Mode().Perm())
	}
	if err := apart(keys, out); err != nil {
		return nil, err
	}
	if err := offGit(keys); err != nil {
		return nil, err
	}
	root, err := os.OpenRoot(keys)
	if err != nil {
		return nil, cannot("read", keys, err)
	}
	return root, nil
}

// apart refuses folders of which one lies in the other: one is committed and
// the other must never be.
func apart(keys, out string) error {
	a, b := resolved(keys), resolved(out)
	if a != b && !strings.HasPrefix(a, b+"/") && !strings.HasPrefix(b, a+"/") {
		return nil
	}
	return failed("name a folder beside the output folder by --keys", "the key folder %s and the output folder %s lie in one another, and the output is committed", keys, out)
}

// resolved is the path that a folder really has, also if it does not exist yet.
func resolved(folder string) string {
	path, err := filepath.Abs(folder)
	if err != nil {
		return filepath.Clean(folder)
	}
	if real, err := filepath.EvalSymlinks(path); err == nil {
		return real
	}
	return filepath.Join(resolved(filepath.Dir(path)), filepath.Base(path))
}

// offGit refuses a key folder of which git knows a key that is not encrypted,
// or whose .gitignore lets git take one.
func offGit(keys string) error {
	text, err := os.ReadFile(filepath.Join(keys, ignoreFile))
	switch {
	case errors.Is(err, fs.ErrNotExist): // own writes it
	case err != nil:
		return cannot("read", filepath.Join(keys, ignoreFile), err)
	case !slices.Contains(strings.Fields(string(text)), "*"):
		return failed("make * its only line", "%s does not keep git from the keys", filepath.Join(keys, ignoreFile))
	}
	for _, path := range tracked(keys) {
		if name := filepath.Base(path); name != ignoreFile && !strings.HasSuffix(name, sealedSuffix) {
			return failed("git rm -r --cached "+keys+"; whoever has a copy of the repository has the key, so also gen pki rotate start",
				"git tracks the key %s", filepath.Join(keys, filepath.FromSlash(path)))
		}
	}
	return nil
}

// tracked are the files below the folder that git knows; none where there is
// no git or no repository.
func tracked(folder string) []string {
	git := exec.Command("git", "-c", "core.fsmonitor=false", "ls-files", "-z")
	git.Dir = folder
	list, err := git.Output()
	if err != nil {
		return nil
	}
	var paths []string
	for path := range bytes.SplitSeq(list, []byte{0}) {
		if len(path) > 0 {
			paths = append(paths, string(path))
		}
	}
	return paths
}

// own makes the key folder if there is none, keeps git out of it, and keeps
// every other gen from writing until the store is closed.
func (s *Store) own() error {
	if s.keys == nil {
		if err := os.MkdirAll(s.keysName, keyFolderMode); err != nil {
			return cannot("make", s.keysName, err)
		}
		root, err := openKeys(s.keysName, s.outName)
		if err != nil {
			return err
		}
		s.keys = root
	}
	if err := s.lock(); err != nil {
		return err
	}
	if _, err := s.keys.Lstat(ignoreFile); err == nil {
		return nil
	}
	if err := s.keys.WriteFile(ignoreFile, ignoreAll, 0o600); err != nil {
		return cannot("write", filepath.Join(s.keysName, ignoreFile), err)
	}
	return nil
}

// lock takes flock(2) on the key folder, which the end of the process releases.
func (s *Store) lock() error {
	folder, err := s.keys.Open(".")
	if err != nil {
		return cannot("read", s.keysName, err)
	}
	if err := syscall.Flock(int(folder.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		folder.Close()
		if errors.Is(err, syscall.EWOULDBLOCK) {
			return failed("wait until it is done", "another gen is at work in the key folder %s", s.keysName)
		}
		return cannot("lock", s.keysName, err)
	}
	s.locked = folder
	return nil
}
