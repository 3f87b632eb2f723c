package tree

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestChangesInEveryDirection(t *testing.T) {
	dir := before(t, oldTree)
	want := &Changes{
		Created:     []string{"n1/etc/more", "n1/etc/more.d/b/c", "n1/flip/x", "n1/flop", "n3/etc/all", "n3/etc/deep/all"},
		Changed:     []string{"README.md", "n1/etc/change"},
		Removed:     []string{"n1/etc/gone", "n1/etc/gone.d/a", "n1/flip", "n1/flop/x", "n1/flop/y/z", "n2/etc/all", "n2/etc/deep/all"},
		Unchanged:   []string{"n1/etc/keep"},
		LockChanged: true,
		Lock:        digestOf(treeOf(t, newTree).Lock()),
		Before:      lockOf(t, oldTree),
	}
	compared, err := Compare(dir, treeOf(t, newTree))
	must(t, err)
	if diff := cmp.Diff(want, compared); diff != "" {
		t.Errorf("Compare (-want +got):\n%s", diff)
	}
	wantDisk(t, dir, after(oldTree, oldTree))
	if diff := cmp.Diff(want, mustWrite(t, dir, newTree)); diff != "" {
		t.Errorf("Write (-want +got):\n%s", diff)
	}
	wantDisk(t, dir, after(oldTree, newTree))
	wantLock(t, dir, newTree)
}

// lockOf is what gen.lock says of a tree.
func lockOf(t *testing.T, contents map[string]string) []Locked {
	t.Helper()
	lines, err := ParseLock(treeOf(t, contents).Lock())
	must(t, err)
	return lines
}

func TestUnchangedFilesKeepTheirTime(t *testing.T) {
	dir := before(t, oldTree)
	long := time.Date(2001, 2, 3, 4, 5, 6, 0, time.UTC)
	for _, path := range []string{"n1/etc/keep", "n1/etc/change", "notes.txt"} {
		must(t, os.Chtimes(filepath.Join(dir, path), long, long))
	}
	mustWrite(t, dir, newTree)
	for path, kept := range map[string]bool{"n1/etc/keep": true, "n1/etc/change": false, "notes.txt": true} {
		info, err := os.Stat(filepath.Join(dir, path))
		must(t, err)
		if info.ModTime().Equal(long) != kept {
			t.Errorf("%s has time %s, want it kept: %v", path, info.ModTime(), kept)
		}
	}
}

func TestNoopWritesNothing(t *testing.T) {
	dir := before(t, oldTree)
	_, err := write(dir, treeOf(t, oldTree), Options{}, func(op, path string) error {
		t.Errorf("a no-op wants to %s %s", op, path)
		return nil
	})
	must(t, err)
}

func TestModes(t *testing.T) {
	dir := t.TempDir()
	file := func(mode fs.FileMode) *Tree {
		tree, err := New(File{Path: "n/run", Content: []byte("x"), Mode: mode})
		must(t, err)
		return tree
	}
	for _, step := range []struct {
		mode       fs.FileMode
		executable bool
		change     string // which list of the changes has the file
	}{
		{0o640, false, "created"}, {0o600, false, "relabelled"}, {0o750, true, "changed"}, {0o700, true, "relabelled"}, {0o700, true, ""}, {0, false, "changed"},
	} {
		c, err := Write(dir, file(step.mode), Options{})
		must(t, err)
		info, err := os.Stat(filepath.Join(dir, "n/run"))
		must(t, err)
		if got := info.Mode()&0o100 != 0; got != step.executable {
			t.Errorf("mode %04o: the file is executable: %v", step.mode, got)
		}
		got := map[string]string{"created": "", "changed": "", "relabelled": ""}
		for name, list := range map[string][]string{"created": c.Created, "changed": c.Changed, "relabelled": c.Relabelled} {
			if (name == step.change) != slices.Equal(list, []string{"n/run"}) {
				t.Errorf("mode %04o: %s is %v, want only %q (%v)", step.mode, name, list, step.change, got)
			}
		}
	}
}

