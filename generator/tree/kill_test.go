package tree

import (
	"errors"
	"fmt"
	"maps"
	"path/filepath"
	"reflect"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
)

// Three trees that touch everything that can happen to a path: it is made,
// changed, kept, removed, a file becomes a folder, a folder a file, folders
// appear whole and vanish whole.
var (
	oldTree = map[string]string{
		"README.md": "old", "n1/etc/keep": "same", "n1/etc/change": "old", "n1/etc/gone": "old", "n1/etc/gone.d/a": "old",
		"n1/flip": "file", "n1/flop/x": "in folder", "n1/flop/y/z": "deep", "n2/etc/all": "old", "n2/etc/deep/all": "old",
	}
	newTree = map[string]string{
		"README.md": "new", "n1/etc/keep": "same", "n1/etc/change": "new", "n1/etc/more": "new", "n1/etc/more.d/b/c": "new",
		"n1/flip/x": "now in folder", "n1/flop": "now file", "n3/etc/all": "new", "n3/etc/deep/all": "new",
	}
	thirdTree = map[string]string{
		"README.md": "third", "n1/etc/keep": "third", "n1/etc/change": "old", "n1/etc/gone": "third",
		"n1/flip": "file", "n1/flop/x": "in folder", "n3/etc/all": "third", "n4/a": "third",
	}
	foreign = map[string]string{"notes.txt": "mine", "n1/etc/notes.txt": "mine", "n2/notes.txt": "mine"}
)

var errKilled = errors.New("killed")

// killAt stops step n and all after it, as a kill does: nothing is cleaned up.
func killAt(n int64) steps {
	var step atomic.Int64
	return func(string, string) error {
		if step.Add(1) >= n {
			return errKilled
		}
		return nil
	}
}

// failAt lets step n alone fail.
func failAt(n int64, err error) steps {
	var step atomic.Int64
	return func(string, string) error {
		if step.Add(1) == n {
			return err
		}
		return nil
	}
}

// countSteps is the number of steps from one tree to the other.
func countSteps(t *testing.T, from, to map[string]string) int64 {
	t.Helper()
	var count atomic.Int64
	_, err := write(before(t, from), treeOf(t, to), Options{}, func(string, string) error { count.Add(1); return nil })
	must(t, err)
	return count.Load()
}

// before is an output folder with a tree and foreign files; a nil tree is no folder at all. It lies
// in memory where there is a place for that: writing to it flushes a thousand times, for which a
// busy disk takes minutes.
func before(t *testing.T, contents map[string]string) string {
	t.Helper()
	if memory := "/dev/shm"; syscall.Access(memory, 0o2) == nil {
		t.Setenv("TMPDIR", memory)
	}
	dir := filepath.Join(t.TempDir(), "out")
	if contents != nil {
		mustWrite(t, dir, contents)
		put(t, dir, foreign)
	}
	return dir
}

// after is what is on disk once contents are written to a folder that before made.
func after(from, contents map[string]string) map[string]string {
	all := maps.Clone(contents)
	if from != nil {
		maps.Copy(all, foreign)
	}
	return all
}

var roads = []struct {
	name     string
	from, to map[string]string
}{
	{"from nothing", nil, newTree},
	{"from old to new", oldTree, newTree},
	{"from new to old", newTree, oldTree},
	{"to nothing", oldTree, map[string]string{}},
}

// A kill after any step leaves the old tree, the new tree, or a mark; and
// whatever is written next ends right without a conflict.
func TestKillAtAnyStep(t *testing.T) {
	for _, road := range roads {
		t.Run(road.name, func(t *testing.T) {
			total := countSteps(t, road.from, road.to)
			if total < 5 {
				t.Fatalf("only %d steps: the hook is not called", total)
			}
			for n := int64(1); n <= total; n++ {
				for i, next := range []map[string]string{road.to, thirdTree} {
					t.Run(fmt.Sprintf("step %d then tree %d", n, i), func(t *testing.T) {
						dir := before(t, road.from)
						_, err := write(dir, treeOf(t, road.to), Options{}, killAt(n))
						wantKilled(t, err)
						wantOldOrNewOrMarked(t, dir, road.from, road.to)
						wantWritten(t, dir, road.from, next)
					})
				}
			}
		})
	}
}

