package secrets

import (
	"bytes"
	"cmp"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"os"
	"slices"

	"golang.org/x/crypto/bcrypt"

	"gen/generator/plan"
	"gen/generator/private"
	"gen/generator/topology"
)

// keyFile holds the key of the digests, in the folder of secrets.
const keyFile = ".key"

// hashCost is the logarithm of what it costs to verify a password. Daemons
// remember what they have verified (exporter-toolkit web/cache.go@v0.5.1), so
// that it is paid once per start and not once per scrape. It is also the cost
// with which they look at unknown users (web/handler.go@v0.19.0), so that time
// does not tell which users there are. A password of which a hash is kept is
// too long to be guessed at any cost.
const hashCost = 10

// States of what secrets.lock says about a secret.
const (
	Current     = "current"
	Behind      = "behind"       // the secret has changed since
	NotRecorded = "not recorded" // it says nothing
	Unknown     = "unknown"      // there is no key, or no secret, to compare with
)

// Record is what gen secrets record notes: the content of secrets.lock, and
// the secrets that were not to be had, whose entries stay as they are. The
// key of the digests is made if there is none.
func (s *Store) Record() (text []byte, missing []string, err error) {
	key, err := s.key()
	if err == nil && key == nil {
		key, err = s.newKey()
	}
	if err != nil {
		return nil, nil, err
	}
	var entries []plan.Recorded
	for _, name := range s.Names() {
		old := s.recorded(name)
		value, err := s.Value(name)
		if err != nil {
			missing = append(missing, name)
			if old.Digest != "" {
				entries = append(entries, old)
			}
			continue
		}
		entry := plan.Recorded{Name: name, Digest: digest(key, name, value)}
		if s.hashed(name) {
			if entry.Hash, err = hashOf(value, old.Hash, cmp.Or(s.options.HashCost, hashCost)); err != nil {
				return nil, nil, err
			}
		}
		entries = append(entries, entry)
	}
	return format(entries), missing, nil
}

// recorded is what the plan knows about a secret.
func (s *Store) recorded(name string) plan.Recorded {
	at, ok := slices.BinarySearchFunc(s.plan.Recorded, name, func(r plan.Recorded, name string) int { return cmp.Compare(r.Name, name) })
	if !ok {
		return plan.Recorded{}
	}
	return s.plan.Recorded[at]
}

// digest tells two values apart and nothing else. The name is in it, so that
// nobody sees which secrets are the same.
func digest(key []byte, name string, value []byte) string {
	mac := hmac.New(sha256.New, key)
	fmt.Fprintf(mac, "%s\x00%s", name, value)
	return hex.EncodeToString(mac.Sum(nil))
}

// hashOf keeps the old hash while it verifies, so that builds stay as they are.
func hashOf(value []byte, old string, cost int) (string, error) {
	if bcrypt.CompareHashAndPassword([]byte(old), value) == nil {
		return old, nil
	}
	hash, err := bcrypt.GenerateFromPassword(value, cost)
	if err != nil { // its text could tell the length
		return "", private.Failed("", "bcrypt cannot take a password")
	}
	return string(hash), nil
}

// key reads the key of the digests; nil if there is none.
func (s *Store) key() ([]byte, error) {
	f, ok := s.file(keyFile)
	if !ok || f.err != nil {
		return nil, f.err
	}
	key, err := hex.DecodeString(string(bytes.TrimSpace(f.text())))
	if err != nil || len(key) != sha256.Size {
		return nil, private.Failed("restore it from a backup, or delete it and secrets.lock: then all secrets count as changed", "the key %s is damaged", f.where)
	}
	return key, nil
}

// newKey makes the key of a site's first digests.
func (s *Store) newKey() ([]byte, error) {
	if len(s.plan.Recorded) > 0 {
		return nil, private.Failed("copy it from who has recorded them, or delete "+topology.RecordedFile+": then all secrets count as changed",
			"%s was written with a key that is not here: %s", topology.RecordedFile, s.shown(keyFile))
	}
	key := make([]byte, sha256.Size)
	rand.Read(key) // never fails
	_, err := s.keep(keyFile, []byte(hex.EncodeToString(key)+"\n"))
	return key, err
}

// format writes secrets.lock.
func format(entries []plan.Recorded) []byte {
	var out bytes.Buffer
	out.WriteString("# Written by gen secrets record; do not edit. It belongs into git: it tells when a\n" +
		"# secret changes, and nothing of what is in it.\nversion: 1\n")
	if len(entries) > 0 {
		out.WriteString("secrets:\n")
	}
	for _, e := range entries {
		fmt.Fprintf(&out, "  %q:\n    digest: %q\n", e.Name, e.Digest)
		if e.Hash != "" {
			fmt.Fprintf(&out, "    bcrypt: %q\n", e.Hash)
		}
	}
	return out.Bytes()
}

// compare tells what secrets.lock says about a secret.
func (s *Store) compare(key []byte, name string, f found) string {
	old := s.recorded(name)
	switch {
	case len(s.plan.Recorded) == 0 && !s.hashed(name):
		return NotRecorded
	case f.err != nil || key == nil && old.Digest != "":
		return Unknown
	case old.Digest == "" || s.hashed(name) && old.Hash == "":
		return Behind
	case !hmac.Equal([]byte(old.Digest), []byte(digest(key, name, f.text()))):
		return Behind
	case s.hashed(name) && bcrypt.CompareHashAndPassword([]byte(old.Hash), f.text()) != nil:
		return Behind
	}
	return Current
}

// WriteRecorded puts the text into the folder of site.yaml; shown is the file
// as people type it.
func WriteRecorded(folder, shown string, text []byte) error {
	root, err := os.OpenRoot(folder)
	if err != nil {
		return private.Cannot("write", shown, err)
	}
	defer root.Close()
	if old, err := root.ReadFile(topology.RecordedFile); err == nil && bytes.Equal(old, text) {
		return nil
	}
	return private.Write(root, topology.RecordedFile, shown, text, 0o644)
}
