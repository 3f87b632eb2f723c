package topology

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// Files come by name, whatever the order of patterns and of the site's own
// files, and as they are.
func TestLoadReadsRules(t *testing.T) {
	site, problems := load(map[string]string{
		"site.yaml":         head + "include: more.yaml\nnodes: {a: {address: 10.0.0.1}}\nrules: [rules/*.yml]\nrule_tests: rules/tests/*.yml\n",
		"more.yaml":         "rules: other/a.yml\nrule_tests: [rules/b.yml]\n",
		"rules/b.yml":       "b\r\n",
		"rules/c.yml":       "c: [",
		"rules/x.txt":       "no rules",
		"rules/tests/b.yml": "tests of b",
		"other/a.yml":       "a",
	})
	wantProblems(t, problems)
	var got []string
	for _, f := range append(site.RuleFiles, site.TestFiles...) {
		got = append(got, fmt.Sprintf("%s %q %s %s:%d", f.Name, f.Text, f.Base(), f.Pos.File, f.Pos.Line))
	}
	want := []string{
		`other/a.yml "a" a.yml more.yaml:1`, `rules/b.yml "b\r\n" b.yml site.yaml:5`, `rules/c.yml "c: [" c.yml site.yaml:5`,
		`rules/b.yml "b\r\n" b.yml more.yaml:2`, `rules/tests/b.yml "tests of b" b.yml site.yaml:6`,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("files of rules (-want +got):\n%s", diff)
	}
}

func TestLoadRefusesRules(t *testing.T) {
	for pattern, want := range map[string]string{
		"gone.yml":     `site.yaml:3:8: there is no file "gone.yml"; correct the name, or create the file [file/not-found]`,
		"rules":        `site.yaml:3:8: "rules" is a folder; name a regular file [file/not-a-file]`,
		"rules/a.json": `site.yaml:3:8: "rules/a.json" cannot be the name of a file of rules; choose a name of letters, digits, _, - and . that ends in .yml [topology/rules]`,
		"*.yml":        `site.yaml:3:8: no file matches "*.yml"; correct the glob, or remove it [topology/rules]`,
		"../a.yml":     `site.yaml:3:8: "../a.yml" is not a path inside the folder of site.yaml; move the file there and name it without ".." [topology/path]`,
	} {
		_, problems := load(map[string]string{"site.yaml": head + fmt.Sprintf("rules: %q\n", pattern), "rules/a.json": "a"})
		if len(problems) != 1 || problems[0] != want {
			t.Errorf("%s:\n got %q\nwant %q", pattern, problems, want)
		}
	}
}

func TestLoadReadsDashboards(t *testing.T) {
	site, problems := load(map[string]string{
		"site.yaml":         head + "include: more.yaml\nnodes: {a: {address: 10.0.0.1}}\ndashboards: [dashboards/*.json]\n",
		"more.yaml":         "dashboards: other/A.json\n",
		"dashboards/b.json": "{\r\n}",
		"dashboards/b.yaml": "no dashboard",
		"other/A.json":      "not read as JSON yet",
	})
	wantProblems(t, problems)
	var got []string
	for _, f := range site.DashboardFiles {
		got = append(got, fmt.Sprintf("%s %q %s:%d", f.Name, f.Text, f.Pos.File, f.Pos.Line))
	}
	want := []string{`dashboards/b.json "{\r\n}" site.yaml:5`, `other/A.json "not read as JSON yet" more.yaml:1`}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("dashboards (-want +got):\n%s", diff)
	}
}

func TestLoadRefusesDashboards(t *testing.T) {
	for pattern, want := range map[string]string{
		"gone.json":       `site.yaml:3:13: there is no file "gone.json"; correct the name, or create the file [file/not-found]`,
		"boards/a.yml":    `site.yaml:3:13: "boards/a.yml" cannot be the name of a dashboard; choose a name of letters, digits, _, - and . that ends in .json [topology/dashboards]`,
		"boards/a b.json": `site.yaml:3:13: "boards/a b.json" cannot be the name of a dashboard; choose a name of letters, digits, _, - and . that ends in .json [topology/dashboards]`,
		"*.json":          `site.yaml:3:13: no file matches "*.json"; correct the glob, or remove it [topology/dashboards]`,
	} {
		_, problems := load(map[string]string{"site.yaml": head + fmt.Sprintf("dashboards: %q\n", pattern), "boards/a.yml": "a", "boards/a b.json": "{}"})
		if len(problems) != 1 || problems[0] != want {
			t.Errorf("%s:\n got %q\nwant %q", pattern, problems, want)
		}
	}
}
