package bundle_test

import (
	"os"
	"strings"
	"testing"

	"gen/generator/revision"
)

const metricsFolder, told = "/var/lib/gen-metrics", "/var/lib/gen-metrics/gen-revision.prom"

// telling is a bundle whose service a reads a folder of metrics, and its revision.
func telling(t *testing.T, s site, folder string) (packed []byte, of string) {
	t.Helper()
	in := s.input(t)
	in.Plan.Nodes[0].Instances[0].Textfile = folder
	return pack(t, in), revision.Of(in.Plan, in.Tree, in.Plan.Nodes[0])
}

// inForce is what the node tells of a revision.
func inForce(of string) string {
	return "# HELP gen_node_revision_info Revision of the files that gen has put in place on this node.\n" +
		"# TYPE gen_node_revision_info gauge\ngen_node_revision_info{revision=\"" + of + "\"} 1\n"
}

func TestRevisionIsTold(t *testing.T) {
	for _, shell := range shells(t) {
		t.Run(strings.Join(shell, " "), func(t *testing.T) {
			t.Parallel()
			n := newNode(t, shell...)
			first, of := telling(t, plain, metricsFolder)
			n.must(first)
			if got := n.read(told); got != inForce(of) {
				t.Errorf("the first: %s", got)
			}
			if got := n.disk()[told]; !strings.HasPrefix(got, "-rw-r--r-- ") {
				t.Errorf("is %s", got)
			}
			second, other := telling(t, changed, metricsFolder)
			n.must(second)
			if got := n.read(told); got != inForce(other) || other == of {
				t.Errorf("a change: %s", got)
			}
			os.Remove(n.root + told)
			if said, _ := n.must(second); n.read(told) != inForce(other) || said != "n of lab: nothing to change\n" {
				t.Errorf("the same again: %s, said %s", n.read(told), said)
			}
			elsewhere, _ := telling(t, changed, "/var/lib/elsewhere")
			n.must(elsewhere)
			if n.read(told) != "(none)" || n.read("/var/lib/elsewhere/gen-revision.prom") == "(none)" {
				t.Error("it is not told elsewhere alone")
			}
			n.must(changed.packed(t))
			if got := n.read("/var/lib/elsewhere/gen-revision.prom"); got != "(none)" {
				t.Errorf("nobody is to read %s", got)
			}
		})
	}
}

// What did not come into force is not told.
func TestRevisionOfWhatFails(t *testing.T) {
	for name, tt := range map[string]struct {
		site    site
		prepare func(n *node)
		code    int
		says    string
		next    bool // whether the new revision is told
	}{
		"a daemon that refuses":         {plain.with("/etc/a/a.yml", "a: refuse\n"), nil, 1, "what was there before is back", false},
		"a folder behind a symlink":     {changed, func(n *node) { os.RemoveAll(n.root + metricsFolder); n.symlink(metricsFolder, "/etc") }, 4, "missing: a folder /var/lib/gen-metrics that is one", false},
		"a folder in place of the file": {changed, func(n *node) { os.Remove(n.root + told); os.Mkdir(n.root+told, 0o755) }, 4, "missing: a free place for " + told, false},
		"a path that leads up":          {changed, func(n *node) { n.manifest(metricsFolder+"/", "/var/lib/../") }, 4, "the manifest in /var/lib/gen/next is none", false},
		"a revision that is a label":    {changed, func(n *node) { n.manifest("revision\t", "revision\t\"}") }, 4, "the manifest in /var/lib/gen/next is none", false},
		"a full disk":                   {changed, func(n *node) { n.failing("chmod", "*/.gen-revision.prom.gen-new", "No space left") }, 0, "apply: everything is in place and runs, but " + told + " cannot be written", false},
		"nothing":                       {changed, nil, 0, "n of lab: done", true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			n := newNode(t)
			before, of := telling(t, plain, metricsFolder)
			n.must(before)
			after, next := telling(t, tt.site, metricsFolder)
			n.unpack(after)
			if tt.prepare != nil {
				tt.prepare(n)
			}
			code, said, _ := n.apply()
			if code != tt.code || !strings.Contains(said, tt.says) {
				t.Errorf("exit code %d, said %s", code, said)
			}
			want := inForce(of)
			if tt.next {
				want = inForce(next)
			}
			if got := n.read(told); tt.prepare == nil && got != want {
				t.Errorf("told is %s", got)
			}
		})
	}
}
