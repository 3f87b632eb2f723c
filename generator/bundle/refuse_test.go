package bundle_test

import (
	"crypto/sha256"
	"fmt"
	"os"
	"strings"
	"syscall"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// Whatever is missing or wrong before anything was touched is told, and nothing is touched.
func TestNothingIsTouched(t *testing.T) {
	tests := []struct {
		name    string
		prepare func(n *node)
		args    string
		code    int
		says    string // the beginning of lines, each of which has to be said
	}{
		{"no such flag", nil, "--checks", 2, "apply: usage: "},
		{"to look only", nil, "--check", 3, "n of lab: this would be done\n  write /etc/a/a.yml\n  reload a.service"},
		{"no program", func(n *node) { os.Remove(n.root + "/usr/local/bin/a") }, "", 4, "apply: missing: the program /usr/local/bin/a of a\napply: nothing was touched"},
		{"a program that cannot run", func(n *node) { os.Chmod(n.root+"/usr/local/bin/a", 0o644) }, "", 4, "apply: missing: the program /usr/local/bin/a of a"},
		{"no systemd", func(n *node) { os.RemoveAll(n.root + "/run/systemd") }, "", 4, "apply: missing: systemd, as the first process of this node"},
		{"an old systemd", func(n *node) { n.fake("systemctl", "echo systemd 237") }, "", 4, "apply: missing: systemd 239 or later; here it is 237"},
		{"another node", func(n *node) { n.fake("ip", "echo inet 192.0.2.10/24") }, "", 4, "apply: missing: the address 192.0.2.1 on one of its interfaces: is this n?"},
		{"no space", func(n *node) { n.note("free", "100\n") }, "", 4, "apply: missing: "},
		{"several things at once", func(n *node) { os.RemoveAll(n.root + "/run/systemd"); os.Remove(n.root + "/usr/local/bin/a") }, "", 4, "apply: missing: systemd\napply: missing: the program"},
		{"a symlink in the place of a file", func(n *node) { n.symlink("/etc/a/a.yml", "/etc/passwd") }, "", 4, "apply: missing: a free place for /etc/a/a.yml: that is no regular file"},
		{"a symlink to nothing", func(n *node) { n.symlink("/etc/a/a.yml", "/nowhere") }, "", 4, "apply: missing: a free place for /etc/a/a.yml: that is no regular file"},
		{"a symlink, and force", func(n *node) { n.symlink("/etc/a/a.yml", "/etc/passwd") }, "--force", 4, "apply: missing: a free place for /etc/a/a.yml"},
		{"a folder behind a symlink", func(n *node) { n.symlink("/etc/a", n.root+"/etc/b") }, "", 4, "apply: missing: a folder /etc/a that is one, with no symlink on the way: it is /etc/b"},
		{"a folder in the place of a file", func(n *node) { os.Remove(n.root + "/etc/a/a.yml"); os.Mkdir(n.root+"/etc/a/a.yml", 0o755) }, "", 4, "apply: missing: a free place for /etc/a/a.yml: that is no regular file"},
		{"a file in the place of a folder", func(n *node) { os.RemoveAll(n.root + "/etc/a"); n.write("/etc/a", "", 0o644) }, "", 4, "apply: missing: a folder /etc/a that is one"},
		{"another apply", func(n *node) { n.lock() }, "", 4, "apply: another apply is at work"},
		{"a file that was changed on the way", func(n *node) { n.staged("root/etc/a/a.yml", "a: 3\n") }, "", 4, "apply: files of the bundle are not as they were packed; unpack it again: gen bundle NODE | ssh NODE sudo tar -xC /: /etc/a/a.yml"},
		{"a file that was lost on the way", func(n *node) { os.Remove(n.root + "/var/lib/gen/next/root/etc/b/b.yml") }, "", 4, "apply: files of the bundle are not as they were packed"},
		{"a symlink in the bundle", func(n *node) { n.symlink("/var/lib/gen/next/root/etc/b/b.yml", "/etc/passwd") }, "", 4, "apply: the bundle in /var/lib/gen/next holds something that is neither file nor folder"},
		{"a bundle that was cut off", func(n *node) { os.Remove(n.root + "/var/lib/gen/next/complete") }, "", 4, "apply: the bundle in /var/lib/gen/next is not whole"},
		{"the end of another bundle", func(n *node) { n.staged("complete", strings.Repeat("0", 64)+"  manifest\n") }, "", 4, "apply: the bundle in /var/lib/gen/next is not whole"},
		{"a digest of something else", func(n *node) { n.staged("complete", digestLine("a: 2\n", "root/etc/a/a.yml")) }, "", 4, "apply: the manifest in /var/lib/gen/next is none that this script knows"},
		{"a path that leads up", func(n *node) { n.manifest("file\t/etc/a/a.yml", "file\t/etc/a/../../passwd") }, "", 4, "apply: the manifest in /var/lib/gen/next is none that this script knows"},
		{"a path that is relative", func(n *node) { n.manifest("file\t/etc/a/a.yml", "file\tetc/a/a.yml") }, "", 4, "apply: the manifest in "},
		{"a path of the script's own", func(n *node) { n.manifest("file\t/etc/a/a.yml", "file\t/var/lib/gen/installed") }, "", 4, "apply: the manifest in "},
		{"a manifest of a later gen", func(n *node) { n.manifest("gen-manifest\t1", "gen-manifest\t2") }, "", 4, "apply: the manifest in "},
		{"a unit that is a flag", func(n *node) { n.manifest("unit\ta.service", "unit\t--force") }, "", 4, "apply: the manifest in "},
		{"a state that was damaged", func(n *node) { n.write("/var/lib/gen/installed", "file\t/../x\n", 0o600) }, "", 4, "apply: /var/lib/gen/installed is damaged"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			n := newNode(t)
			n.must(plain.packed(t))
			n.unpack(plain.with("/etc/a/a.yml", "a: 2\n").packed(t))
			if tt.prepare != nil {
				tt.prepare(n)
			}
			before := n.disk()
			code, said, did := n.apply(strings.Fields(tt.args)...)
			if code != tt.code || did != "" {
				t.Errorf("exit code %d, not %d; did %q, said %s", code, tt.code, did, said)
			}
			for line := range strings.Lines(tt.says) {
				if !strings.Contains("\n"+said, "\n"+strings.TrimSpace(line)) && !strings.Contains(said, "\n  "+strings.TrimSpace(line)) {
					t.Errorf("does not say %q but:\n%s", line, said)
				}
			}
			if diff := cmp.Diff(before, n.disk()); diff != "" {
				t.Errorf("was touched (-before +after):\n%s", diff)
			}
		})
	}
}

