package blueprints_test

import (
	"strings"
	"testing"
)

// TestTextfileFolders wants gen's own folder beside the user's, where the version reads several.
func TestTextfileFolders(t *testing.T) {
	p := planOf(t, "textfiles")
	for node, want := range map[string]struct{ flags, own string }{
		"mon":   {"/var/lib/gen-metrics /srv/metrics", "/var/lib/gen-metrics"},
		"box":   {"/host/var/lib/gen-metrics /host/srv/metrics", "/var/lib/gen-metrics"},
		"old":   {"/srv/metrics", ""},
		"older": {"/var/lib/gen-metrics", "/var/lib/gen-metrics"},
	} {
		i := instanceOf(t, p, node, "node_exporter")
		var flags []string
		for _, arg := range i.Args {
			if folder, ok := strings.CutPrefix(arg, "--collector.textfile.directory="); ok {
				flags = append(flags, folder)
			}
		}
		if got := strings.Join(flags, " "); got != want.flags || i.Textfile != want.own || i.Node.Textfile() != want.own {
			t.Errorf("%s: reads %q, of which gen's is %q", node, got, i.Textfile)
		}
	}
}