func TestConflicts(t *testing.T) {
	cases := []struct {
		name                string
		byHand              map[string]string
		handEdited, foreign []string
	}{
		{"edited", map[string]string{"n1/etc/change": "mine"}, []string{"n1/etc/change"}, nil},
		{"edited and stale", map[string]string{"n1/etc/gone": "mine", "n2/etc/deep/all": "mine"}, []string{"n1/etc/gone", "n2/etc/deep/all"}, nil},
		{"edited, becomes a folder", map[string]string{"n1/flip": "mine"}, []string{"n1/flip"}, nil},
		{"edited in a folder that becomes a file", map[string]string{"n1/flop/x": "mine"}, []string{"n1/flop/x"}, nil},
		{"foreign", map[string]string{"n1/etc/more": "mine", "n3/etc/all": "mine"}, nil, []string{"n1/etc/more", "n3/etc/all"}},
		{"both", map[string]string{"n1/etc/more": "mine", "README.md": "mine"}, []string{"README.md"}, []string{"n1/etc/more"}},
		{"edited into the new content", map[string]string{"n1/etc/change": "new"}, nil, nil},
		{"foreign with the new content", map[string]string{"n1/etc/more": "new"}, nil, nil},
		{"foreign and not in the way", map[string]string{"n1/etc/mine": "mine", "n9/x": "mine"}, nil, nil},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			dir := before(t, oldTree)
			put(t, dir, c.byHand)
			held := onDisk(t, dir)
			changes, err := Write(dir, treeOf(t, newTree), Options{})
			if c.handEdited == nil && c.foreign == nil {
				must(t, err)
				return
			}
			conflict, ok := errors.AsType[*Conflict](err)
			if !ok || !errors.Is(err, ErrConflict) {
				t.Fatalf("got error %v, want a conflict", err)
			}
			if diff := cmp.Diff(&Conflict{c.handEdited, c.foreign}, conflict); diff != "" {
				t.Errorf("conflict (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(changes.Conflict(), err); diff != "" {
				t.Errorf("the changes and the error differ:\n%s", diff)
			}
			if diff := cmp.Diff(held, onDisk(t, dir)); diff != "" {
				t.Errorf("a refused write changed the folder:\n%s", diff)
			}
			_, err = Write(dir, treeOf(t, newTree), Options{Force: true})
			must(t, err)
			wantDisk(t, dir, after(oldTree, newTree))
		})
	}
}

func TestConflictSentence(t *testing.T) {
	c := &Conflict{HandEdited: []string{"a", "b"}, Foreign: []string{"1", "2", "3", "4", "5", "6", "7"}}
	want := "edited by hand since gen wrote it: a, b; not written by gen: 1, 2, 3, 4, 5 and 2 more"
	if c.Error() != want {
		t.Errorf("got  %s\nwant %s", c.Error(), want)
	}
}

func TestMissingFilesComeBack(t *testing.T) {
	dir := before(t, oldTree)
	must(t, os.RemoveAll(filepath.Join(dir, "n1")))
	c := mustWrite(t, dir, oldTree)
	if len(c.Created) != 7 || len(c.Unchanged) != 3 {
		t.Errorf("created %v, unchanged %v", c.Created, c.Unchanged)
	}
	want := after(oldTree, oldTree)
	delete(want, "n1/etc/notes.txt")
	wantDisk(t, dir, want)
}

func TestLostLockIsRebuilt(t *testing.T) {
	dir := before(t, oldTree)
	must(t, os.Remove(filepath.Join(dir, lockName)))
	c := mustWrite(t, dir, oldTree)
	if !c.LockChanged || len(c.Unchanged) != len(oldTree) || len(c.Created)+len(c.Changed) > 0 {
		t.Errorf("got %+v, want only the lock changed", c)
	}
	wantLock(t, dir, oldTree)
}

// A file that stands where an interrupted Write wanted one, and is neither old
// nor new, is somebody else's: in the way it is a conflict, else it stays.
func TestForeignAfterInterruption(t *testing.T) {
	dir := before(t, oldTree)
	put(t, dir, map[string]string{journalName: string(FormatLock([]Locked{
		{Path: "n1/etc/more", SHA256: digestOf([]byte("new")), Mode: 0o644, Owner: "root:root"},
	})), "n1/etc/more": "mine"})
	_, err := Write(dir, treeOf(t, newTree), Options{})
	if conflict, ok := errors.AsType[*Conflict](err); !ok || !slices.Equal(conflict.Foreign, []string{"n1/etc/more"}) {
		t.Errorf("got %v, want a conflict", err)
	}
	mustWrite(t, dir, oldTree)
	want := after(oldTree, oldTree)
	want["n1/etc/more"] = "mine"
	wantDisk(t, dir, want)
}