func wantKilled(t *testing.T, err error) {
	t.Helper()
	if !errors.Is(err, errKilled) {
		t.Fatalf("got error %v, want the kill", err)
	}
}

func wantOldOrNewOrMarked(t *testing.T, dir string, from, to map[string]string) {
	t.Helper()
	c, err := Compare(dir, treeOf(t, to))
	must(t, err)
	got := onDisk(t, dir)
	for _, litter := range []string{stagePrefix + lockName, stagePrefix + journalName} {
		delete(got, litter)
	}
	if c.Interrupted {
		if len(c.HandEdited)+len(c.Foreign) > 0 {
			t.Errorf("gen's own files are taken for conflicts: %v", c.Conflict())
		}
		return
	}
	if from == nil && len(got) == 0 {
		return
	}
	isOld := from != nil && reflect.DeepEqual(got, after(from, from))
	isNew := reflect.DeepEqual(got, after(from, to))
	if !isOld && !isNew {
		t.Errorf("the folder looks whole but is neither old nor new: %v", got)
	}
}

// wantWritten writes a tree and checks that nothing else is left.
func wantWritten(t *testing.T, dir string, from, contents map[string]string) {
	t.Helper()
	before, err := Compare(dir, treeOf(t, contents))
	must(t, err)
	c := mustWrite(t, dir, contents)
	if c.Resumed != before.Interrupted || c.Interrupted {
		t.Errorf("resumed %v, interrupted %v after a folder that was interrupted: %v", c.Resumed, c.Interrupted, before.Interrupted)
	}
	wantDisk(t, dir, after(from, contents))
	wantLock(t, dir, contents)
	if again := mustWrite(t, dir, contents); again.Any() {
		t.Errorf("the second write finds work: %+v", again)
	}
}

// Two kills in a row, on the way to different trees, still lose nothing.
func TestKillWhileResuming(t *testing.T) {
	first := countSteps(t, oldTree, newTree)
	for n := first; n > 0; n -= 5 {
		for m := int64(1); m <= first; m += 2 {
			dir := before(t, oldTree)
			_, err := write(dir, treeOf(t, newTree), Options{}, killAt(n))
			wantKilled(t, err)
			if _, err = write(dir, treeOf(t, thirdTree), Options{}, killAt(m)); err != nil {
				wantKilled(t, err)
			}
			// What the first write left is in neither the tree of the second nor this one.
			wantWritten(t, dir, oldTree, oldTree)
			if t.Failed() {
				t.Fatalf("after kills at steps %d and %d", n, m)
			}
		}
	}
}

// A step that fails leaves no staged file, and no journal while the old tree is whole.
func TestFailAtAnyStep(t *testing.T) {
	for _, road := range roads {
		t.Run(road.name, func(t *testing.T) {
			total := countSteps(t, road.from, road.to)
			for n := int64(1); n <= total; n++ {
				dir := before(t, road.from)
				_, err := write(dir, treeOf(t, road.to), Options{}, failAt(n, syscall.ENOSPC))
				wantDiskError(t, err)
				wantNoLitter(t, dir)
				wantOldOrNewOrMarked(t, dir, road.from, road.to)
				wantWritten(t, dir, road.from, road.to)
				if t.Failed() {
					t.Fatalf("after a failure at step %d", n)
				}
			}
		})
	}
}

func wantDiskError(t *testing.T, err error) {
	t.Helper()
	e, ok := errors.AsType[*Error](err)
	if !ok || e.Kind != ErrDisk || !errors.Is(err, syscall.ENOSPC) || e.Hint == "" {
		t.Errorf("got error %#v, want a full disk with a hint", err)
	}
}

// wantNoLitter checks that nothing staged is left.
func wantNoLitter(t *testing.T, dir string) {
	t.Helper()
	for path := range onDisk(t, dir) {
		if strings.Contains(path, stagePrefix) {
			t.Errorf("%s is left behind", path)
		}
	}
}
