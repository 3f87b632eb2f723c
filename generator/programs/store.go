package programs

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"gen/generator/plan"
	"gen/generator/private"
)

// LockFile and Folder are the names of what lies beside site.yaml.
const (
	LockFile = "programs.lock"
	Folder   = "archives"
)

// Error is a fact about programs, and what to type next.
type Error = private.Error

var (
	failed = private.Failed
	cannot = private.Cannot
)

// Options say where things lie and how to fetch them.
type Options struct {
	// Site is the folder of site.yaml.
	Site string
	// Mirror is a URL or folder that replaces the plan's; empty leaves it.
	Mirror string
	// Accept replaces lines of programs.lock whose archives have changed.
	Accept bool
	// Client fetches; nil is NewClient's.
	Client *http.Client
	// Tell is called with each archive that is about to be fetched; may be nil.
	Tell func(l Locked, from string)
}

// Store is the programs of one site. Program may be called by several
// goroutines at once.
type Store struct {
	options  Options
	needs    []need
	locked   []Locked
	lockText []byte
	archives *folder
	source   *source
	limits   limits

	mutex sync.Mutex
	seen  map[Locked]*Program
}

// Open reads programs.lock. The error is an *Error.
func Open(p *plan.Plan, o Options) (*Store, error) {
	s := &Store{options: o, limits: usual, seen: map[Locked]*Program{}, source: &source{mirror(p, o), o.Client, silence}}
	if s.source.client == nil {
		s.source.client = NewClient()
	}
	var err error
	if s.needs, err = needs(p); err != nil {
		return nil, err
	}
	if s.lockText, err = os.ReadFile(s.lockPath()); errors.Is(err, fs.ErrNotExist) {
		s.lockText = nil
	} else if err != nil {
		return nil, cannot("read", s.lockPath(), err)
	} else if s.locked, err = ParseLock(s.lockText); err != nil {
		return nil, err
	}
	s.archives, err = openFolder(filepath.Join(o.Site, Folder))
	return s, err
}

// mirror is where archives come from; a relative folder counts from site.yaml.
func mirror(p *plan.Plan, o Options) string {
	switch {
	case o.Mirror != "":
		return strings.TrimRight(o.Mirror, "/")
	case p.Mirror == "" || strings.Contains(p.Mirror, "://") || filepath.IsAbs(p.Mirror):
		return p.Mirror
	}
	return filepath.Join(o.Site, p.Mirror)
}

func (s *Store) lockPath() string { return filepath.Join(s.options.Site, LockFile) }

// find returns the line of programs.lock for what is needed.
func (s *Store) find(n Locked) (Locked, bool) {
	at, ok := slices.BinarySearchFunc(s.locked, n, compareLocked)
	if !ok {
		return Locked{}, false
	}
	return s.locked[at], true
}

// Program is a program with its digest, which programs.lock tells.
type Program struct {
	Content []byte // not to be changed
	SHA256  string
}

// Used tells whether there is a programs.lock. Without one, the site's programs
// come from elsewhere.
func (s *Store) Used() bool { return s.lockText != nil }

// Program returns what is to lie at the Binary of an instance, or nil when
// something else brings it: a package, an image or the user.
func (s *Store) Program(i *plan.Instance) (*Program, error) {
	if i.Release == nil {
		return nil, nil
	}
	need := of(i).Locked
	l, ok := s.find(need)
	if !ok || l.URL != need.URL || l.Program != need.Program {
		return nil, failed("gen lock", "%s has no %s, which %s needs", LockFile, need, i.Node.Name)
	}
	s.mutex.Lock()
	defer s.mutex.Unlock()
	if program, ok := s.seen[l]; ok {
		return program, nil
	}
	content, err := s.verified(l)
	if err != nil {
		return nil, err
	}
	s.seen[l] = &Program{content, l.SHA256}
	return s.seen[l], nil
}

// verified reads a program from its archive if both are what is locked.
func (s *Store) verified(l Locked) ([]byte, error) {
	at := place(l.URL)
	switch sum, err := s.archives.digest(at); {
	case err != nil:
		return nil, err
	case sum == "":
		return nil, failed("gen lock", "the archive of %s has not been fetched: there is no %s", l, s.archives.shown(at))
	case sum != l.Archive:
		return nil, failed("remove it, and gen lock fetches it anew", "the archive %s is not what %s says", s.archives.shown(at), LockFile)
	}
	program, err := s.unpack(l)
	if err == nil && sha256Hex(program) != l.SHA256 {
		err = failed("take the file back from git", "%s tells another digest of the program of %s than it has in its archive", LockFile, l)
	}
	return program, err
}

// unpack reads a program from its archive in the folder.
func (s *Store) unpack(l Locked) ([]byte, error) {
	at := place(l.URL)
	file, err := s.archives.open(at)
	if err != nil {
		return nil, cannot("read", s.archives.shown(at), err)
	}
	defer file.Close()
	program, err := s.limits.unpack(file, l.Program)
	switch {
	case err != nil:
		return nil, failed("correct release in the blueprint of "+l.Service, "the archive %s cannot be used: %s", s.archives.shown(at), err)
	case !runsOn(program, l.Arch):
		return nil, failed("see what it is: head -c 200 "+s.archives.shown(at), "what %s holds is no program for Linux on %s", s.archives.shown(at), l.Arch)
	}
	return program, nil
}

// save writes programs.lock in one step, unless it says the same already. Where
// nothing was ever locked, programs come from elsewhere.
func (s *Store) save(lines []Locked) error {
	text := FormatLock(lines)
	if bytes.Equal(text, s.lockText) || len(lines) == 0 && !s.Used() {
		return nil
	}
	part := s.lockPath() + ".gen-tmp"
	err := os.WriteFile(part, text, fileMode)
	if err == nil {
		err = os.Rename(part, s.lockPath())
	}
	if err != nil {
		_ = os.Remove(part)
		return cannot("write", s.lockPath(), err)
	}
	s.locked, s.lockText = lines, text
	return nil
}

func sha256Hex(text []byte) string {
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:])
}