func TestOutputFolderIsASymlink(t *testing.T) {
	dir := before(t, oldTree)
	link := filepath.Join(t.TempDir(), "link")
	must(t, os.Symlink(dir, link))
	mustWrite(t, link, newTree)
	wantDisk(t, dir, after(oldTree, newTree))
	if info, err := os.Lstat(link); err != nil || info.Mode()&fs.ModeSymlink == 0 {
		t.Errorf("the link is no link any more: %v %v", info, err)
	}
}

// Every obstacle is an error of its kind, from all three functions, and nothing changes.
func TestObstacles(t *testing.T) {
	outside := t.TempDir()
	put(t, outside, map[string]string{"file": "outside", "etc/change": "outside"})
	link := func(target, path string) func(*testing.T, string) {
		return func(t *testing.T, dir string) {
			must(t, os.RemoveAll(filepath.Join(dir, path)))
			must(t, os.Symlink(target, filepath.Join(dir, path)))
		}
	}
	cases := []struct {
		name  string
		setup func(t *testing.T, dir string)
		kind  error
		path  string
	}{
		{"symlink for a file to the outside", link(filepath.Join(outside, "file"), "n1/etc/change"), ErrSymlink, "n1/etc/change"},
		{"symlink for a file to the inside", link("keep", "n1/etc/change"), ErrSymlink, "n1/etc/change"},
		{"symlink for a stale file", link("keep", "n1/etc/gone"), ErrSymlink, "n1/etc/gone"},
		{"symlink for a new file", link("keep", "n1/etc/more"), ErrSymlink, "n1/etc/more"},
		{"dangling symlink", link("nowhere", "n1/etc/more"), ErrSymlink, "n1/etc/more"},
		{"symlink for a folder to the outside", link(outside, "n1"), ErrSymlink, "n1"},
		{"symlink for a folder to the inside", link("../n2", "n1/etc"), ErrSymlink, "n1/etc"},
		{"symlink for a stale folder", link(outside, "n2/etc"), ErrSymlink, "n2/etc"},
		{"symlink for a new folder", link(outside, "n3"), ErrSymlink, "n3"},
		{"symlink for the lock", link(filepath.Join(outside, "file"), lockName), ErrSymlink, lockName},
		{"symlink for the journal", link(filepath.Join(outside, "file"), journalName), ErrSymlink, journalName},
		{"pipe for a file", func(t *testing.T, dir string) {
			must(t, syscall.Mkfifo(filepath.Join(dir, "n1/etc/more"), 0o644))
		}, ErrBlocked, "n1/etc/more"},
		{"pipe for a folder", func(t *testing.T, dir string) { must(t, syscall.Mkfifo(filepath.Join(dir, "n3"), 0o644)) }, ErrBlocked, "n3"},
		{"file for a folder", func(t *testing.T, dir string) { put(t, dir, map[string]string{"n3": "mine"}) }, ErrBlocked, "n3"},
		{"empty folder for a file", func(t *testing.T, dir string) { must(t, os.Mkdir(filepath.Join(dir, "n1/etc/more"), 0o755)) }, ErrBlocked, "n1/etc/more"},
		{"foreign file in a folder that becomes a file", func(t *testing.T, dir string) { put(t, dir, map[string]string{"n1/flop/y/mine": "mine"}) }, ErrBlocked, "n1/flop"},
		{"folder for the lock", func(t *testing.T, dir string) {
			must(t, os.Remove(filepath.Join(dir, lockName)))
			must(t, os.Mkdir(filepath.Join(dir, lockName), 0o755))
		}, ErrBlocked, lockName},
		{"garbled lock", func(t *testing.T, dir string) { put(t, dir, map[string]string{lockName: "<<<<<<< HEAD\n"}) }, ErrLock, lockName},
		{"garbled journal", func(t *testing.T, dir string) { put(t, dir, map[string]string{journalName: ""}) }, ErrLock, journalName},
		{"newer lock", func(t *testing.T, dir string) { put(t, dir, map[string]string{lockName: "# gen.lock 2 - hello\n"}) }, ErrLockVersion, lockName},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			dir := before(t, oldTree)
			c.setup(t, dir)
			held, heldOutside := onDisk(t, dir), onDisk(t, outside)
			for name, err := range everyCall(dir, treeOf(t, newTree)) {
				e, ok := errors.AsType[*Error](err)
				if !ok || e.Kind != c.kind || e.Path != c.path || e.Hint == "" {
					t.Errorf("%s: got error %#v, want kind %v for %s with a hint", name, err, c.kind, c.path)
				}
			}
			if diff := cmp.Diff(held, onDisk(t, dir)) + cmp.Diff(heldOutside, onDisk(t, outside)); diff != "" {
				t.Errorf("something changed:\n%s", diff)
			}
		})
	}
}