// A first install on a node that has something else already.
func TestStrangers(t *testing.T) {
	tests := []struct {
		name    string
		prepare func(n *node)
		says    string
	}{
		{"a file of somebody else", func(n *node) { n.write("/etc/a/a.yml", "mine\n", 0o644) }, "apply: missing: a free place for /etc/a/a.yml: that file is not gen's"},
		{"a socket on the port", func(n *node) {
			n.note("sockets", "LISTEN 0 128 192.0.2.1:9097 0.0.0.0:* users:((\"x\",pid=1,fd=3))\n")
		}, "apply: missing: the port 9097 of 192.0.2.1 for a.service; taken by 192.0.2.1:9097 users:((\"x\",pid=1,fd=3))"},
		{"a socket on all addresses", func(n *node) { n.note("sockets", "LISTEN 0 128 [::]:9097 [::]:*\n") }, "apply: missing: the port 9097 of 192.0.2.1"},
		{"the state behind a symlink", func(n *node) { n.symlink("/var/lib/gen", n.root+"/etc") }, "apply: /var/lib/gen is a symlink"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			n := newNode(t)
			n.unpack(plain.packed(t))
			if tt.name == "the state behind a symlink" {
				os.Rename(n.root+"/var/lib/gen", n.root+"/elsewhere")
			}
			tt.prepare(n)
			before := n.disk()
			code, said, did := n.apply()
			if code != 4 || did != "" || !strings.Contains(said, tt.says) {
				t.Errorf("exit code %d, did %q, said %s", code, did, said)
			}
			if diff := cmp.Diff(before, n.disk()); diff != "" {
				t.Errorf("was touched (-before +after):\n%s", diff)
			}
		})
	}
}

// A socket at another address of the node takes no port away.
func TestNoStranger(t *testing.T) {
	n := newNode(t)
	n.note("sockets", "LISTEN 0 128 127.0.0.1:9097 0.0.0.0:*\n")
	n.must(plain.packed(t))
}

// fake puts another program before the node's own.
func (n *node) fake(name, script string) {
	n.t.Helper()
	if err := os.MkdirAll(n.stub+"/killers", 0o755); err != nil {
		n.t.Fatal(err)
	}
	if err := os.WriteFile(n.stub+"/killers/"+name, []byte("#!/bin/sh\n"+script+"\n"), 0o755); err != nil {
		n.t.Fatal(err)
	}
}

// symlink puts a symlink in the place of whatever is at a path.
func (n *node) symlink(path, target string) {
	n.t.Helper()
	os.RemoveAll(n.root + path)
	if err := os.Symlink(target, n.root+path); err != nil {
		n.t.Fatal(err)
	}
}

// lock does what an apply that is at work does.
func (n *node) lock() {
	n.t.Helper()
	f, err := os.OpenFile(n.root+"/var/lib/gen/lock", os.O_RDWR, 0)
	if err != nil {
		n.t.Fatal(err)
	}
	n.t.Cleanup(func() { f.Close() })
	if err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX); err != nil {
		n.t.Fatal(err)
	}
}

// staged replaces a file of the unpacked bundle.
func (n *node) staged(name, text string) { n.write("/var/lib/gen/next/"+name, text, 0o600) }

// manifest changes the manifest of the unpacked bundle as who packs it could.
func (n *node) manifest(from, to string) {
	n.t.Helper()
	text := strings.Replace(n.read("/var/lib/gen/next/manifest"), from, to, 1)
	n.staged("manifest", text)
	n.staged("complete", digestLine(text, "manifest"))
}

func digestLine(text, name string) string {
	return fmt.Sprintf("%x  %s\n", sha256.Sum256([]byte(text)), name)
}
