package bundle_test

import (
	"fmt"
	"maps"
	"os"
	"os/exec"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// killer counts the steps of a run that are more than notes for itself, and
// kills it before one of them.
const killer = `PATH=${PATH#*:}
case $* in */var/lib/gen/work*) exec %[1]s "$@" ;; esac
read -r step <"$STUB/step"
step=$((step + 1))
echo $step >"$STUB/step"
[ $step != "$KILL_AT" ] || kill -9 0
exec %[1]s "$@"`

// changing are the programs by which the script changes anything.
var changing = []string{"chmod", "cp", "mkdir", "mv", "rm", "rmdir", "systemctl", "systemd-sysusers", "systemd-tmpfiles"}

// A run that is killed anywhere and repeated ends as one that was not.
func TestKilledAnywhere(t *testing.T) {
	before := plain
	after := plain.without("b").with("/etc/a/a.yml", "a: 2\n", "/etc/a/new.yml", "new: 1\n", "/etc/a/live.yml", "")
	for _, tt := range []struct {
		name  string
		again site // what is applied after the kill
		each  int  // the distance of steps, of which there are about 60
	}{{"the same bundle again", after, 4}, {"another bundle", before.with("/etc/a/a.yml", "a: 3\n"), 8}} {
		want := newNode(t)
		want.must(before.packed(t))
		want.must(tt.again.packed(t))
		t.Run(tt.name, func(t *testing.T) {
			for from := 1; from <= 4; from++ {
				t.Run(fmt.Sprint(from), func(t *testing.T) {
					t.Parallel()
					base := newNode(t)
					base.must(before.packed(t))
					base.unpack(after.packed(t))
					for at := from; killed(t, base, at, tt.again.packed(t), want.disk()); at += tt.each {
						if at > 500 {
							t.Fatal("there is no end")
						}
					}
				})
			}
		})
	}
}

// killed kills a run at some step and starts the next one. It is false if the
// run had ended before.
func killed(t *testing.T, base *node, at int, again []byte, want map[string]string) bool {
	t.Helper()
	n := base.copy(t)
	for _, name := range changing {
		n.fake(name, fmt.Sprintf(killer, name))
	}
	n.note("step", "0\n")
	n.environment = []string{fmt.Sprint("KILL_AT=", at)}
	code, said, _ := n.apply()
	if code == 0 {
		return false
	}
	if code != -1 {
		t.Fatalf("step %d: exit code %d: %s", at, code, said)
	}
	if err := os.RemoveAll(n.stub + "/killers"); err != nil {
		t.Fatal(err)
	}
	n.unpack(again)
	code, said, did := n.apply()
	if code != 0 {
		t.Errorf("after a kill at step %d: exit code %d: %s\n%s", at, code, said, did)
	}
	if diff := cmp.Diff(want, n.disk()); diff != "" {
		t.Errorf("after a kill at step %d (-want +got):\n%s", at, diff)
	}
	if kept := strings.Join(n.kept(), " "); kept != "folders installed lock" {
		t.Errorf("after a kill at step %d, in /var/lib/gen: %s", at, kept)
	}
	n.consistent("a.service")
	return true
}

// copy is another node in the same state.
func (n *node) copy(t *testing.T) *node {
	t.Helper()
	other := newNode(t)
	for from, to := range maps.All(map[string]string{n.root: other.root, n.stub: other.stub}) {
		if said, err := exec.Command("cp", "-a", from+"/.", to).CombinedOutput(); err != nil {
			t.Fatalf("%v: %s", err, said)
		}
	}
	return other
}
