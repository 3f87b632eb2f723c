package tree

import (
	"errors"
	"io/fs"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestFilesAreSortedAndComplete(t *testing.T) {
	tree, err := New(File{Path: "b", Content: []byte("1")}, File{Path: "a/c", Mode: 0o600, Owner: "x:1"}, File{Path: "a-b/c"})
	must(t, err)
	want := []File{
		{Path: "a-b/c", Mode: 0o644, Owner: "root:root"},
		{Path: "a/c", Mode: 0o600, Owner: "x:1"},
		{Path: "b", Content: []byte("1"), Mode: 0o644, Owner: "root:root"},
	}
	if diff := cmp.Diff(want, tree.Files()); diff != "" || tree.Len() != 3 {
		t.Errorf("Files (-want +got):\n%s", diff)
	}
	if f, ok := tree.Get("a/c"); !ok || f.Owner != "x:1" {
		t.Errorf("Get: %+v %v", f, ok)
	}
	for _, path := range []string{"a", "A/c", "c", ""} {
		if f, ok := tree.Get(path); ok {
			t.Errorf("Get(%q) found %+v", path, f)
		}
	}
}

func TestAddRefuses(t *testing.T) {
	long := strings.Repeat("x", 241)
	cases := []struct {
		path, fact string
	}{
		{"", "the path of an output file is empty"},
		{".", `the path "." is not clean: it has an empty, "." or ".." segment`},
		{"/etc/passwd", `the path "/etc/passwd" is absolute`},
		{"../x", `the path "../x" is not clean: it has an empty, "." or ".." segment`},
		{"a/../../x", `the path "a/../../x" is not clean: it has an empty, "." or ".." segment`},
		{"a//b", `the path "a//b" is not clean: it has an empty, "." or ".." segment`},
		{"a/./b", `the path "a/./b" is not clean: it has an empty, "." or ".." segment`},
		{"a/", `the path "a/" is not clean: it has an empty, "." or ".." segment`},
		{`a\b`, `the path "a\\b" has a backslash`},
		{"a\tb", `the path "a\tb" has a control character`},
		{"a\nb", `the path "a\nb" has a control character`},
		{"a\x00b", `the path "a\x00b" has a control character`},
		{"a\u2028b", `the path "a\u2028b" has a control character`},
		{"a\xffb", `the path "a\xffb" is not UTF-8`},
		{"n1/" + long, `a segment of the path is longer than 240 bytes: "` + long[:60] + `"...`},
		{strings.Repeat("xxx/", 800) + "x", `the path is longer than 3000 bytes: "` + strings.Repeat("xxx/", 15) + `"...`},
		{"gen.lock", `the path "gen.lock" is gen's own`},
		{"GEN.Lock.next", `the path "GEN.Lock.next" is gen's own`},
		{"n1/.gen-tmp-x", `the path "n1/.gen-tmp-x" has a segment that starts with ".gen-tmp-", which is gen's own`},
		{".GEN-tmp-n/x", `the path ".GEN-tmp-n/x" has a segment that starts with ".gen-tmp-", which is gen's own`},
		{"n1/etc/motd", `two files want the path "n1/etc/motd"`},
		{"n1/etc", `the path "n1/etc" is also a folder`},
		{"n1/etc/motd/x", `the path "n1/etc/motd/x" runs through the file "n1/etc/motd"`},
		{"n1/etc/MOTD", `the paths "n1/etc/MOTD" and "n1/etc/motd" differ only in case`},
		{"N1/other", `the paths "N1" and "n1" differ only in case`},
		{"N1", `the paths "N1" and "n1" differ only in case`},
		{"n1/ſtraße", `the paths "n1/ſtraße" and "n1/STRAßE" differ only in case`},
	}
	for _, c := range cases {
		t.Run(c.path[:min(len(c.path), 20)], func(t *testing.T) {
			tree := treeOf(t, map[string]string{"n1/etc/motd": "x", "n1/STRAßE": "x"})
			err := tree.Add(File{Path: c.path})
			if e, ok := errors.AsType[*Error](err); !ok || e.Kind != ErrPath || e.Fact != c.fact || e.Path != c.path {
				t.Errorf("got  %v\nwant %s", err, c.fact)
			}
			must(t, tree.Add(File{Path: "n1/fine"}))
			if tree.Len() != 3 {
				t.Errorf("the refused file is in the tree")
			}
		})
	}
}

func TestAddRefusesLabels(t *testing.T) {
	cases := []struct {
		file File
		fact string
	}{
		{File{Mode: 0o755 | fs.ModeSetuid}, "n/f: mode urwxr-xr-x is more than permissions"},
		{File{Owner: "a\tb"}, `n/f: "a\tb" cannot stand in gen.lock`},
		{File{Service: "-"}, `n/f: "-" cannot stand in gen.lock`},
		{File{Unit: "a\n"}, `n/f: "a\n" cannot stand in gen.lock`},
		{File{OnChange: "now"}, `n/f: on-change "now" is none of "reload", "restart" and ""`},
		{File{Secrets: []string{"a,b"}}, `n/f: the name "a,b" of a secret cannot stand in gen.lock`},
		{File{Secrets: []string{"a", ""}}, `n/f: the name "" of a secret cannot stand in gen.lock`},
	}
	for _, c := range cases {
		c.file.Path = "n/f"
		_, err := New(c.file)
		if e, ok := errors.AsType[*Error](err); !ok || e.Kind != ErrLabel || e.Fact != c.fact {
			t.Errorf("got  %v\nwant %s", err, c.fact)
		}
	}
}

// Whatever Add takes can be written, stays below the folder, and comes back from the lock.
func FuzzPath(f *testing.F) {
	for _, path := range []string{"a", "a/b", "../a", "/a", "a//b", "..a/b..", "gen.lock", "a\\b", "ÄÖ/ü", "K", ".", "a/.gen-tmp-"} {
		f.Add(path)
	}
	f.Fuzz(func(t *testing.T, path string) {
		tree, err := New(File{Path: path, Content: []byte("x")})
		if err != nil {
			return
		}
		if !filepath.IsLocal(path) || filepath.ToSlash(filepath.Clean(path)) != path {
			t.Errorf("%q is not below the folder", path)
		}
		line := lockLine(&tree.Files()[0], digest)
		parsed, err := ParseLock(FormatLock([]Locked{line}))
		must(t, err)
		if diff := cmp.Diff([]Locked{line}, parsed); diff != "" {
			t.Errorf("lock (-want +got):\n%s", diff)
		}
	})
}
