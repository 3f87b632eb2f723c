package programs

import (
	"bytes"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"gen/generator/compat"
)

var aDigest, bDigest = strings.Repeat("a", 64), strings.Repeat("b", 64)

// lines are sorted by version as numbers are.
var lines = []Locked{
	{"bare", compat.Version{Minor: 3}, "amd64", "https://example.org/bare", aDigest, "", aDigest},
	{"demo", compat.Version{Major: 1, Minor: 9}, "amd64", "https://example.org:8443/v1.9.0/demo.tar.gz", aDigest, "demo", bDigest},
	{"demo", compat.Version{Major: 1, Minor: 10}, "amd64", "https://example.org/v1.10.0/demo.tar.gz", aDigest, "d/demo", bDigest},
	{"demo", compat.Version{Major: 1, Minor: 10}, "arm64", "https://example.org/v1.10.0/demo.tar.gz", aDigest, "d/demo", bDigest},
}

func TestLockIsRead(t *testing.T) {
	text := FormatLock([]Locked{lines[3], lines[1], lines[0], lines[2]})
	got, err := ParseLock(text)
	if diff := cmp.Diff(lines, got); diff != "" || err != nil {
		t.Error(diff, err)
	}
	if empty, err := ParseLock(FormatLock(nil)); len(empty) != 0 || err != nil {
		t.Error(empty, err)
	}
}

func TestLockIsRefused(t *testing.T) {
	good := string(FormatLock(lines))
	for _, c := range []struct{ old, new, want string }{
		{"programs.lock 1", "programs.lock 2", "line 1 of programs.lock cannot be read: it is not "},
		{good, "", "line 1 of"},
		{"\tdemo\t", "\t", "line 3 of programs.lock cannot be read: it has 6 columns, not 7"},
		{"\n", "\n\n", "line 2 of programs.lock cannot be read: it has 1 columns"},
		{"demo\t1.9.0", "demo\t1.9", `line 3 of programs.lock cannot be read: "1.9" is not a version`},
		{"demo\t1.9.0", "demo\tv1.9.0", "is not a version"},
		{"demo\t1.9.0", "demo\t2.9.0", "line 4 of programs.lock cannot be read: it does not sort after the line before"},
		{"demo\t1.9.0", "demo\t1.10.0", "line 4 of programs.lock cannot be read: it does not sort after the line before"},
		{"bare\t", "BARE\t", "service or processor is no plain word"},
		{"https://example.org/bare", "http://example.org/bare", "is not the address of an archive"},
		{"https://example.org/bare", "https://example.org/../bare", "is not the address of an archive"},
		{"https://example.org/bare", "https://example.org/bare?x=1", "is not the address of an archive"},
		{"https://example.org/bare", "https://..", "is not the address of an archive"},
		{"d/demo", "../demo", `line 4 of programs.lock cannot be read: "../demo" is not a path inside an archive`},
		{"d/demo", "/demo", "is not a path inside an archive"},
		{aDigest, strings.ToUpper(aDigest), "a digest is not 64 hexadecimal digits"},
		{bDigest, bDigest[1:], "a digest is not 64 hexadecimal digits"},
	} {
		text := strings.ReplaceAll(good, c.old, c.new)
		if text == good {
			t.Fatalf("%q is not in the lock", c.old)
		}
		if _, err := ParseLock([]byte(text)); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%q for %q: %v, not %q", c.new, c.old, err, c.want)
		}
	}
	if _, err := ParseLock([]byte(good[:len(good)-1])); err == nil || !strings.Contains(err.Error(), "line 5 of programs.lock cannot be read: it is cut off") {
		t.Error(err)
	}
}

func FuzzParseLock(f *testing.F) {
	f.Add(FormatLock(lines))
	f.Add(bytes.Replace(FormatLock(lines), []byte("\t-\t"), []byte("\t\t"), 1))
	f.Add([]byte(lockHeader + "a\t1.0.0\tamd64\thttps://x/y\t\t-\t\n"))
	f.Fuzz(func(t *testing.T, text []byte) {
		if got, err := ParseLock(text); err == nil && string(FormatLock(got)) != string(text) {
			t.Errorf("read %q as %v", text, got)
		}
	})
}

func TestListed(t *testing.T) {
	for _, c := range []struct{ list, want string }{
		{aDigest + "  demo.tar.gz\n", aDigest},
		{bDigest + "  other.tar.gz\n" + aDigest + " *demo.tar.gz\r\n", aDigest},
		{aDigest + "  ./demo.tar.gz\n", aDigest}, // cAdvisor's lists
		{aDigest + "  demo.tar.gz\n" + aDigest + "  demo.tar.gz\n", aDigest},
		{aDigest + "  demo.tar.gz\n" + bDigest + "  demo.tar.gz\n", ""},
		{aDigest + "  demo.tar.gz.asc\n", ""},
		{aDigest[1:] + "  demo.tar.gz\n", ""},
		{"SHA256 (demo.tar.gz) = " + aDigest + "\n", ""},
		{"<html>\n", ""},
		{"", ""},
	} {
		if got, ok := listed([]byte(c.list), "demo.tar.gz"); got != c.want && ok || ok != (c.want != "") {
			t.Errorf("%q: %q, not %q", c.list, got, c.want)
		}
	}
}

// Whatever an archive is, it is refused or gives a program within the limits.
func FuzzUnpack(f *testing.F) {
	f.Add([]byte("not an archive"))
	f.Add([]byte("\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff\x01\x00\x00\xff\xff\x00\x00\x00\x00\x00\x00\x00\x00"))
	f.Fuzz(func(t *testing.T, archive []byte) {
		program, err := small.unpack(bytes.NewReader(archive), "demo/demo")
		if err == nil && int64(len(program)) > small.program {
			t.Errorf("%d bytes came out", len(program))
		}
		if runsOn(archive, "amd64") && len(archive) < 20 {
			t.Error("the header is cut off")
		}
	})
}
