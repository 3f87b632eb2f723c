package tree

const (
	lockName    = "gen.lock"
	journalName = "gen.lock.next"
	stagePrefix = ".gen-tmp-"
)

// Changes is what Write would do or did. All lists hold paths and are sorted.
type Changes struct {
	// Created are not on disk; Changed are, with other content (or without the x
	// bit they need, or with one they must not have); Removed were written by gen
	// and are in the tree no more.
	Created, Changed, Removed []string
	// Unchanged need no writing; Relabelled are those of them whose mode, owner,
	// service, on-change, unit or secrets differ from the lock.
	Unchanged, Relabelled []string
	// HandEdited and Foreign are the conflicts: files of Changed and Removed that
	// were edited since gen wrote them, or that gen never wrote. Write refuses
	// them unless forced.
	HandEdited, Foreign []string
	// Interrupted: the last Write did not end; the folder is neither its old nor its new tree.
	Interrupted bool
	// Resumed: this Write found such a folder and completed it.
	Resumed bool
}

// Any tells whether writing has anything to do.
func (c *Changes) Any() bool {
	return len(c.Created)+len(c.Changed)+len(c.Removed)+len(c.Relabelled) > 0 || c.Interrupted
}

// Conflict returns the conflicts as an error, or nil.
func (c *Changes) Conflict() error {
	if len(c.HandEdited)+len(c.Foreign) == 0 {
		return nil
	}
	return &Conflict{HandEdited: c.HandEdited, Foreign: c.Foreign}
}

// Options are what a user may ask of Write.
type Options struct {
	// Force overwrites and removes files that were edited by hand or are foreign.
	Force bool
}

// Kinds of a FileDiff.
const (
	KindCreated = "created"
	KindChanged = "changed"
	KindRemoved = "removed"
)

// FileDiff is what Write would do to one file.
type FileDiff struct {
	Path string
	// Kind is KindCreated, KindChanged or KindRemoved.
	Kind string
	// Unified is a unified diff from the disk to the tree, or one sentence for a binary file.
	Unified string
}

// Compare tells what Write would do to the output folder dir, which need not exist.
func Compare(dir string, t *Tree) (*Changes, error) { return &Changes{}, nil }

// Write makes the output folder dir hold the tree t.
func Write(dir string, t *Tree, o Options) (*Changes, error) { return &Changes{}, nil }

// Diff returns what Write would do as unified diffs, sorted by path.
func Diff(dir string, t *Tree) ([]FileDiff, error) { return nil, nil }
