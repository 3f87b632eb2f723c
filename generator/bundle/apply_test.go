package bundle_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// In every shell: a first install, the same again, a change of each kind, and
// the end of a service.
func TestApply(t *testing.T) {
	for _, shell := range shells(t) {
		t.Run(strings.Join(shell, " "), func(t *testing.T) {
			t.Parallel()
			n := newNode(t, shell...)
			for _, step := range life {
				said, did := n.must(step.site.packed(t))
				if diff := cmp.Diff(step.said, said); diff != "" {
					t.Errorf("%s: said (-want +got):\n%s", step.name, diff)
				}
				if diff := cmp.Diff(step.did, did); diff != "" {
					t.Errorf("%s: did (-want +got):\n%s", step.name, diff)
				}
				for path, text := range step.site {
					if n.read(path) != text {
						t.Errorf("%s: %s is %q, not %q", step.name, path, n.read(path), text)
					}
				}
				if diff := cmp.Diff([]string{"folders", "installed", "lock"}, n.kept()); diff != "" {
					t.Errorf("%s: in /var/lib/gen (-want +got):\n%s", step.name, diff)
				}
			}
			if got := n.read("/etc/b/b.yml"); got != "(none)" {
				t.Errorf("the file of a service that is gone is %q", got)
			}
			n.consistent("a.service")
		})
	}
}

var changed = plain.with("/etc/a/a.yml", "a: 2\n")

// life is what happens to a node, one bundle after the other.
var life = []struct {
	name      string
	site      site
	said, did string
}{
	{"the first", plain, `n of lab: done
  write /etc/a/a.yml
  write /etc/a/live.yml
  write /etc/b/b.yml
  write /etc/systemd/system-preset/50-gen.preset
  write /etc/systemd/system/a.service
  write /etc/systemd/system/b.service
  write /etc/sysusers.d/gen.conf
  write /etc/tmpfiles.d/gen.conf
  started a.service
  started b.service
`, `systemd-sysusers /var/lib/gen/next/root/etc/sysusers.d/gen.conf
systemd-tmpfiles --create /etc/tmpfiles.d/gen.conf
checker /etc/a/a.yml
systemctl daemon-reload
systemctl enable a.service
systemctl start a.service
systemctl enable b.service
systemctl start b.service
`},
	{"the same again", plain, "n of lab: nothing to change\n", ""},
	{"a configuration", changed, "n of lab: done\n  write /etc/a/a.yml\n  reloaded a.service\n", `systemd-sysusers /var/lib/gen/next/root/etc/sysusers.d/gen.conf
systemd-tmpfiles --create /etc/tmpfiles.d/gen.conf
checker /etc/a/a.yml
systemctl reload-or-restart a.service
`},
	{"a file that is read at once", changed.with("/etc/a/live.yml", "live: 2\n"), "n of lab: done\n  write /etc/a/live.yml\n", `systemd-sysusers /var/lib/gen/next/root/etc/sysusers.d/gen.conf
systemd-tmpfiles --create /etc/tmpfiles.d/gen.conf
checker /etc/a/a.yml
`},
	{"a unit and its configuration", plain.with("/etc/systemd/system/a.service", "[Service]\nExecStart=/usr/local/bin/a -v\n"), `n of lab: done
  write /etc/a/a.yml
  write /etc/a/live.yml
  write /etc/systemd/system/a.service
  restarted a.service
`, `systemd-sysusers /var/lib/gen/next/root/etc/sysusers.d/gen.conf
systemd-tmpfiles --create /etc/tmpfiles.d/gen.conf
checker /etc/a/a.yml
systemctl daemon-reload
systemctl restart a.service
`},
	{"the end of a service", plain.without("b").with("/etc/a/live.yml", ""), `n of lab: done
  write /etc/systemd/system-preset/50-gen.preset
  write /etc/systemd/system/a.service
  remove /etc/a/live.yml
  remove /etc/b/b.yml
  remove /etc/systemd/system/b.service
  stopped b.service
  restarted a.service
`, `systemd-sysusers /var/lib/gen/next/root/etc/sysusers.d/gen.conf
systemd-tmpfiles --create /etc/tmpfiles.d/gen.conf
checker /etc/a/a.yml
systemctl disable b.service
systemctl stop b.service
systemctl daemon-reload
systemctl restart a.service
`},
}
