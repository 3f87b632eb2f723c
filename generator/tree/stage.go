package tree

import (
	"errors"
	"io/fs"
	"strings"
	"syscall"
)

// inWork calls do for those folders of f that exist and have work, at the top
// of the tree with two workers.
func (w *writer) inWork(r *dir, f *folder, do func(*dir, *folder) error) error {
	one := func(sub *folder) error {
		if !sub.exists || !sub.work {
			return nil
		}
		return enter(r, sub, func(child *dir) error { return do(child, sub) })
	}
	return w.each(f, one)
}

// each calls do for all folders of f.
func (w *writer) each(f *folder, do func(*folder) error) error {
	if f == w.tree {
		return inFolders(f.folders, func() func(*folder) error { return do })
	}
	for _, sub := range f.folders {
		if err := do(sub); err != nil {
			return err
		}
	}
	return nil
}

// stage writes new content beside its place: a file for a file, and a whole
// folder for a folder that does not exist yet.
func (w *writer) stage(r *dir, f *folder) error {
	for _, e := range f.entries {
		if e.writes() {
			if err := w.put(r, stagePrefix+e.name, e); err != nil {
				return err
			}
		}
	}
	return w.each(f, func(sub *folder) error {
		switch {
		case !sub.work:
			return nil
		case sub.exists:
			return enter(r, sub, func(child *dir) error { return w.stage(child, sub) })
		}
		return w.fill(r, stagePrefix+sub.name, sub)
	})
}

// fill makes a folder with all that is wanted in f.
func (w *writer) fill(r *dir, name string, f *folder) error {
	if !f.wanted {
		return nil
	}
	if err := w.steps.mkdir(r, name, f.path); err != nil {
		return err
	}
	child, err := r.folder(name)
	if err != nil {
		return readError(f.path, err)
	}
	defer child.close()
	for _, e := range f.entries {
		if e.want != nil {
			if err := w.put(child, e.name, e); err != nil {
				return err
			}
		}
	}
	for _, sub := range f.folders {
		if err := w.fill(child, sub.name, sub); err != nil {
			return err
		}
	}
	return nil
}

func (w *writer) put(r *dir, name string, e *entry) error {
	return w.steps.create(r, name, e.path, e.want.Content, diskMode(e.want), false)
}

// swap removes what is stale and puts what is staged in place, in this order as
// a file can become a folder and a folder a file.
func (w *writer) swap(r *dir, f *folder) error {
	if err := w.inWork(r, f, w.swap); err != nil {
		return err
	}
	for _, sub := range f.folders {
		if sub.exists && !sub.wanted {
			if err := w.prune(r, sub); err != nil {
				return err
			}
		}
	}
	for _, e := range f.entries {
		if e.state == removed {
			if err := w.steps.remove(r, e.name, e.path); err != nil {
				return err
			}
		}
	}
	return w.place(r, f)
}

// prune removes the folder f of r unless something foreign is left in it.
func (w *writer) prune(r *dir, f *folder) error {
	err := w.steps.remove(r, f.name, f.path)
	if errors.Is(err, syscall.ENOTEMPTY) || errors.Is(err, fs.ErrExist) {
		return nil
	}
	return err
}

// place renames what is staged in f.
func (w *writer) place(r *dir, f *folder) error {
	for _, e := range f.entries {
		if e.writes() {
			if err := w.steps.rename(r, stagePrefix+e.name, e.name, e.path); err != nil {
				return err
			}
		}
	}
	for _, sub := range f.folders {
		if !sub.exists && sub.wanted {
			if err := w.steps.rename(r, stagePrefix+sub.name, sub.name, sub.path); err != nil {
				return err
			}
		}
	}
	return nil
}

// sweep removes everything staged, by this Write or an interrupted one, in all
// folders that gen knows.
func (w *writer) sweep(r *dir, f *folder) error {
	names, err := r.list()
	if err != nil {
		return readError(f.path, err)
	}
	for _, name := range names {
		if !strings.HasPrefix(name, stagePrefix) {
			continue
		}
		if err := w.steps.do(opRemove, f.path, func() error { return r.removeAll(name) }); err != nil {
			return err
		}
	}
	return w.each(f, func(sub *folder) error {
		if !sub.exists {
			return nil
		}
		return enter(r, sub, func(child *dir) error { return w.sweep(child, sub) })
	})
}
