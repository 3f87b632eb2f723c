package secrets

import (
	"crypto/rand"
	"errors"
	"io/fs"
	"os"

	"gen/generator/private"
)

// Set puts a secret into the folder, which it makes if there is none: encrypted
// where there are age recipients, given or in the folder, else as it is. It
// returns the file as people type it. The error is an *Error: the site has no
// such secret, or one of its readers could not use it.
func (s *Store) Set(name string, text []byte) (string, error) {
	if err := s.known(name); err != nil {
		return "", err
	}
	text = s.cut(name, text)
	if len(text) > maxSize {
		return "", private.Failed("", "the secret %s is larger than %d KiB", name, maxSize>>10)
	}
	if why := s.wrong(name, found{text: hide(text)}); why != "" {
		return "", private.Failed("nothing was written", "the secret %s cannot be used: %s", name, why)
	}
	shown, err := s.keep(name, text)
	s.mutex.Lock()
	defer s.mutex.Unlock()
	delete(s.found, name)
	return shown, err
}

// Random is a password that every reader can use: 32 letters and digits, more
// than 150 bits.
func Random() []byte {
	text := rand.Text() + rand.Text()
	return []byte(text[:32])
}

// keep writes a private file, encrypted if there is anybody to encrypt it to,
// and removes what had its name in the other form.
func (s *Store) keep(name string, text []byte) (string, error) {
	lock, err := s.own()
	if err != nil {
		return "", err
	}
	defer lock.Close()
	recipients, err := s.recipients()
	if err != nil {
		return "", err
	}
	file, twin := name, name+private.Sealed
	if len(recipients) > 0 {
		file, twin = twin, file
		s.age.Recipients = recipients
		if text, err = s.age.Close(text); err != nil {
			return "", err
		}
	}
	if err := private.Write(s.root, file, s.shown(file), text, private.FileMode); err != nil {
		return "", err
	}
	if err := s.root.Remove(twin); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return "", private.Cannot("remove", s.shown(twin), err)
	}
	return s.shown(file), nil
}

// recipients are those of the command line, else those of the folder.
func (s *Store) recipients() ([]byte, error) {
	if len(s.options.Recipients) > 0 {
		return s.options.Recipients, nil
	}
	text, err := s.root.ReadFile(recipientsFile)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, private.Cannot("read", s.shown(recipientsFile), err)
	}
	return text, nil
}

// own makes the folder and its .gitignore if they are not there, and keeps
// every other gen from writing until the lock is closed.
func (s *Store) own() (*os.File, error) {
	if s.root == nil {
		root, lock, err := private.Make(s.options.Folder, s.options.Out, habits)
		s.root = root
		return lock, err
	}
	lock, err := private.Lock(s.root, s.options.Folder, habits)
	if err != nil {
		return nil, err
	}
	return lock, private.Ignore(s.root, s.options.Folder, habits)
}
