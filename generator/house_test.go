package generator_test

import (
	"os"
	"path"
	"slices"
	"strings"
	"testing"
)

// module is the prefix of this repository's own imports.
const module = "gen/"

// rooms are the top-level folders; a new one is a decision to be made here first.
var rooms = []string{"bin", "blueprints", "cmd", "docs", "e2e", "examples", "generator", "golden", "templates"}

// floors lists the packages from the ground up: a package imports from its own floor or below,
// never from above. A pattern stands for every package that it matches.
var floors = [][]string{
	{"blueprints", "templates", "examples", "generator/report", "generator/alike", "generator/compat", "generator/tree", "generator/render", "generator/private", "generator/memo", "generator/override"},
	{"generator/strictyaml", "generator/source"},
	{"generator/blueprint", "generator/topology", "generator/dashboards"},
	{"generator/plan", "generator/schema"},
	{"generator/pki", "generator/programs", "generator/secrets", "generator/describe", "generator/effect", "generator/revision"},
	{"generator/bundle", "generator/deploy"},
	{"generator/emit", "generator/emit/*"},
	{"generator/check", "generator/check/*", "generator/alerts"},
	{"generator"},
	{"cmd/*", "e2e", "e2e/*"},
}

// libraries says which packages may import a library. A library with one importer is heavy, or
// decides the shape of one format only: nobody else may come to depend on its types.
var libraries = []struct {
	prefix  string
	owners  []string // patterns of packages; none is every package
	several bool     // whether more than one of them may
}{
	{"gopkg.in/yaml.v3", nil, true},
	{"filippo.io/age", []string{"generator/private"}, false},
	{"golang.org/x/crypto/bcrypt", []string{"generator/secrets"}, false},
	{"golang.org/x/term", []string{"cmd/gen"}, false},
	{"golang.org/x/net/html", []string{"generator/check/alertmanager"}, false},
	{"github.com/prometheus/", []string{"generator/check/*", "generator/override"}, true},
	{"github.com/Masterminds/sprig/v3", []string{"generator/render"}, false},
	{"github.com/compose-spec/compose-go/v2", []string{"generator/emit/compose", "generator/check/compose"}, true},
	{"github.com/sirupsen/logrus", []string{"generator/check/compose"}, false}, // compose-go's log, to be silenced
	{"github.com/coreos/go-systemd/v22", []string{"generator/check/unit"}, false},
	{"github.com/grafana/grafana-foundation-sdk/go", []string{"generator/emit/grafana", "generator/check/grafana"}, true},
	{"github.com/rogpeppe/go-internal/diff", []string{"generator/tree"}, false},
	{"golang.org/x/sys/unix", []string{"generator/tree"}, false},
	{"gopkg.in/ini.v1", []string{"generator/check/grafana"}, false}, // Grafana's own reader
	{"github.com/urfave/cli/v2", []string{"cmd/gen"}, false},
}

// TestFolders keeps the list of top-level folders short.
func TestFolders(t *testing.T) {
	entries, err := os.ReadDir("..")
	if err != nil {
		t.Fatal(err)
	}
	for _, entry := range entries {
		name := entry.Name()
		if entry.IsDir() && !strings.HasPrefix(name, ".") && !slices.Contains(rooms, name) {
			t.Errorf("%s/: not a folder of this repository", name)
		}
	}
}

// TestImportsGoDown keeps the stages apart: what comes later knows what came before, never the
// other way round, and emitters do not know each other.
func TestImportsGoDown(t *testing.T) {
	for _, s := range sources(t) {
		for _, name := range s.imports() {
			pkg, own := strings.CutPrefix(name, module)
			if !own || s.test {
				continue
			}
			switch from, to := floor(s.pkg), floor(pkg); {
			case from < 0:
				t.Errorf("%s: package %s has no floor; add it to floors", s.file, s.pkg)
			case to < 0:
				t.Errorf("%s: imports %s, which has no floor", s.file, pkg)
			case to > from:
				t.Errorf("%s: imports %s, which stands above it", s.file, pkg)
			case matches("generator/emit/*", s.pkg) && matches("generator/emit/*", pkg):
				t.Errorf("%s: imports the emitter %s; what they share belongs into generator/emit or the plan", s.file, pkg)
			}
		}
	}
}

// floor is the index in floors of a package, or -1.
func floor(pkg string) int {
	return slices.IndexFunc(floors, func(patterns []string) bool { return matchesAny(patterns, pkg) })
}

func matchesAny(patterns []string, pkg string) bool {
	return slices.ContainsFunc(patterns, func(p string) bool { return matches(p, pkg) })
}

func matches(pattern, pkg string) bool {
	ok, err := path.Match(pattern, pkg)
	return err == nil && ok
}

// TestLibrariesStayInTheirPackage keeps every library behind the package that owns it.
func TestLibrariesStayInTheirPackage(t *testing.T) {
	importers := map[string][]string{}
	for _, s := range sources(t) {
		for _, name := range s.imports() {
			if s.test || strings.HasPrefix(name, module) || !strings.Contains(firstElement(name), ".") {
				continue
			}
			if problem := ownership(importers, name, s.pkg); problem != "" {
				t.Errorf("%s: imports %s, %s", s.file, name, problem)
			}
		}
	}
}

// ownership records that pkg imports a library, and says what is wrong with that, if anything.
func ownership(importers map[string][]string, name, pkg string) string {
	for _, lib := range libraries {
		if !strings.HasPrefix(name, lib.prefix) {
			continue
		}
		if len(lib.owners) > 0 && !matchesAny(lib.owners, pkg) {
			return "which belongs to " + strings.Join(lib.owners, ", ")
		}
		if !slices.Contains(importers[lib.prefix], pkg) {
			importers[lib.prefix] = append(importers[lib.prefix], pkg)
		}
		if !lib.several && len(importers[lib.prefix]) > 1 {
			return "and so does " + importers[lib.prefix][0]
		}
		return ""
	}
	return "which no package owns; add it to libraries"
}

func firstElement(name string) string {
	first, _, _ := strings.Cut(name, "/")
	return first
}