// everyCall returns the errors of all that opens an output folder.
func everyCall(dir string, tree *Tree) map[string]error {
	_, compareErr := Compare(dir, tree)
	_, _, diffErr := Diff(dir, tree)
	_, writeErr := Write(dir, tree, Options{})
	_, forceErr := Write(dir, tree, Options{Force: true})
	return map[string]error{"Compare": compareErr, "Diff": diffErr, "Write": writeErr, "forced Write": forceErr}
}

func TestUnusableOutputFolder(t *testing.T) {
	dir := t.TempDir()
	put(t, dir, map[string]string{"file": "mine"})
	must(t, os.Symlink("nowhere", filepath.Join(dir, "dangling")))
	for _, name := range []string{"file", "file/below", "dangling"} {
		for call, err := range everyCall(filepath.Join(dir, name), treeOf(t, newTree)) {
			if e, ok := errors.AsType[*Error](err); !ok || e.Kind != ErrFolder || e.Hint == "" {
				t.Errorf("%s, %s: got error %v, want one about the output folder", name, call, err)
			}
		}
	}
	wantDisk(t, dir, map[string]string{"file": "mine", "dangling": "-> nowhere"})
}

// A symlink that is put in place between look and use is not written through.
func TestSymlinkRace(t *testing.T) {
	outside := t.TempDir()
	for _, target := range []string{outside, "n2"} {
		dir := before(t, oldTree)
		swapped := false
		_, err := write(dir, treeOf(t, newTree), Options{}, func(op, path string) error {
			if op == opWrite && path == journalName && !swapped {
				swapped = true
				must(t, os.Rename(filepath.Join(dir, "n1"), filepath.Join(dir, "hidden")))
				must(t, os.Symlink(target, filepath.Join(dir, "n1")))
			}
			return nil
		})
		if !errors.Is(err, ErrSymlink) {
			t.Errorf("link to %s: got error %v, want one about a symlink", target, err)
		}
		wantDisk(t, outside, map[string]string{})
	}
}

func TestBusy(t *testing.T) {
	dir := before(t, oldTree)
	entered := false
	_, err := write(dir, treeOf(t, newTree), Options{}, func(op, path string) error {
		if op != opSync || entered {
			return nil
		}
		entered = true
		for name, err := range everyCall(dir, treeOf(t, oldTree)) {
			if e, ok := errors.AsType[*Error](err); !ok || e.Kind != ErrBusy || e.Hint == "" {
				t.Errorf("%s while another writes: got error %v", name, err)
			}
		}
		return nil
	})
	must(t, err)
	if !entered {
		t.Fatal("the hook was not called")
	}
	wantDisk(t, dir, after(oldTree, newTree))
}

func TestReadersShare(t *testing.T) {
	dir := before(t, oldTree)
	reader, err := openOutput(dir, false)
	must(t, err)
	defer reader.close()
	if _, err := Compare(dir, treeOf(t, newTree)); err != nil {
		t.Errorf("two readers: %v", err)
	}
	if _, err := Write(dir, treeOf(t, newTree), Options{}); !errors.Is(err, ErrBusy) {
		t.Errorf("a writer beside a reader: got error %v, want busy", err)
	}
}
