package pki

import (
	"bytes"
	"errors"
	"io/fs"
	"maps"
	"os"
	"path"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"gen/generator/plan"
)

// Result is what a command did.
type Result struct {
	// Made are the kinds of authorities that are new, Extended those that were
	// signed anew for other names and addresses, Dropped those that are not
	// trusted any more.
	Made, Extended, Dropped []string
	// Issued are the certificates that were made or imported, in the order of the plan.
	Issued []Change
	// Removed are files of which the plan knows nothing any more.
	Removed []string
	// Good counts the certificates that stay as they are.
	Good int
	// Listed are the files for Prometheus that tell when certificates end, where they have changed.
	Listed []Listed
	// Written counts the files that were written.
	Written int
}

// Change is a certificate that is new, and why.
type Change struct {
	Certificate *plan.Certificate
	Why         string
}

// Any tells whether anything has changed.
func (r *Result) Any() bool { return r.Written+len(r.Removed) > 0 }

// Issue makes what the plan lists and is missing, ageing or no longer as the
// plan has it, and removes what the plan does not list any more. Nothing is
// written unless everything could be signed and verified.
func (s *Store) Issue() (*Result, error) {
	if err := s.own(); err != nil {
		return nil, err
	}
	return s.issue()
}

func (s *Store) issue() (*Result, error) {
	if err := s.settleAuthorities(); err != nil {
		return nil, err
	}
	result := &Result{}
	if err := s.collect(result); err != nil {
		return nil, err
	}
	leaves, err := s.leaves(result.Issued)
	if err != nil {
		return nil, err
	}
	return result, s.put(result, leaves)
}

// put writes authorities, their copies, further files and what Prometheus is
// told of them, and prunes.
func (s *Store) put(result *Result, leaves []file) error {
	var files []file
	for _, kind := range kinds {
		a := s.authorities[kind]
		if a.made {
			result.Made = append(result.Made, kind)
		}
		if a.extended {
			result.Extended = append(result.Extended, kind)
		}
		files = append(files, a.files...)
	}
	copies, err := s.copies()
	if err != nil {
		return err
	}
	files = append(append(files, copies...), leaves...)
	listed, err := s.list(result, files)
	if err != nil {
		return err
	}
	files = append(files, listed...)
	if err := s.write(files); err != nil {
		return err
	}
	result.Written = len(files)
	result.Removed, err = s.prune()
	return err
}

// settleAuthorities makes the authorities that are missing, and signs those
// anew that do not permit exactly what the site has.
func (s *Store) settleAuthorities() error {
	if len(s.plan.Certificates) == 0 {
		return nil
	}
	for _, kind := range kinds {
		a := s.authorities[kind]
		if len(a.bundle) == 0 {
			if err := s.first(a); err != nil {
				return err
			}
			continue
		}
		if err := s.usable(a); err != nil {
			return err
		}
		if err := s.extendAll(a); err != nil {
			return err
		}
	}
	return nil
}

// first makes an authority, unless there has been one.
func (s *Store) first(a *authority) error {
	if old := s.authorityKeys(a.kind); len(old) > 0 {
		return failed("restore "+AuthorityPath(a.kind)+" from git, or move the key away to begin with a new authority",
			"there is the key %s of an authority, and no certificate %s", s.name(file{secret: true, path: old[0]}), s.name(file{path: AuthorityPath(a.kind)}))
	}
	return s.newAuthority(a)
}

// usable refuses to sign with an authority that nobody would believe now.
func (s *Store) usable(a *authority) error {
	switch c := a.signer(); {
	case s.now.Before(c.NotBefore):
		return failed("set the clock of this machine", "the %s authority begins on %s, and here it is %s", a.kind, c.NotBefore.Format(time.RFC3339), s.now.Format(time.RFC3339))
	case !s.now.Before(c.NotAfter):
		return failed("gen pki rotate start makes a new one", "the %s authority ended on %s", a.kind, c.NotAfter.Format(dayFormat))
	}
	return nil
}

// extendAll keeps every authority of which gen has the key to the site.
func (s *Store) extendAll(a *authority) error {
	want := constrain(s.plan, a.kind)
	for at, c := range a.bundle {
		if want.of(c) {
			continue
		}
		has, err := s.hasKey(a.kind, c)
		if err != nil {
			return err
		}
		if !has {
			continue // the user's own, or left over from one
		}
		if a.bundle[at], err = s.extend(a.kind, c); err != nil {
			return err
		}
		a.extended = true
	}
	return nil
}

// collect finds what is due, and opens the keys that it takes.
func (s *Store) collect(result *Result) error {
	whys := make([]string, len(s.plan.Certificates))
	err := parallel(len(whys), func(at int) error {
		c := s.plan.Certificates[at]
		p, err := s.pair(c)
		if err == nil {
			whys[at] = s.due(c, p, s.authorities[c.Kind])
		}
		return err
	})
	if err != nil {
		return err
	}
	for at, why := range whys {
		c := s.plan.Certificates[at]
		if why == "" {
			result.Good++
			continue
		}
		result.Issued = append(result.Issued, Change{c, why})
		if err := s.openAuthority(s.authorities[c.Kind]); err != nil {
			return err
		}
	}
	return nil
}

// leaves makes the pairs of all changes, in their order.
func (s *Store) leaves(changes []Change) ([]file, error) {
	made := make([][]file, len(changes))
	err := parallel(len(changes), func(at int) (err error) {
		c := changes[at].Certificate
		made[at], err = s.leaf(c, s.authorities[c.Kind])
		return err
	})
	var files []file
	for _, pair := range made {
		files = append(files, pair...)
	}
	return files, err
}

// copies are the authorities' certificates wherever they are not yet as they should be.
func (s *Store) copies() ([]file, error) {
	content := map[string][]byte{}
	for _, kind := range kinds {
		if a := s.authorities[kind]; len(a.bundle) > 0 {
			content[AuthorityPath(kind)] = encode(a.bundle...)
		}
	}
	dirs := append([]string{"."}, Folders(s.plan)...)
	found := make([][]file, len(dirs))
	err := parallel(len(dirs), func(at int) (err error) {
		found[at], err = s.stale(dirs[at], content)
		return err
	})
	return slices.Concat(found...), err
}

// stale are the files of a folder that have not this content.
func (s *Store) stale(dir string, content map[string][]byte) ([]file, error) {
	var files []file
	var folder *os.Root
	if s.out != nil {
		var err error
		folder, err = s.enter(false, dir)
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return nil, cannot("read", s.name(file{path: dir}), err)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(content)) {
		var text []byte
		var err error
		if folder != nil {
			text, err = folder.ReadFile(name)
		}
		f := file{path: path.Join(dir, name), content: content[name]}
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return nil, cannot("read", s.name(f), err)
		}
		if !bytes.Equal(text, f.content) {
			files = append(files, f)
		}
	}
	if folder != nil {
		s.leave(folder)
	}
	return files, nil
}

// parallel does n pieces of work on all processors. The error is that of the
// first piece that fails.
func parallel(n int, do func(at int) error) error {
	errs := make([]error, n)
	var next atomic.Int64
	var workers sync.WaitGroup
	for range min(n, runtime.GOMAXPROCS(0)) {
		workers.Go(func() {
			for at := int(next.Add(1)) - 1; at < n; at = int(next.Add(1)) - 1 {
				if errs[at] = do(at); errs[at] != nil {
					next.Store(int64(n))
				}
			}
		})
	}
	workers.Wait()
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}
