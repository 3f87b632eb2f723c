package programs

import (
	"context"
	"errors"
	"io"
	"path"
	"slices"

	"gen/generator/private"
)

// Result is what Update has done, sorted as programs.lock.
type Result struct {
	// New were not locked before, Changed were locked with another digest or
	// place, Kept are as before, Dropped are no longer needed.
	New, Changed, Kept, Dropped []Locked
	// Believed are those of New and Changed whose release has no checksums.
	Believed []Locked
}

// Any tells whether programs.lock has changed.
func (r *Result) Any() bool { return len(r.New)+len(r.Changed)+len(r.Dropped) > 0 }

// Status compares programs.lock with what the site needs, without looking at
// any archive: New are to be locked, Dropped are no longer needed.
func (s *Store) Status() *Result {
	r := &Result{}
	for _, n := range s.needs {
		switch l, ok := s.find(n.Locked); {
		case !ok:
			r.New = append(r.New, n.Locked)
		case l.URL != n.URL || l.Program != n.Program:
			r.Changed = append(r.Changed, n.Locked)
		default:
			r.Kept = append(r.Kept, l)
		}
	}
	r.Dropped = s.unneeded()
	return r
}

// unneeded are the lines of programs.lock that no instance asks for.
func (s *Store) unneeded() []Locked {
	var lines []Locked
	for _, l := range s.locked {
		if !slices.ContainsFunc(s.needs, func(n need) bool { return compareLocked(n.Locked, l) == 0 }) {
			lines = append(lines, l)
		}
	}
	return lines
}

// Update fetches what is missing and brings programs.lock up to date. It stops
// at the first failure; what was fetched and verified before stays, and is
// locked. The error is an *Error.
func (s *Store) Update(ctx context.Context) (*Result, error) {
	unlock, err := s.archives.make()
	if err != nil {
		return nil, err
	}
	defer unlock()
	r := &Result{Dropped: s.unneeded()}
	lines := slices.Clone(s.locked)
	for _, n := range s.needs {
		l, failure := s.update(ctx, n, r)
		if failure != nil {
			return nil, errors.Join(failure, s.save(lines))
		}
		at, known := slices.BinarySearchFunc(lines, l, compareLocked)
		if known {
			lines[at] = l
		} else {
			lines = slices.Insert(lines, at, l)
		}
	}
	lines = slices.DeleteFunc(lines, func(l Locked) bool { return slices.Contains(r.Dropped, l) })
	return r, s.save(lines)
}

// update brings one program into the folder, and returns its line.
func (s *Store) update(ctx context.Context, n need, r *Result) (Locked, error) {
	old, known := s.find(n.Locked)
	l := n.Locked
	var err error
	if known && !s.options.Accept {
		l.Archive = old.Archive
		err = s.fetch(ctx, l, s.pinned(l))
	} else {
		err = s.trust(ctx, n, &l)
	}
	if err != nil {
		return l, err
	}
	program, err := s.unpack(l)
	if err != nil {
		return l, err
	}
	l.SHA256 = sha256Hex(program)
	if known && !s.options.Accept && old.Program == l.Program && old.SHA256 != l.SHA256 {
		return l, failed("take the file back from git", "%s tells another digest of the program of %s than it has in its archive", LockFile, l)
	}
	r.count(l, old, known, n.checksums == "")
	return l, nil
}

func (r *Result) count(l, old Locked, known, believed bool) {
	switch {
	case known && l == old:
		r.Kept = append(r.Kept, l)
		return
	case known:
		r.Changed = append(r.Changed, l)
	default:
		r.New = append(r.New, l)
	}
	if believed {
		r.Believed = append(r.Believed, l)
	}
}

// pinned agrees only to what programs.lock says.
func (s *Store) pinned(l Locked) func(string) error {
	return func(sum string) error {
		if sum == l.Archive {
			return nil
		}
		return failed("ask its authors why; gen lock --accept takes the new one", "%s is no longer what %s says: its digest is %s, not %s", s.source.shown(l.URL), LockFile, sum, l.Archive)
	}
}

// trust settles the digest of an archive: the release's own list tells it, or
// it is what arrives.
func (s *Store) trust(ctx context.Context, n need, l *Locked) error {
	if n.checksums == "" {
		return s.download(ctx, n.Locked, func(sum string) error { l.Archive = sum; return nil })
	}
	list, err := s.list(ctx, n.checksums)
	if err != nil {
		return err
	}
	sum, ok := listed(list, path.Base(n.URL))
	if !ok {
		return failed("see whether the release has an archive for this version and processor", "%s does not tell the digest of %s", s.source.shown(n.checksums), path.Base(n.URL))
	}
	l.Archive = sum
	return s.fetch(ctx, *l, func(got string) error {
		if got == sum {
			return nil
		}
		return failed("fetch it again later; if it stays so, do not use it", "%s is not what %s says", s.source.shown(n.URL), path.Base(n.checksums))
	})
}

// list fetches a list of checksums. It stays in the folder, so that a copy of
// the folder is a whole mirror.
func (s *Store) list(ctx context.Context, address string) ([]byte, error) {
	at := place(address)
	err := s.read(ctx, address, func(from io.Reader) error {
		return s.archives.put(at, from, s.limits.list, func(string) error { return nil })
	})
	if err != nil {
		return nil, err
	}
	text, err := s.archives.root.ReadFile(at)
	if err != nil {
		return nil, cannot("read", s.archives.shown(at), err)
	}
	return text, nil
}

// fetch downloads an archive unless it is in the folder already.
func (s *Store) fetch(ctx context.Context, l Locked, keep func(string) error) error {
	if sum, err := s.archives.digest(place(l.URL)); err != nil || sum == l.Archive {
		return err
	}
	return s.download(ctx, l, keep)
}

func (s *Store) download(ctx context.Context, l Locked, keep func(string) error) error {
	if s.options.Tell != nil {
		s.options.Tell(l, s.source.shown(l.URL))
	}
	return s.read(ctx, l.URL, func(from io.Reader) error {
		return s.archives.put(place(l.URL), from, s.limits.archive, keep)
	})
}

// read hands what lies at an address to do. A failure on the way is told as one
// of the address.
func (s *Store) read(ctx context.Context, address string, do func(io.Reader) error) error {
	from, err := s.source.open(ctx, address)
	if err == nil {
		err = do(from)
		from.Close()
	}
	if _, told := errors.AsType[*private.Error](err); err == nil || told {
		return err
	}
	return failed("run gen lock again", "cannot fetch %s: %s", s.source.shown(address), interrupted(ctx, err))
}

func interrupted(ctx context.Context, err error) string {
	if ctx.Err() != nil {
		return "it was interrupted"
	}
	if errors.Is(err, context.Canceled) {
		return "the server fell silent"
	}
	if errors.Is(err, io.ErrUnexpectedEOF) {
		return "it breaks off"
	}
	return private.Reason(err)
}
