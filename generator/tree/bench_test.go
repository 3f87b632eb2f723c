package tree

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// The benchmarks write 100000 files as a site of 12500 nodes does: eight small
// files a node in six folders. Run them on a tmpfs: TMPDIR=/dev/shm go test -bench .
const benchNodes = 12500

func benchTree(b *testing.B, salt string) *Tree {
	b.Helper()
	t := &Tree{}
	body := []byte(strings.Repeat("some line of a configuration file\n", 20))
	for n := range benchNodes {
		for i, name := range []string{
			"compose.yaml", "etc/node_exporter/web.yml", "etc/nginx_exporter/web.yml", "etc/systemd/system/node_exporter.service",
			"etc/systemd/system/nginx_exporter.service", "etc/ssl/requests/node.cnf", "etc/ssl/requests/nginx.cnf", "etc/nftables.conf",
		} {
			content := append([]byte(fmt.Sprintf("# %s %d %d\n", salt, n, i)), body...)
			if err := t.Add(File{Path: fmt.Sprintf("node%05d/%s", n, name), Content: content}); err != nil {
				b.Fatal(err)
			}
		}
	}
	return t
}

func BenchmarkAdd(b *testing.B) {
	for b.Loop() {
		benchTree(b, "")
	}
}

// BenchmarkPlainWrite is the floor of BenchmarkColdWrite.
func BenchmarkPlainWrite(b *testing.B) {
	files := benchTree(b, "").Files()
	for b.Loop() {
		dir := emptyFolder(b)
		made := map[string]bool{}
		for _, f := range files {
			name := filepath.Join(dir, f.Path)
			if parent := filepath.Dir(name); !made[parent] {
				made[parent] = true
				must(b, os.MkdirAll(parent, 0o755))
			}
			must(b, os.WriteFile(name, f.Content, 0o644))
		}
	}
}

func BenchmarkColdWrite(b *testing.B) {
	t := benchTree(b, "")
	for b.Loop() {
		benchWrite(b, filepath.Join(emptyFolder(b), "out"), t)
	}
}

func BenchmarkChangeAll(b *testing.B) {
	trees := []*Tree{benchTree(b, "a"), benchTree(b, "b")}
	dir := emptyFolder(b)
	benchWrite(b, dir, trees[1])
	for n := 0; b.Loop(); n++ {
		benchWrite(b, dir, trees[n%2])
	}
}

// BenchmarkPlainRead is the floor of BenchmarkNoop.
func BenchmarkPlainRead(b *testing.B) {
	t := benchTree(b, "")
	dir := emptyFolder(b)
	benchWrite(b, dir, t)
	files := t.Files()
	for b.Loop() {
		for _, f := range files {
			_, err := os.ReadFile(filepath.Join(dir, f.Path))
			must(b, err)
		}
	}
}

func BenchmarkNoop(b *testing.B) {
	t := benchTree(b, "")
	dir := emptyFolder(b)
	benchWrite(b, dir, t)
	for b.Loop() {
		benchWrite(b, dir, t)
	}
}

func BenchmarkParseLock(b *testing.B) {
	t := benchTree(b, "")
	var lines []Locked
	for _, f := range t.Files() {
		lines = append(lines, lockLine(&f, digestOf(f.Content)))
	}
	text := FormatLock(lines)
	for b.Loop() {
		_, err := ParseLock(text)
		must(b, err)
	}
}

func benchWrite(b *testing.B, dir string, t *Tree) {
	b.Helper()
	_, err := Write(dir, t, Options{})
	must(b, err)
}

// emptyFolder makes a folder outside of the measured time.
func emptyFolder(b *testing.B) string {
	b.StopTimer()
	defer b.StartTimer()
	dir, err := os.MkdirTemp(b.TempDir(), "")
	must(b, err)
	return dir
}

func must(t testing.TB, err error) {
	if err != nil {
		t.Helper()
		t.Fatal(err)
	}
}
