package pki

import (
	"os"

	"gen/generator/private"
)

const (
	keyFolderMode = private.FolderMode
	keyMode       = private.FileMode
	ignoreFile    = private.IgnoreFile
)

// keyHabits are how the key folder is kept and spoken of.
var keyHabits = private.Habits{
	Folder: "key folder", Thing: "key", Flag: "--keys",
	Exposed:   "; if others could copy a key, also gen pki rotate start",
	Committed: "; whoever has a copy of the repository has the key, so also gen pki rotate start",
	Ignore:    "# Written by gen: nothing in this folder belongs into git.\n*\n",
	Mend:      "make * its only line",
}

// openKeys opens the key folder, or returns nil if there is none. It refuses a
// folder that others can read, or that git or the output would spread.
func openKeys(keys, out string) (*os.Root, error) { return private.Open(keys, out, keyHabits) }

// own makes the key folder if there is none, keeps git out of it, and keeps
// every other gen from writing until the store is closed.
func (s *Store) own() (err error) {
	if s.keys == nil {
		var lock *os.File
		if s.keys, lock, err = private.Make(s.keysName, s.outName, keyHabits); err == nil {
			s.locked = lock
		}
		return err
	}
	lock, err := private.Lock(s.keys, s.keysName, keyHabits)
	if err != nil {
		return err
	}
	s.locked = lock
	return private.Ignore(s.keys, s.keysName, keyHabits)
}
