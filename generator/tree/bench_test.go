package tree

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
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
	cpuOf(b, func() string { return emptyFolder(b) }, func(dir string) {
		made := map[string]bool{}
		for _, f := range files {
			name := filepath.Join(dir, f.Path)
			if parent := filepath.Dir(name); !made[parent] {
				made[parent] = true
				must(b, os.MkdirAll(parent, 0o755))
			}
			must(b, os.WriteFile(name, f.Content, 0o644))
		}
	})
}

func BenchmarkColdWrite(b *testing.B) {
	t := benchTree(b, "")
	cpuOf(b, func() string { return emptyFolder(b) }, func(dir string) { benchWrite(b, dir, t) })
}

func BenchmarkChangeAll(b *testing.B) {
	trees := []*Tree{benchTree(b, "a"), benchTree(b, "b")}
	dir := emptyFolder(b)
	benchWrite(b, dir, trees[1])
	n := 0
	cpuOf(b, func() string { n++; return dir }, func(dir string) { benchWrite(b, dir, trees[(n+1)%2]) })
}

// BenchmarkPlainRead is the floor of BenchmarkNoop.
func BenchmarkPlainRead(b *testing.B) {
	t := benchTree(b, "")
	dir := emptyFolder(b)
	benchWrite(b, dir, t)
	files := t.Files()
	cpuOf(b, func() string { return dir }, func(dir string) {
		for _, f := range files {
			_, err := os.ReadFile(filepath.Join(dir, f.Path))
			must(b, err)
		}
	})
}

func BenchmarkNoop(b *testing.B) {
	t := benchTree(b, "")
	dir := emptyFolder(b)
	benchWrite(b, dir, t)
	cpuOf(b, func() string { return dir }, func(dir string) { benchWrite(b, dir, t) })
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

// cpuOf calls do for each round and reports the CPU time of a round, user and system.
func cpuOf(b *testing.B, prepare func() string, do func(dir string)) {
	var spent, rounds int64
	for b.Loop() {
		b.StopTimer()
		dir := prepare()
		start := cpuNow(b)
		b.StartTimer()
		do(dir)
		b.StopTimer()
		spent += cpuNow(b) - start
		rounds++
		b.StartTimer()
	}
	b.ReportMetric(float64(spent/rounds)/1e6, "cpu-ms/op")
}

func cpuNow(b *testing.B) int64 {
	var usage syscall.Rusage
	must(b, syscall.Getrusage(syscall.RUSAGE_SELF, &usage))
	return usage.Utime.Nano() + usage.Stime.Nano()
}

func benchWrite(b *testing.B, dir string, t *Tree) {
	b.Helper()
	_, err := Write(dir, t, Options{})
	must(b, err)
}

// emptyFolder makes a new folder.
func emptyFolder(b *testing.B) string {
	b.Helper()
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
