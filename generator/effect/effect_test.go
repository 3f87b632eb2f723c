package effect_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"gen/generator/effect"
	"gen/generator/tree"
)

// file is a file of a service: path, content, unit and what a change needs.
func file(path, content, unit, onChange string) tree.File {
	return tree.File{Path: path, Content: []byte(content + "\n"), Unit: unit, OnChange: onChange}
}

// Files that the cases below put together.
var (
	readme  = file("README.md", "site", "", "")
	readme2 = file("README.md", "site, changed", "", "")
	unit    = file("web1/etc/systemd/system/x.service", "[Unit]", "x.service", tree.Restart)
	unit2   = file("web1/etc/systemd/system/x.service", "[Unit] # changed", "x.service", tree.Restart)
	config  = file("web1/etc/x/x.yml", "a: 1", "x.service", tree.Reload)
	config2 = file("web1/etc/x/x.yml", "a: 2", "x.service", tree.Reload)
	status  = file("web1/etc/nginx/conf.d/status.conf", "server {}", "nginx.service", tree.Reload)
	hint    = file("web1/etc/x/hint", "1", "x.service", tree.Nothing)
	hint2   = file("web1/etc/x/hint", "2", "x.service", tree.Nothing)
	digest  = file("web1/etc/gen/digests/x/web-hook", "00", "x.service", tree.Reload)
	digest2 = file("web1/etc/gen/digests/x/web-hook", "01", "x.service", tree.Reload)
	bare    = file("web1/etc/gen/firewall.nft", "table", "", "")
	inner   = file("docker1/etc/y/y.yml", "b: 1", "y", tree.Restart)
	inner2  = file("docker1/etc/y/y.yml", "b: 2", "y", tree.Restart)
)

func private(f tree.File) tree.File {
	f.Mode = 0o640
	return f
}

// Every case is read in both directions: what a change means, and what taking
// it back means.
func TestOf(t *testing.T) {
	tests := []struct {
		name          string
		before, after []tree.File
		there, back   string
	}{
		{"nothing", nil, nil, "", ""},
		{"no change", []tree.File{readme, unit, config}, []tree.File{readme, unit, config}, "", ""},
		{"the site alone", []tree.File{readme}, []tree.File{readme2}, "(site)  1 changed", "(site)  1 changed"},
		{"a service", []tree.File{bare}, []tree.File{bare, unit, config}, "web1  2 new; start x.service", "web1  2 removed; stop x.service"},
		{"the first build", nil, []tree.File{readme, unit}, "(site)  1 new\nweb1    1 new; start x.service", "(site)  1 removed\nweb1    1 removed; stop x.service"},
		{"a config", []tree.File{unit, config}, []tree.File{unit, config2}, "web1  1 changed; reload x.service", "web1  1 changed; reload x.service"},
		{"a unit", []tree.File{unit, config}, []tree.File{unit2, config}, "web1  1 changed; restart x.service", "web1  1 changed; restart x.service"},
		{"a unit and its config", []tree.File{unit, config}, []tree.File{unit2, config2}, "web1  2 changed; restart x.service", "web1  2 changed; restart x.service"},
		{"one more config", []tree.File{unit}, []tree.File{unit, config}, "web1  1 new; reload x.service", "web1  1 removed; reload x.service"},
		{"a file that nobody reads again", []tree.File{unit, hint}, []tree.File{unit, hint2}, "web1  1 changed", "web1  1 changed"},
		{"a file without a service", []tree.File{unit}, []tree.File{unit, bare}, "web1  1 new", "web1  1 removed"},
		{"a file for what the distribution brings", []tree.File{bare}, []tree.File{bare, status}, "web1  1 new; reload nginx.service", "web1  1 removed; reload nginx.service"},
		{"a compose service", []tree.File{readme}, []tree.File{readme, inner}, "docker1  1 new; start y", "docker1  1 removed; stop y"},
		{"the config of a compose service", []tree.File{inner}, []tree.File{inner2}, "docker1  1 changed; restart y", "docker1  1 changed; restart y"},
		{"a secret", []tree.File{unit, digest}, []tree.File{unit, digest2}, "web1  1 changed, new secret web-hook of x; reload x.service", "web1  1 changed, new secret web-hook of x; reload x.service"},
		{"the first record of a secret", []tree.File{unit}, []tree.File{unit, digest}, "web1  1 new; reload x.service", "web1  1 removed; reload x.service"},
		{"the mode of a config", []tree.File{unit, config}, []tree.File{unit, private(config)}, "web1  1 with other owner or mode; reload x.service", "web1  1 with other owner or mode; reload x.service"},
		{"two services", []tree.File{unit, config, status}, []tree.File{unit2, config, inner}, "docker1  1 new; start y\nweb1     1 changed, 1 removed; restart x.service; reload nginx.service", "docker1  1 removed; stop y\nweb1     1 new, 1 changed; restart x.service; reload nginx.service"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if diff := cmp.Diff(indented(tt.there), effect.Text(nodes(t, tt.before, tt.after))); diff != "" {
				t.Errorf("there (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(indented(tt.back), effect.Text(nodes(t, tt.after, tt.before))); diff != "" {
				t.Errorf("back (-want +got):\n%s", diff)
			}
		})
	}
}

// A node of the same name as a unit elsewhere is another node.
func TestOfKeepsNodesApart(t *testing.T) {
	elsewhere := unit
	elsewhere.Path = "web2/etc/systemd/system/x.service"
	got := nodes(t, []tree.File{unit}, []tree.File{unit, elsewhere})
	want := []effect.Node{{Name: "web2", Created: 1, Secrets: []string{}, Start: []string{"x.service"}, Stop: []string{}, Restart: []string{}, Reload: []string{}}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// An output folder without a lock says nothing of before: what comes, starts.
func TestOfWithoutLock(t *testing.T) {
	now := mustTree(t, []tree.File{unit})
	got := effect.Text(effect.Of(now, &tree.Changes{Created: []string{unit.Path}}))
	if want := "  web1  1 new; start x.service\n"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func indented(lines string) string {
	if lines == "" {
		return ""
	}
	return "  " + strings.ReplaceAll(lines, "\n", "\n  ") + "\n"
}

// nodes builds before, then asks what after would change.
func nodes(t *testing.T, before, after []tree.File) []effect.Node {
	t.Helper()
	_, n, _ := change(t, before, after)
	return n
}

// change is all that a build of after says of a folder that holds before.
func change(t *testing.T, before, after []tree.File) (*tree.Changes, []effect.Node, []tree.FileDiff) {
	t.Helper()
	dir, old, now := t.TempDir(), mustTree(t, before), mustTree(t, after)
	if _, err := tree.Write(dir, old, tree.Options{}); err != nil {
		t.Fatal(err)
	}
	c, err := tree.Compare(dir, now)
	if err != nil {
		t.Fatal(err)
	}
	_, diffs, err := tree.Diff(dir, now)
	if err != nil {
		t.Fatal(err)
	}
	return c, effect.Of(now, c), diffs
}

func mustTree(t *testing.T, files []tree.File) *tree.Tree {
	t.Helper()
	made, err := tree.New(slices.Clone(files)...)
	if err != nil {
		t.Fatal(err)
	}
	return made
}
