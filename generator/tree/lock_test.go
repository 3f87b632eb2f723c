package tree

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var digest = strings.Repeat("0123456789abcdef", 4)

func TestLockRoundTrip(t *testing.T) {
	files := []Locked{
		{Path: "README.md", SHA256: digest, Mode: 0o644, Owner: "root:root"},
		{Path: "c 1/etc/web.yml", SHA256: digest, Mode: 0o640, Owner: "root:65534", Service: "node_exporter", OnChange: Reload, Unit: "node_exporter.service"},
		{Path: "n2/run", SHA256: digest, Mode: 0o755, Owner: "grafana", Service: "grafana", OnChange: Restart, Unit: "grafana", Secrets: []string{"admin", "smtp"}},
	}
	want := "# gen.lock 1 - written by gen; do not edit\n" +
		"README.md\t" + digest + "\t0644\troot:root\t-\t-\t-\t-\n" +
		"c 1/etc/web.yml\t" + digest + "\t0640\troot:65534\tnode_exporter\treload\tnode_exporter.service\t-\n" +
		"n2/run\t" + digest + "\t0755\tgrafana\tgrafana\trestart\tgrafana\tadmin,smtp\n"
	text := FormatLock(files)
	if diff := cmp.Diff(want, string(text)); diff != "" {
		t.Errorf("text (-want +got):\n%s", diff)
	}
	parsed, err := ParseLock(text)
	must(t, err)
	if diff := cmp.Diff(files, parsed); diff != "" {
		t.Errorf("files (-want +got):\n%s", diff)
	}
}

func TestGarbledLock(t *testing.T) {
	good := "a/b\t" + digest + "\t0644\troot:root\tsvc\treload\tunit\ts1,s2\n"
	line := func(old, new string) string {
		return lockHeader + "a/a" + good[3:] + strings.Replace(good, old, new, 1)
	}
	if _, err := ParseLock([]byte(line("", ""))); err != nil {
		t.Fatalf("the good line is bad: %v", err)
	}
	cases := []struct {
		name, text, fact string
		line             int
	}{
		{"empty", "", `gen.lock:1: the line is not "# gen.lock 1 - written by gen; do not edit"`, 1},
		{"other file", "hello\n", `gen.lock:1: the line is not "# gen.lock 1 - written by gen; do not edit"`, 1},
		{"version 0", "# gen.lock 0 - written by gen; do not edit\n", `gen.lock:1: the line is not "# gen.lock 1 - written by gen; do not edit"`, 1},
		{"cut off after the header", strings.TrimSuffix(lockHeader, "\n"), "gen.lock:1: the line is cut off", 1},
		{"merge conflict", lockHeader + "<<<<<<< HEAD\n" + good, "gen.lock:2: the line has 1 columns, not 8", 2},
		{"cut off", strings.TrimSuffix(line("", ""), "\n"), "gen.lock:3: the line is cut off", 3},
		{"carriage return", line("s2", "s2\r"), `gen.lock:3: a/b: the name "s2\r" of a secret cannot stand in gen.lock`, 3},
		{"empty line", line("a/b", "\na/b"), "gen.lock:3: the line has 1 columns, not 8", 3},
		{"absolute", line("a/b", "/a/b"), `gen.lock:3: the path "/a/b" is absolute`, 3},
		{"outside", line("a/b", "a/../../b"), `gen.lock:3: the path "a/../../b" is not clean: it has an empty, "." or ".." segment`, 3},
		{"itself", line("a/b", "gen.lock"), `gen.lock:3: the path "gen.lock" is gen's own`, 3},
		{"not sorted", line("a/b", "Z"), "gen.lock:3: the path does not sort after that of the line before", 3},
		{"twice", line("a/b", "a/a"), "gen.lock:3: the path does not sort after that of the line before", 3},
		{"upper case digest", line("abc", "ABC"), `gen.lock:3: "` + strings.Replace(digest, "abc", "ABC", 1) + `" is not a SHA-256 digest`, 3},
		{"short digest", line(digest, "abc"), `gen.lock:3: "abc" is not a SHA-256 digest`, 3},
		{"mode of three digits", line("0644", "644"), `gen.lock:3: "644" is not a mode such as 0644`, 3},
		{"mode zero", line("0644", "0000"), `gen.lock:3: "0000" is not a mode such as 0644`, 3},
		{"setuid", line("0644", "4755"), `gen.lock:3: "4755" is not a mode such as 0644`, 3},
		{"on-change", line("reload", "explode"), `gen.lock:3: a/b: on-change "explode" is none of "reload", "restart" and ""`, 3},
		{"no owner", line("root:root", ""), "gen.lock:3: the line has an empty column", 3},
		{"owner dash", line("root:root", "-"), `gen.lock:3: a/b: "-" cannot stand in gen.lock`, 3},
		{"empty unit", line("unit", ""), "gen.lock:3: the line has an empty column", 3},
		{"empty secret", line("s1,", ","), `gen.lock:3: a/b: the name "" of a secret cannot stand in gen.lock`, 3},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			_, err := ParseLock([]byte(c.text))
			e, ok := errors.AsType[*Error](err)
			if !ok || e.Kind != ErrLock || e.Line != c.line || e.Fact != c.fact || e.Hint == "" {
				t.Errorf("got %#v\nwant line %d: %s", err, c.line, c.fact)
			}
		})
	}
}

func TestNewerLock(t *testing.T) {
	_, err := ParseLock([]byte("# gen.lock 2 - something else\nwhatever\n"))
	e, ok := errors.AsType[*Error](err)
	if !ok || e.Kind != ErrLockVersion || e.Fact != "gen.lock has version 2, this gen knows version 1" || e.Hint == "" {
		t.Errorf("got %#v", err)
	}
}

// Tree.Lock foretells the lock that Write leaves.
func TestLockOfATree(t *testing.T) {
	dir := t.TempDir()
	mustWrite(t, dir, newTree)
	text, err := os.ReadFile(filepath.Join(dir, lockName))
	must(t, err)
	if diff := cmp.Diff(string(text), string(treeOf(t, newTree).Lock())); diff != "" {
		t.Errorf("lock (-written +foretold):\n%s", diff)
	}
}

// Whatever parses is written back byte by byte, and is safe to act upon.
func FuzzParseLock(f *testing.F) {
	f.Add([]byte(lockHeader))
	f.Add([]byte(lockHeader + "a/b\t" + digest + "\t0644\troot:root\tsvc\treload\tunit\ts1,s2\n"))
	f.Add([]byte(lockHeader + "a/b\t" + digest + "\t0755\tx\t-\t-\t-\t-\nb\t" + digest + "\t0644\tx\t-\t-\t-\t-"))
	f.Add([]byte("# gen.lock 99999999999999999999 - \n"))
	f.Fuzz(func(t *testing.T, text []byte) {
		files, err := ParseLock(text)
		if err != nil {
			if e, ok := errors.AsType[*Error](err); !ok || e.Line < 1 || e.Line > 1+bytes.Count(text, []byte("\n")) {
				t.Errorf("the error names no line of the lock: %#v", err)
			}
			return
		}
		if again := FormatLock(files); !bytes.Equal(again, text) {
			t.Errorf("read  %q\nwrote %q", text, again)
		}
		for _, l := range files {
			must(t, checkPath(l.Path))
		}
	})
}
