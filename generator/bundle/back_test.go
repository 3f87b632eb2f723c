package bundle_test

import (
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// Whatever fails after files were touched, what was there before comes back and runs.
func TestGoesBack(t *testing.T) {
	newUnit := plain.with("/etc/systemd/system/c.service", "[Service]\nExecStart=/usr/local/bin/a\n", "/etc/c/c.yml", "c: 1\n",
		"/etc/systemd/system-preset/50-gen.preset", "enable a.service\nenable b.service\nenable c.service\n")
	tests := []struct {
		name    string
		prepare func(n *node)
		site    site
		says    string
		// never is what must not have been done.
		never string
	}{
		{"a daemon that refuses to reload", nil, plain.with("/etc/a/a.yml", "a: refuse\n"), "apply: systemctl reload-or-restart a.service has failed\na unit said why\n", "b.service"},
		{"a daemon that refuses to restart", nil, plain.with("/etc/a/a.yml", "a: refuse\n", "/etc/systemd/system/a.service", "[Service] # 2\n"), "apply: systemctl restart a.service has failed\n", "b.service"},
		{"a daemon that ends again and again", nil, plain.with("/etc/a/a.yml", "a: flap\n"), "apply: a.service does not stay up\na unit said why\n", "b.service"},
		{"a new daemon that does not start", nil, newUnit.with("/etc/c/c.yml", "c: refuse\n"), "apply: systemctl start c.service has failed\n", "a.service"},
		{"a new daemon, and one that was to end", nil, newUnit.without("b").with("/etc/c/c.yml", "c: refuse\n"), "apply: systemctl start c.service has failed\n", ""},
		{"a check that fails", nil, plain.with("/etc/gen/firewall.nft", "wrong\n"), "apply: nft --check --file /etc/gen/firewall.nft refuses the new files:\n", ".service"},
		{"a program of the daemon's that refuses the files", nil, plain.with("/etc/a/a.yml", "a: wrong\n"), "apply: checker /etc/a/a.yml refuses the new files:\n1:a: wrong\n", ".service"},
		{"users that cannot be made", func(n *node) { n.fake("systemd-sysusers", "echo 'no users' >&2; exit 1") }, plain.with("/etc/a/a.yml", "a: 2\n"), "no users\n", ".service"},
		{"folders that cannot be made", func(n *node) { n.fake("systemd-tmpfiles", `[ -e "$STUB/once" ] && exit; touch "$STUB/once"; exit 1`) }, plain.with("/etc/a/a.yml", "a: 2\n"), "apply: it cannot be put in place; going back\n", ".service"},
		{"a full disk", func(n *node) { n.failing("cp", "*/.a.yml.gen-new", "No space left on device") }, plain.with("/etc/a/a.yml", "a: 2\n"), "No space left on device", ".service"},
		{"a disk that became read-only", func(n *node) { n.failing("mv", "*/etc/a/a.yml", "Read-only file system") }, plain.with("/etc/a/a.yml", "a: 2\n", "/etc/b/b.yml", "b: 2\n"), "Read-only file system", ".service"},
		{"a folder that became read-only", func(n *node) { n.failing("mv", "*/etc/b/.gen-new/b.yml", "Read-only file system") }, plain.with("/etc/a/a.yml", "a: 2\n", "/etc/b/b.yml", "b: 2\n"), "Read-only file system", ".service"},
		{"a disk that fails once all is in place", func(n *node) { n.failing("rmdir", "*/etc/b/.gen-new", "Input/output error") }, plain.with("/etc/a/a.yml", "a: 2\n", "/etc/b/b.yml", "b: 2\n"), "Input/output error", ".service"},
		{"a mode that cannot be given", func(n *node) { n.failing("chmod", "*/.b.yml.gen-new", "Operation not permitted") }, plain.with("/etc/a/a.yml", "a: 2\n", "/etc/b/b.yml", "b: 2\n"), "Operation not permitted", ".service"},
		{"a unit that systemd cannot read", func(n *node) { n.fake("systemctl", unreadable) }, plain.with("/etc/a/a.yml", "a: 2\n"), "apply: systemd cannot read a.service\n", "reload-or-restart"},
		{"somebody who interrupts", func(n *node) { n.fake("sleep", `kill -TERM "$PPID"`) }, plain.with("/etc/a/a.yml", "a: 2\n"), "apply: interrupted; going back\n", "b.service"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			n := newNode(t)
			n.must(plain.packed(t))
			n.fake("nft", "grep -n wrong \"$GEN_ROOT$3\" && exit 1")
			if tt.prepare != nil {
				tt.prepare(n)
			}
			n.unpack(tt.site.packed(t))
			before := n.disk()
			code, said, did := n.apply()
			if code != 1 || !strings.Contains(said, tt.says) || !strings.Contains(said, "apply: what was there before is back. ") {
				t.Errorf("exit code %d, said %s", code, said)
			}
			if tt.never != "" && strings.Contains(did, tt.never) {
				t.Errorf("did:\n%s", did)
			}
			if diff := cmp.Diff(before, n.disk()); diff != "" {
				t.Errorf("is not as before (-before +after):\n%s", diff)
			}
			n.consistent("a.service", "b.service")
			if _, err := os.Stat(n.stub + "/active/c.service"); err == nil {
				t.Error("the new unit runs")
			}
			mends(t, n)
		})
	}
}

