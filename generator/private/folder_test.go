package private

import (
	"errors"
	"os"
	"slices"
	"strings"
	"testing"
)

var diary = Habits{
	Folder: "folder of diaries", Thing: "diary", Flag: "--diaries", Exposed: "; and be ashamed", Committed: "; and be ashamed",
	Ignore: "*\n", Mend: "write * into it", Public: []string{"cover"},
}

// made is a folder that Make has made in a folder of the test's own.
func made(t *testing.T) *os.Root {
	t.Helper()
	t.Chdir(t.TempDir())
	root, lock, err := Make("diaries", "out", diary)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { lock.Close(); root.Close() })
	return root
}

func fails(t *testing.T, err error, fact, hint string) {
	t.Helper()
	known, ok := errors.AsType[*Error](err)
	if !ok || known.Error() != fact || known.Hint != hint {
		t.Errorf("got %v (%+v), want %q, hint %q", err, known, fact, hint)
	}
}

func TestMakeKeepsOthersOut(t *testing.T) {
	made(t)
	info, err := os.Stat("diaries")
	if err != nil || info.Mode().Perm() != FolderMode {
		t.Errorf("%v, %v", info.Mode(), err)
	}
	_, _, err = Make("diaries", "out", diary)
	fails(t, err, "another gen is at work in the folder of diaries diaries", "wait until it is done")
	_, _, err = Make("diaries", "diaries/out", diary)
	fails(t, err, "the folder of diaries diaries and the output folder diaries/out lie in one another, and the output is committed", "name a folder beside the output folder by --diaries")
	_, _, err = Make("diaries/.gitignore/x", "out", diary)
	fails(t, err, "cannot make diaries/.gitignore/x: not a directory", "")
}

// A folder that is reached another way is the same folder.
func TestApartThroughLinks(t *testing.T) {
	made(t)
	if err := os.Symlink("diaries", "out"); err != nil {
		t.Fatal(err)
	}
	_, err := Open("diaries", "out", diary)
	fails(t, err, "the folder of diaries diaries and the output folder out lie in one another, and the output is committed", "name a folder beside the output folder by --diaries")
	if root, err := Open("diaries", "", diary); err != nil || root == nil {
		t.Errorf("without an output folder: %v, %v", root, err)
	}
}

func TestOpenOfNothing(t *testing.T) {
	t.Chdir(t.TempDir())
	if root, err := Open("diaries", "out", diary); root != nil || err != nil {
		t.Errorf("got %v, %v", root, err)
	}
}

func TestWriteIsWhole(t *testing.T) {
	root := made(t)
	// What a kill left, and a link that somebody planted in its place.
	if err := os.Symlink("../elsewhere", "diaries/.gen-tmp-may"); err != nil {
		t.Fatal(err)
	}
	for _, text := range []string{"first", "second, longer", ""} {
		if err := Write(root, "may", "diaries/may", []byte(text), FileMode); err != nil {
			t.Fatal(err)
		}
		if got, err := Read(root, "may", "diaries/may", diary); err != nil || string(got) != text {
			t.Errorf("got %q, %v", got, err)
		}
	}
	if _, err := os.Stat("elsewhere"); err == nil {
		t.Error("it wrote through the link")
	}
	if names := names(t); !slices.Equal(names, []string{".gitignore", "may"}) {
		t.Errorf("got %q", names)
	}
}

// What cannot be put in place leaves what was there, and nothing beside it.
func TestWriteRefused(t *testing.T) {
	root := made(t)
	if err := os.MkdirAll("diaries/june/x", 0o700); err != nil {
		t.Fatal(err)
	}
	err := Write(root, "june", "diaries/june", []byte("x"), FileMode)
	fails(t, err, "cannot write diaries/june: file exists", "")
	err = Write(root, "no/july", "diaries/no/july", []byte("x"), FileMode)
	if err == nil || !strings.HasPrefix(err.Error(), "cannot write diaries/no/july: ") {
		t.Errorf("got %v", err)
	}
	if names := names(t); !slices.Equal(names, []string{".gitignore", "june"}) {
		t.Errorf("got %q", names)
	}
}

func names(t *testing.T) []string {
	t.Helper()
	entries, err := os.ReadDir("diaries")
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	for _, entry := range entries {
		all = append(all, entry.Name())
	}
	return all
}

func TestReason(t *testing.T) {
	_, err := os.Open("/no-such-folder-of-gen/x")
	if got := Reason(err); got != "no such file or directory" {
		t.Errorf("got %q", got)
	}
	if got := Reason(errors.New("plain")); got != "plain" {
		t.Errorf("got %q", got)
	}
	if cause := Cannot("read", "x", err); !errors.Is(cause, os.ErrNotExist) {
		t.Errorf("%v has lost its cause", cause)
	}
}
