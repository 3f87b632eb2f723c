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
	// LockChanged: gen.lock is to be rewritten, as it is after any other change;
	// alone, it means that files of the right content were found or lost.
	LockChanged bool
	// Interrupted: the last Write did not end; the folder is neither its old nor its new tree.
	Interrupted bool
	// Lock is the SHA-256 digest of the tree's own gen.lock; see Intact.
	Lock string
	// Before is what gen.lock said, nil without one.
	Before []Locked
	// Resumed: this Write found such a folder and completed it.
	Resumed bool
}

// Any tells whether writing has anything to do.
func (c *Changes) Any() bool {
	return len(c.Created)+len(c.Changed)+len(c.Removed) > 0 || c.LockChanged || c.Interrupted
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
