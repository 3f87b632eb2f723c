package tree

import (
	"errors"
	"io/fs"
	"os"
)

// Write makes the output folder dir hold the tree t, and makes dir if need be.
// It returns what it did. Conflicts are a *Conflict, with the Changes beside it
// and nothing done, unless they are forced. Other errors are as for Compare; after
// them the folder holds its old tree, or is marked as interrupted for the next Write.
func Write(dir string, t *Tree, opts Options) (*Changes, error) {
	return write(dir, t, opts, nil)
}

// write is Write with a hook for tests.
func write(dir string, t *Tree, opts Options, s steps) (*Changes, error) {
	made, err := s.makeOutput(dir)
	if err != nil {
		return nil, err
	}
	o, err := openOutput(dir, true)
	if err != nil {
		return nil, err
	}
	defer o.close()
	w := &writer{output: o, steps: s}
	c, err := w.run(t, opts)
	if err != nil && made {
		// What failed has cleaned up: the folder goes if it is empty.
		_ = s.do(opRemove, dir, func() error { return os.Remove(dir) })
	}
	return c, err
}

// makeOutput makes the output folder and tells whether it was missing.
func (s steps) makeOutput(dir string) (made bool, err error) {
	if _, err := os.Lstat(dir); !errors.Is(err, fs.ErrNotExist) {
		return false, nil // openOutput tells what is wrong with it
	}
	err = s.do(opMake, dir, func() error { return os.MkdirAll(dir, 0o755) })
	return err == nil, err
}

// writer brings the compared output to the state of the tree.
type writer struct {
	*output
	steps steps
}

// run compares and writes. The order of its steps is the safety of it; see the package comment.
func (w *writer) run(t *Tree, opts Options) (*Changes, error) {
	if err := w.dropUnborn(); err != nil {
		return nil, err
	}
	c, err := w.compare(t)
	if err != nil {
		return nil, err
	}
	if err := c.Conflict(); err != nil && !opts.Force {
		return c, err
	}
	if !c.Any() {
		return c, nil
	}
	if err := w.prepare(); err != nil {
		return c, w.abandon(err)
	}
	if err := w.finish(); err != nil {
		_ = w.sweep(w.root, w.tree) // the next Write stages anew
		return c, unfinished(err)
	}
	c.Resumed, c.Interrupted = c.Interrupted, false
	return c, nil
}

// dropUnborn removes a lock or journal that was killed before it got its name.
func (w *writer) dropUnborn() error {
	for _, name := range []string{stagePrefix + lockName, stagePrefix + journalName} {
		if at, err := w.root.stat(name); err != nil || !at.ok {
			continue
		}
		if err := w.steps.remove(w.root, name, name); err != nil {
			return err
		}
	}
	return nil
}

// prepare writes the journal and stages all new content. The old tree stays as it is.
func (w *writer) prepare() error {
	if w.interrupted {
		if err := w.settle(); err != nil {
			return err
		}
	}
	if err := w.durable(journalName, w.locked); err != nil {
		return err
	}
	if !w.tree.work {
		return nil
	}
	if err := w.stage(w.root, w.tree); err != nil {
		return err
	}
	return w.sync()
}

// settle makes the lock say which content each file has after an interrupted
// Write, so that the journal can be replaced without forgetting what gen wrote,
// and sweeps away what that Write staged.
func (w *writer) settle() error {
	var lines []Locked
	for _, e := range w.entries {
		if line := e.settled(); line != nil {
			lines = append(lines, *line)
		}
	}
	if err := w.durable(lockName, FormatLock(lines)); err != nil {
		return err
	}
	return w.sweep(w.root, w.tree)
}

// settled is the line of the lock or the journal that fits the disk. Where
// neither does, because somebody edited the file, the lock still says so.
func (e *entry) settled() *Locked {
	if e.next != nil && e.next.SHA256 == e.disk {
		return e.next
	}
	return e.old
}

// durable replaces a lock in one step that survives a loss of power.
func (w *writer) durable(name string, text []byte) error {
	staged := stagePrefix + name
	if err := w.steps.create(w.root, staged, name, text, 0o644, true); err != nil {
		return err
	}
	if err := w.steps.rename(w.root, staged, name, name); err != nil {
		return err
	}
	return w.syncFolder(name)
}

// finish puts what is staged in place and removes what is stale. From its first
// step to the last, the folder is neither old nor new, and the journal says so.
func (w *writer) finish() error {
	if w.tree.work {
		if err := w.swap(w.root, w.tree); err != nil {
			return err
		}
		if err := w.sync(); err != nil {
			return err
		}
	}
	if err := w.steps.rename(w.root, journalName, lockName, lockName); err != nil {
		return err
	}
	return w.syncFolder(lockName)
}

// abandon cleans up after a failed prepare and returns its error. The journal
// goes last, and stays if the folder was not whole before.
func (w *writer) abandon(err error) error {
	if w.sweep(w.root, w.tree) != nil || w.interrupted {
		return err
	}
	_ = w.steps.do(opRemove, journalName, func() error { return w.root.remove(journalName) })
	return err
}

// unfinished adds to the error of finish what is to be done about it.
func unfinished(err error) error {
	e, ok := errors.AsType[*Error](err)
	if !ok {
		return err
	}
	told := *e
	told.Hint = "the output folder is neither old nor new; run gen build again to complete it"
	if e.Hint != "" {
		told.Hint = e.Hint + "; then run gen build again to complete the output folder"
	}
	return &told
}

func (w *writer) sync() error {
	return w.steps.do(opSync, w.name, func() error { return syncAll(w.root) })
}

// syncFolder makes the name of a file in the output folder durable.
func (w *writer) syncFolder(name string) error { return w.steps.do(opSync, name, w.root.sync) }
