package secrets

import (
	"bytes"
	"path/filepath"
	"slices"
	"strings"

	"gen/generator/blueprint"
	"gen/generator/private"
)

// Sources of a secret, as Row.Source names them.
const (
	FromFile        = "file"
	FromAge         = "age"
	FromEnvironment = "environment"
	FromCommand     = "command"
)

// found is a secret and where it was, or why it is not to be had.
type found struct {
	text hidden
	// source is one of the constants above, empty for none; where is the file,
	// variable or command as people type it.
	source, where string
	err           error
}

// maxSize is more than any reader takes.
const maxSize = 64 << 10

// variablePrefix begins the names of environment variables with secrets.
const variablePrefix = "GEN_SECRET_"

// Variable is the environment variable that can hold a secret.
func Variable(name string) string {
	return variablePrefix + strings.ToUpper(strings.NewReplacer("-", "_", ".", "_").Replace(name))
}

// find returns a secret, which it looks for once.
func (s *Store) find(name string) found {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	f, ok := s.found[name]
	if !ok {
		f = s.search(name)
		s.found[name] = f
	}
	return f
}

// search asks one source after the other.
func (s *Store) search(name string) found {
	for _, ask := range []func(string) (found, bool){s.file, s.variable, s.command} {
		f, ok := ask(name)
		if !ok {
			continue
		}
		if f.err == nil && len(f.text()) > maxSize {
			f.err = private.Failed("gen secrets set "+name, "the secret %s (%s) is larger than %d KiB", name, f.where, maxSize>>10)
		}
		if f.err == nil {
			f.text = hide(s.cut(name, f.text()))
		}
		return f
	}
	return found{err: private.Failed("gen secrets set "+name, "the secret %s is nowhere: not in %s, and not in the environment as %s", name, s.shown(name), Variable(name))}
}

// cut takes off the line ends that editors and commands put last, unless a
// reader wants the file as it stands.
func (s *Store) cut(name string, text []byte) []byte {
	whole := func(u use) bool { return slices.Contains(u.secret.Forms, blueprint.SecretFile) }
	if slices.ContainsFunc(s.uses[name], whole) {
		return text
	}
	return bytes.TrimRight(text, "\r\n")
}

// shown is the file of a secret as people type it.
func (s *Store) shown(name string) string { return filepath.Join(s.options.Folder, name) }

// file looks into the folder: for the plain file, then for the encrypted one.
func (s *Store) file(name string) (found, bool) {
	if s.root == nil {
		return found{}, false
	}
	for _, way := range []struct{ suffix, source string }{{"", FromFile}, {private.Sealed, FromAge}} {
		f := found{source: way.source, where: s.shown(name + way.suffix)}
		text, err := private.Read(s.root, name+way.suffix, f.where, habits)
		if err == nil && text == nil {
			continue
		}
		if err == nil {
			text, err = s.age.Open(f.where, text)
		}
		f.text, f.err = hide(text), err
		return f, true
	}
	return found{}, false
}

// variable looks into the environment. A variable that two secrets of the site
// share says nothing about either.
func (s *Store) variable(name string) (found, bool) {
	f := found{source: FromEnvironment, where: Variable(name)}
	text, ok := s.options.Lookup(f.where)
	if !ok {
		return f, false
	}
	for _, other := range s.Names() {
		if other != name && Variable(other) == f.where {
			f.err = private.Failed("unset "+f.where+", and gen secrets set both", "%s could be of the secret %s or of %s", f.where, min(name, other), max(name, other))
		}
	}
	f.text = hide([]byte(text))
	return f, true
}
