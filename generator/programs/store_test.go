package programs

import (
	"debug/elf"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestProgram(t *testing.T) {
	l := newLab(t)
	l.mustUpdate(t)
	s := l.open(t, nil)
	for _, c := range []struct{ node, name, text string }{
		{"a", "demo", "demo 1.2.0"}, {"c", "demo", "demo 1.1.0"}, {"a", "bare", "bare 0.3.0"}, {"d", "demo", "demo 1.2.0"},
	} {
		p, err := s.Program(instance(t, l.plan, c.node, c.name))
		want := programFor(elf.EM_X86_64, c.text)
		if err != nil || string(p.Content) != string(want) || p.SHA256 != sha256Hex(want) {
			t.Errorf("%s on %s: %v, %v", c.name, c.node, p, err)
		}
	}
	// A package, the user and an image bring these.
	for _, c := range []struct{ node, name string }{{"b", "nginx"}, {"b", "node_exporter"}, {"c", "node_exporter"}} {
		if p, err := s.Program(instance(t, l.plan, c.node, c.name)); p != nil || err != nil {
			t.Errorf("%s on %s: %v, %v", c.name, c.node, p, err)
		}
	}
}

func TestProgramRefused(t *testing.T) {
	for name, c := range map[string]struct {
		spoil      func(t *testing.T, l *lab)
		fact, hint string
	}{
		"not locked": {func(t *testing.T, l *lab) { l.write(t, LockFile, []byte(lockHeader)) },
			"programs.lock has no demo 1.2.0 for amd64, which a needs", "gen lock"},
		"locked from elsewhere": {func(t *testing.T, l *lab) { l.edit(t, demoAMD, "other.example.org/demo.tar.gz") },
			"programs.lock has no demo 1.2.0 for amd64, which a needs", "gen lock"},
		"not fetched": {func(t *testing.T, l *lab) {
			if err := os.Remove(filepath.Join(l.dir, Folder, demoAMD)); err != nil {
				t.Fatal(err)
			}
		}, "the archive of demo 1.2.0 for amd64 has not been fetched", "gen lock"},
		"no folder": {func(t *testing.T, l *lab) {
			if err := os.RemoveAll(filepath.Join(l.dir, Folder)); err != nil {
				t.Fatal(err)
			}
		}, "has not been fetched", "gen lock"},
		"another archive": {func(t *testing.T, l *lab) { l.write(t, Folder+"/"+demoAMD, l.files[demoOld]) },
			"demo-1.2.0.linux-amd64.tar.gz is not what programs.lock says", "remove it"},
		"another digest of the program": {func(t *testing.T, l *lab) {
			l.edit(t, sha256Hex(programFor(elf.EM_X86_64, "demo 1.2.0")), strings.Repeat("0", 64))
		}, "programs.lock tells another digest of the program of demo 1.2.0 for amd64", "from git"},
		"a link out of the folder": {func(t *testing.T, l *lab) {
			name := filepath.Join(l.dir, Folder, demoAMD)
			if err := os.Rename(name, filepath.Join(l.dir, "outside")); err != nil {
				t.Fatal(err)
			}
			if err := os.Symlink(filepath.Join(l.dir, "outside"), name); err != nil {
				t.Fatal(err)
			}
		}, "cannot read", ""},
	} {
		t.Run(name, func(t *testing.T) {
			l := newLab(t)
			l.mustUpdate(t)
			c.spoil(t, l)
			_, err := l.open(t, nil).Program(instance(t, l.plan, "a", "demo"))
			says(t, err, c.fact, c.hint)
		})
	}
}

// edit replaces a word of programs.lock.
func (l *lab) edit(t *testing.T, old, new string) {
	t.Helper()
	text := l.read(t, LockFile)
	if !strings.Contains(text, old) {
		t.Fatalf("programs.lock has no %s", old)
	}
	l.write(t, LockFile, []byte(strings.ReplaceAll(text, old, new)))
}

// A lock whose digest of a program is not that of the archive is told by gen
// lock, too, and not mended in silence.
func TestLockWithAnotherProgram(t *testing.T) {
	l := newLab(t)
	l.mustUpdate(t)
	l.edit(t, sha256Hex(programFor(elf.EM_X86_64, "demo 1.2.0")), strings.Repeat("0", 64))
	_, err := l.update(t, nil)
	says(t, err, "programs.lock tells another digest of the program of demo 1.2.0 for amd64", "from git")
}

func TestReleaseDependsOnMore(t *testing.T) {
	bare := strings.ReplaceAll(bareBlueprint, "bare-{{ .Version }}", "bare-{{ .Node }}")
	p := planOf(t, strings.ReplaceAll(site, "services: [demo]", "services: [demo, bare]"), bare)
	_, err := Open(p, Options{Site: t.TempDir()})
	says(t, err, "the release of bare 0.3.0 for amd64 is another one on d than elsewhere", ".Version and .Arch only")
}
