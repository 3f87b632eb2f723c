package pki

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"time"

	"gen/generator/plan"
)

// Options say where a site's certificates and keys lie.
type Options struct {
	// Out is the output folder, Keys the folder of private keys. Neither needs
	// to exist yet.
	Out, Keys string
	// Seal encrypts and opens keys.
	Seal Seal
	// Now tells the time.
	Now func() time.Time
}

// Store is the certificates and keys of one site. Its methods that write take
// the key folder for themselves until Close.
type Store struct {
	plan              *plan.Plan
	now               time.Time
	seal              sealer
	outName, keysName string
	// out and keys are nil where the folder does not exist.
	out, keys   *os.Root
	authorities map[string]*authority
	locked      io.Closer
}

// Open reads who signs for the site. The error is an *Error: others can read
// the key folder, git tracks a key, an authority's certificate is damaged.
func Open(p *plan.Plan, o Options) (*Store, error) {
	s := &Store{
		plan: p, now: o.Now().UTC().Truncate(time.Second), seal: newSealer(o.Seal),
		outName: filepath.Clean(o.Out), keysName: filepath.Clean(o.Keys), authorities: map[string]*authority{},
	}
	if o.Seal.Leaves && len(o.Seal.Recipients) == 0 {
		return nil, failed("give them by --recipients FILE", "keys of certificates can be encrypted to age recipients only, and there are none")
	}
	if err := s.open(); err != nil {
		s.Close()
		return nil, err
	}
	return s, nil
}

func (s *Store) open() (err error) {
	if s.keys, err = openKeys(s.keysName, s.outName); err != nil {
		return err
	}
	s.out, err = os.OpenRoot(s.outName)
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		return cannot("read", s.outName, err)
	}
	for _, kind := range kinds {
		if s.authorities[kind], err = s.authority(kind); err != nil {
			return err
		}
	}
	return nil
}

// Close gives up the folders.
func (s *Store) Close() {
	for _, root := range []*os.Root{s.out, s.keys} {
		if root != nil {
			root.Close()
		}
	}
	if s.locked != nil {
		s.locked.Close()
	}
}