// mends wants the next bundle to be applied as if nothing had happened.
func mends(t *testing.T, n *node) {
	t.Helper()
	if err := os.RemoveAll(n.stub + "/killers"); err != nil {
		t.Fatal(err)
	}
	if said, _ := n.must(plain.packed(t)); said != "n of lab: nothing to change\n" {
		t.Errorf("the bundle before: %s", said)
	}
	n.must(plain.with("/etc/a/a.yml", "a: 3\n").packed(t))
	n.consistent("a.service", "b.service")
}

const unreadable = `case "$*" in *LoadState*) echo LoadState=bad-setting ;; *) PATH=${PATH#*:}; exec systemctl "$@" ;; esac`

// When also the old state does not work any more, that is told.
func TestCannotGoBack(t *testing.T) {
	n := newNode(t)
	n.must(plain.packed(t))
	n.write("/etc/a/a.yml", "a: refuse\n", 0o644) // by hand, without a reload
	n.unpack(plain.with("/etc/a/a.yml", "a: refuse 2\n").packed(t))
	code, said, _ := n.apply()
	if code != 5 || !strings.Contains(said, "apply: not all that was there before works again\n") {
		t.Errorf("exit code %d, said %s", code, said)
	}
	n.must(plain.with("/etc/a/a.yml", "a: 3\n").packed(t))
	n.consistent("a.service", "b.service")
}

// A first install that fails leaves nothing.
func TestFirstFails(t *testing.T) {
	n := newNode(t)
	before := n.disk()
	n.unpack(plain.with("/etc/b/b.yml", "b: refuse\n").packed(t))
	code, said, did := n.apply()
	if code != 1 {
		t.Errorf("exit code %d, said %s\n%s", code, said, did)
	}
	after := n.disk()
	delete(after, "/etc/gen")
	delete(after, "/etc/gen/apply")
	if diff := cmp.Diff(before, after); diff != "" {
		t.Errorf("is not as before (-before +after):\n%s", diff)
	}
	if entries, _ := os.ReadDir(n.stub + "/active"); len(entries) > 0 {
		t.Errorf("%s runs", entries[0].Name())
	}
}

// failing is a program that fails for some last argument, and works for others.
func (n *node) failing(name, last, says string) {
	n.fake(name, `for last; do :; done
case $last in `+last+`) echo "`+name+`: $last: `+says+`" >&2; exit 1 ;; esac
PATH=${PATH#*:}
exec `+name+` "$@"`)
}
