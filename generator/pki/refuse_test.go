package pki

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// Each of these ends in a clear error, and leaves every file as it is.
func TestRefusals(t *testing.T) {
	for name, c := range map[string]struct {
		spoil      func(t *testing.T, l *lab)
		fact, hint string
	}{
		"key folder that others can read": {
			func(t *testing.T, l *lab) { chmod(t, l.keys(""), 0o755) },
			"others can read the key folder keys: its mode is 0755", "chmod 700 keys",
		},
		"key folder that the group can list": {
			func(t *testing.T, l *lab) { chmod(t, l.keys(""), 0o710) },
			"others can read the key folder keys: its mode is 0710", "chmod 700 keys",
		},
		"key that others can read": {
			func(t *testing.T, l *lab) { chmod(t, l.keys("admin.key"), 0o644) },
			"others can read the key keys/admin.key: its mode is 0644", "chmod 600 keys/admin.key",
		},
		"authority's key that the group can read": {
			func(t *testing.T, l *lab) { chmod(t, l.authorityFile(t, "client"), 0o640) },
			"its mode is 0640", "chmod 600 keys/ca-client-",
		},
		"symlink in the place of a key": {
			func(t *testing.T, l *lab) {
				symlink(t, l.keys("web/etc/ssl/nginx/server.key"), l.keys("admin.key"))
			},
			"the key keys/admin.key is no regular file", "put the key itself there",
		},
		"symlink out of the key folder": {
			func(t *testing.T, l *lab) {
				put(t, filepath.Join(l.dir, "elsewhere/etc/x"), "", 0o600)
				if err := os.RemoveAll(l.keys("web")); err != nil {
					t.Fatal(err)
				}
				symlink(t, filepath.Join(l.dir, "elsewhere"), l.keys("web"))
			},
			"cannot read keys/web/etc/ssl/nginx/server.key: path escapes", "",
		},
		"file in the place of the key folder": {
			func(t *testing.T, l *lab) {
				if err := os.RemoveAll(l.keys("")); err != nil {
					t.Fatal(err)
				}
				put(t, l.keys(""), "", 0o600)
			},
			"keys is not a folder", "name another folder by --keys",
		},
		"gitignore that ignores too little": {
			func(t *testing.T, l *lab) { put(t, l.keys(ignoreFile), "*.key\n", 0o600) },
			"keys/.gitignore does not keep git from the keys", "make * its only line",
		},
		"key that git tracks": {
			func(t *testing.T, l *lab) {
				git(t, l.dir, "init", "-q")
				git(t, l.dir, "add", "-f", "keys/admin.key")
			},
			"git tracks the key keys/admin.key", "git rm -r --cached keys; whoever has a copy of the repository has the key, so also gen pki rotate start",
		},
		"authority without its key": {
			func(t *testing.T, l *lab) { remove(t, l.authorityFile(t, "server")); l.age(t) },
			`the key of the authority "lab server CA `, "restore it from a backup; if the authority is your own",
		},
		"key without its authority": {
			func(t *testing.T, l *lab) { remove(t, l.out("ca-client.crt")) },
			"and no certificate out/ca-client.crt", "restore ca-client.crt from git",
		},
		"truncated key of an authority": {
			func(t *testing.T, l *lab) {
				if err := os.Truncate(l.authorityFile(t, "server"), 60); err != nil {
					t.Fatal(err)
				}
				l.age(t)
			},
			"cannot be read: it holds no key in PEM, or only a part of one", "restore it from a backup",
		},
		"authority's key of another site": {
			func(t *testing.T, l *lab) {
				other := newLab(t)
				other.issue(t)
				text, err := os.ReadFile(other.authorityFile(t, "server"))
				if err != nil {
					t.Fatal(err)
				}
				put(t, l.authorityFile(t, "server"), string(text), 0o600)
				l.age(t)
			},
			"is not that of the authority", "restore both from one backup",
		},
		"truncated authority": {
			func(t *testing.T, l *lab) {
				if err := os.Truncate(l.out("ca-server.crt"), 300); err != nil {
					t.Fatal(err)
				}
			},
			"the authority out/ca-server.crt cannot be read: it holds no certificate in PEM", "restore it from git",
		},
		"leaf in the place of an authority": {
			func(t *testing.T, l *lab) {
				text := contents(t, l.dir)["out/web/etc/ssl/nginx/server.crt"]
				put(t, l.out("ca-server.crt"), text, 0o644)
			},
			"out/ca-server.crt holds a certificate that is no authority: web.lab.internal", "restore it from git",
		},
		"expired authority": {
			func(t *testing.T, l *lab) { l.now = birth.AddDate(11, 0, 0) },
			"the server authority ended on 2036-04-28", "gen pki rotate start makes a new one",
		},
		"clock that is late": {
			func(t *testing.T, l *lab) { l.now = birth.AddDate(-1, 0, 0) },
			"the server authority begins on 2026-05-01T11:00:00Z, and here it is 2025-05-01T12:00:00Z", "set the clock of this machine",
		},
		"file in the place of a folder": {
			func(t *testing.T, l *lab) {
				if err := os.RemoveAll(l.out("web")); err != nil {
					t.Fatal(err)
				}
				put(t, l.out("web"), "", 0o644)
			},
			"cannot read out/web/etc/ssl/nginx/server.crt: not a directory", "",
		},
		"keys of certificates for nobody": {
			func(t *testing.T, l *lab) { l.seal.Leaves = true },
			"keys of certificates can be encrypted to age recipients only, and there are none", "give them by --recipients FILE",
		},
	} {
		t.Run(name, func(t *testing.T) {
			l := newLab(t)
			l.issue(t)
			c.spoil(t, l)
			l.refused(t, (*Store).Issue, c.fact, c.hint)
		})
	}
}

