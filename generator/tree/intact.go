package tree

// Intact tells whether the output folder dir holds exactly what the gen.lock of
// this SHA-256 digest lists, and returns what Compare would then say of the tree
// behind that lock. It is nil where anything differs: another lock, a file that
// was edited or is gone, a write that did not end. Every file is read. Errors
// are as for Compare.
func Intact(dir, lock string) (*Changes, error) {
	o, err := openOutput(dir, false)
	if err != nil {
		return nil, err
	}
	defer o.close()
	if o.lock == nil || o.interrupted || digestOf(o.lock) != lock {
		return nil, nil
	}
	o.tree, o.entries = grow(nil, o.old, nil)
	if err := o.tree.scanRoot(o.root); err != nil {
		return nil, err
	}
	found := &Changes{Before: o.old, Lock: lock}
	for _, e := range o.entries {
		if e.disk != e.old.SHA256 || e.executable != (e.old.Mode&0o111 != 0) {
			return nil, nil
		}
		found.Unchanged = append(found.Unchanged, e.path)
	}
	return found, nil
}
