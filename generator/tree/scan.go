package tree

import (
	"bytes"
	"strings"
	"sync"
)

// workers hide the latency of the file system; more only cost memory.
const workers = 2

// inFolders does the work of each folder by one of two workers, each with a
// function of its own, and returns the error of the first folder that had one.
func inFolders(folders []*folder, worker func() func(*folder) error) error {
	errs := make([]error, len(folders))
	next := make(chan int)
	var wg sync.WaitGroup
	for range min(workers, len(folders)) {
		wg.Go(func() {
			do := worker()
			for i := range next {
				errs[i] = do(folders[i])
			}
		})
	}
	for i := range folders {
		next <- i
	}
	close(next)
	wg.Wait()
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

// scanRoot finds the state of all entries below f. The output folder r is nil
// if it does not exist.
func (f *folder) scanRoot(r *dir) error {
	f.exists = r != nil
	err := inFolders(f.folders, func() func(*folder) error {
		s := &scanner{}
		return func(sub *folder) error { return s.folder(r, f, sub) }
	})
	if err != nil {
		return err
	}
	if err := (&scanner{}).entries(r, f); err != nil {
		return err
	}
	f.findWork()
	return nil
}

// findWork tells f and all folders below where something has to be done. Of a
// folder without wanted files, nothing is to be left.
func (f *folder) findWork() bool {
	f.work = f.exists != f.wanted
	for _, e := range f.entries {
		f.work = f.work || e.writes() || e.state == removed
	}
	for _, sub := range f.folders {
		f.work = sub.findWork() || f.work
	}
	return f.work
}

// scanner compares entries with the disk; its buffer is reused from file to file.
type scanner struct{ buffer []byte }

// folder scans sub, a folder of f; r is f on disk, or nil.
func (s *scanner) folder(r *dir, f, sub *folder) error {
	child, at, err := sub.open(r)
	if err != nil {
		return err
	}
	if child == nil {
		if at.ok && sub.wanted && f.entry(sub.name) == nil {
			return blocked(sub.path, "is a file that gen did not write, and gen needs a folder there")
		}
		return s.inside(nil, sub)
	}
	defer child.close()
	sub.exists = true
	return s.inside(child, sub)
}

// inside scans what is below f: first folders, as whether a file can take the
// place of a folder depends on what is left in there.
func (s *scanner) inside(r *dir, f *folder) error {
	for _, sub := range f.folders {
		if err := s.folder(r, f, sub); err != nil {
			return err
		}
	}
	return s.entries(r, f)
}

func (s *scanner) entries(r *dir, f *folder) error {
	for _, e := range f.entries {
		if err := s.entry(r, f, e); err != nil {
			return err
		}
	}
	return nil
}

// entry finds the state of e, which lies in f.
func (s *scanner) entry(r *dir, f *folder, e *entry) error {
	if e.want != nil {
		e.digest = digestOf(e.want.Content)
		e.state = created
	}
	at, content, err := s.read(r, e)
	switch {
	case err != nil:
		return err
	case at.isFolder():
		return e.replaceFolder(r, f.folder(e.name))
	case at.ok:
		e.compare(content, at)
	}
	return nil
}

// compare finds the state of e, at whose place is a file of this content.
func (e *entry) compare(content []byte, at seen) {
	e.executable = at.mode&0o100 != 0
	if e.want != nil && bytes.Equal(content, e.want.Content) {
		e.disk = e.digest
		e.state = unchanged
		if e.executable != (diskMode(e.want)&0o100 != 0) {
			e.state, e.modeOnly = changed, true
		}
		return
	}
	e.disk = digestOf(content)
	owned := e.old != nil && e.old.SHA256 == e.disk || e.next != nil && e.next.SHA256 == e.disk
	e.edited = !owned && e.old != nil
	e.foreign = !owned && e.old == nil
	switch {
	case e.want != nil:
		e.state = changed
	case e.foreign: // an interrupted Write wanted the place and did not get it
		e.state, e.foreign = absent, false
	default:
		e.state = removed
	}
}

// replaceFolder checks that the folder at the place of e will be empty once
// stale files are removed, if e is wanted; sub is that folder if gen knows it.
func (e *entry) replaceFolder(r *dir, sub *folder) error {
	if e.want == nil {
		return nil
	}
	if sub != nil {
		foreign, err := holdsForeign(r, sub)
		if err != nil || !foreign {
			return err
		}
	}
	return blocked(e.path, "is a folder that gen did not fill alone, and gen has to write a file there")
}

// holdsForeign tells whether anything but files that are going to be removed is
// in f, a folder of r.
func holdsForeign(r *dir, f *folder) (foreign bool, err error) {
	err = enter(r, f, func(child *dir) error {
		names, err := child.list()
		if err != nil {
			return readError(f.path, err)
		}
		for _, name := range names {
			if foreign, err = isForeign(child, f, name); foreign || err != nil {
				return err
			}
		}
		return nil
	})
	return foreign, err
}

func isForeign(r *dir, f *folder, name string) (bool, error) {
	if sub := f.folder(name); sub != nil && sub.exists {
		return holdsForeign(r, sub)
	}
	if strings.HasPrefix(name, stagePrefix) {
		return false, nil // left by an interrupted Write, to be swept
	}
	e := f.entry(name)
	return e == nil || e.state != removed, nil
}