// age removes a certificate, so that its authority has to sign.
func (l *lab) age(t *testing.T) { t.Helper(); remove(t, l.out("web/etc/ssl/nginx/server.crt")) }

func chmod(t *testing.T, name string, mode os.FileMode) {
	t.Helper()
	if err := os.Chmod(name, mode); err != nil {
		t.Fatal(err)
	}
}

func symlink(t *testing.T, target, name string) {
	t.Helper()
	_ = os.Remove(name)
	if err := os.Symlink(target, name); err != nil {
		t.Fatal(err)
	}
}

func git(t *testing.T, dir string, args ...string) {
	t.Helper()
	c := exec.Command("git", args...)
	c.Dir = dir
	if out, err := c.CombinedOutput(); err != nil {
		t.Fatalf("git %v: %v\n%s", args, err, out)
	}
}

// What git ignores, or has encrypted, is no reason to refuse.
func TestGitMayKnowWhatIsEncrypted(t *testing.T) {
	l := newLab(t)
	l.seal = recipients(t)
	l.issue(t)
	git(t, l.dir, "init", "-q")
	git(t, l.dir, "add", "-A")
	files, err := exec.Command("git", "-C", l.dir, "ls-files", "keys").Output()
	if err != nil || len(files) > 0 {
		t.Errorf("git takes %s, %v", files, err)
	}
	git(t, l.dir, "add", "-f", "keys/"+filepath.Base(l.authorityFile(t, "server")), "keys/.gitignore")
	if result := l.issue(t); result.Any() {
		t.Errorf("got %+v", result)
	}
}

func TestFoldersLieApart(t *testing.T) {
	dir := t.TempDir()
	if err := os.MkdirAll(filepath.Join(dir, "out/web"), 0o755); err != nil {
		t.Fatal(err)
	}
	symlink(t, filepath.Join(dir, "out/web"), filepath.Join(dir, "link"))
	for _, folder := range []string{"", "out", "out/web"} { // their modes are not the point
		chmod(t, filepath.Join(dir, folder), 0o700)
	}
	for keys, out := range map[string]string{"out/keys": "out", "out": "out", "a/../out/keys": "out", ".": "./out", "link": "out", "link/keys": "out"} {
		_, err := Open(planOf(t, labSite), Options{Out: filepath.Join(dir, out), Keys: filepath.Join(dir, keys), Now: time.Now})
		if err == nil || !strings.Contains(err.Error(), "lie in one another") {
			t.Errorf("keys %s, out %s: %v", keys, out, err)
		}
	}
	s, err := Open(planOf(t, labSite), Options{Out: filepath.Join(dir, "out"), Keys: filepath.Join(dir, "out-keys"), Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	s.Close()
}

// Root may write everywhere but in a file system that is read-only or no disk.
func TestFolderThatCannotBeWritten(t *testing.T) {
	l := newLab(t)
	s, err := Open(l.plan, Options{Out: "/proc/gen-out", Keys: l.keys(""), Seal: l.seal, Now: func() time.Time { return l.now }})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if _, err := s.Issue(); err == nil || !strings.HasPrefix(err.Error(), "cannot make /proc/gen-out: ") {
		t.Errorf("got %v", err)
	}
	if files := contents(t, l.dir); len(files) > 0 {
		t.Errorf("left behind: %v", files)
	}
}

// A file that cannot be staged leaves nothing behind and nothing half done.
func TestFailedWriteChangesNothing(t *testing.T) {
	l := newLab(t)
	l.issue(t)
	l.now = birth.AddDate(0, 0, 380)
	if err := os.MkdirAll(l.out("web/etc/ssl/node_exporter/"+stagePrefix+"server.crt/full"), 0o755); err != nil {
		t.Fatal(err)
	}
	l.refused(t, (*Store).Issue, "cannot write out/web/etc/ssl/node_exporter/server.crt: directory not empty", "")
}

// Two at a time would mix their pairs.
func TestOneAtATime(t *testing.T) {
	l := newLab(t)
	l.issue(t)
	folder, err := os.Open(l.keys(""))
	if err != nil {
		t.Fatal(err)
	}
	defer folder.Close()
	if err := syscall.Flock(int(folder.Fd()), syscall.LOCK_EX); err != nil {
		t.Fatal(err)
	}
	l.refused(t, (*Store).Issue, "another gen is at work in the key folder keys", "wait until it is done")
	if status := l.status(t); status.Due() {
		t.Error("status does not need the lock, but says that something is due")
	}
}
