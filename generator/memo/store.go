package memo

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"time"
)

// Memory is what a run has found out about a site.
type Memory struct {
	// Program tells builds of gen apart.
	Program string
	// Inputs is all that the run has read.
	Inputs []Input
	// Lock is the SHA-256 digest of the gen.lock that they lead to.
	Lock string
	// Until is the moment from which on a run would find something else by the
	// clock alone; zero for none.
	Until time.Time
	// Proof is what gen check says about the proof; empty after a run that did
	// not prove as much as it does.
	Proof json.RawMessage `json:",omitempty"`
}

// Store keeps memories in a folder, one for each site. The zero Store keeps none.
type Store struct{ folder, program string }

// variable is the environment's: a folder, or off.
const variable = "GEN_CACHE"

// Default is the store in the user's cache folder, or where GEN_CACHE says; with
// GEN_CACHE=off, or where neither can be had, it keeps none.
func Default() Store {
	folder := os.Getenv(variable)
	if folder == "" {
		cache, err := os.UserCacheDir()
		if err != nil {
			return Store{}
		}
		folder = filepath.Join(cache, "gen")
	}
	if folder == "off" || !filepath.IsAbs(folder) {
		return Store{}
	}
	return Store{folder: folder, program: program()}
}

// program names the running program: its file, with size and time, as another
// build of gen may make other bytes of the same input.
func program() string {
	name, err := os.Executable()
	if err != nil {
		return ""
	}
	info, err := os.Stat(name)
	if err != nil {
		return ""
	}
	return fmt.Sprintf("%s %d %d", name, info.Size(), info.ModTime().UnixNano())
}

// Get returns what is remembered about the site at file, if this program has
// found it out.
func (s Store) Get(file string) (Memory, bool) {
	var m Memory
	path := s.path(file)
	if path == "" {
		return m, false
	}
	text, err := os.ReadFile(path)
	if err != nil || json.Unmarshal(text, &m) != nil {
		return Memory{}, false
	}
	return m, m.Program == s.program && m.Lock != ""
}

// Put remembers something about the site at file. It fails in silence: what is
// not remembered is only done again.
func (s Store) Put(file string, m Memory) {
	path := s.path(file)
	if path == "" {
		return
	}
	m.Program = s.program
	text, err := json.Marshal(m)
	if err != nil || os.MkdirAll(s.folder, 0o700) != nil {
		return
	}
	replace(path, text)
}

// replace writes a file at once or not at all.
func replace(path string, text []byte) {
	f, err := os.CreateTemp(filepath.Dir(path), ".new-*")
	if err != nil {
		return
	}
	_, err = f.Write(text)
	if closed := f.Close(); err == nil && closed == nil {
		err = os.Rename(f.Name(), path)
	}
	if err != nil {
		_ = os.Remove(f.Name())
	}
}

// path is where a site's memory lies; empty if nothing is kept.
func (s Store) path(file string) string {
	where, err := filepath.Abs(file)
	if s.folder == "" || s.program == "" || err != nil {
		return ""
	}
	sum := sha256.Sum256([]byte(where))
	return filepath.Join(s.folder, hex.EncodeToString(sum[:12])+".json")
}
