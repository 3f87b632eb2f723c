package schema_test

import (
	"bytes"
	"flag"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"gen/generator/blueprint"
	"gen/generator/report"
	"gen/generator/schema"
	"gen/generator/topology"

	"github.com/google/go-cmp/cmp"
	"github.com/santhosh-tekuri/jsonschema/v6"
	"gopkg.in/yaml.v3"
)

//go:generate go test -run TestDocs -update .

var update = flag.Bool("update", false, "write the pages of docs/ anew")

// builtIn returns gen's own blueprints.
func builtIn(t *testing.T) blueprint.Set {
	t.Helper()
	var r report.Report
	set := blueprint.NewSet(&r, blueprint.BuiltIn(&r))
	if r.Failed() {
		t.Fatal(r.Problems())
	}
	return set
}

// withOwn returns gen's blueprints and those of an example.
func withOwn(t *testing.T, example string) blueprint.Set {
	t.Helper()
	if _, err := os.Stat(filepath.Join(example, "blueprints")); err != nil {
		return builtIn(t)
	}
	var r report.Report
	set := blueprint.NewSet(&r, blueprint.BuiltIn(&r), blueprint.Load(os.DirFS(example), "blueprints", "blueprints", report.Pos{}, &r))
	if r.Failed() {
		t.Fatal(r.Problems())
	}
	return set
}

// TestDocs compares the pages of docs/ with what gen would write.
func TestDocs(t *testing.T) {
	set := builtIn(t)
	for name, want := range map[string][]byte{
		"docs/topology.md": schema.Markdown(set), "docs/site.schema.json": schema.JSON(set),
		"docs/blueprint-reference.md":            schema.BlueprintMarkdown(),
		"docs/errors.md":                         report.Markdown(),
		"examples/own-exporter/site.schema.json": schema.JSON(withOwn(t, "../../examples/own-exporter")),
	} {
		file := filepath.Join("../..", name)
		if *update {
			if err := os.WriteFile(file, want, 0o644); err != nil {
				t.Fatal(err)
			}
		}
		got, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(string(want), string(got)); diff != "" {
			t.Errorf("%s is out of date, run make docs (-want +got):\n%s", file, diff)
		}
	}
}

// TestSameBytes makes everything several times, first from blueprints loaded anew.
func TestSameBytes(t *testing.T) {
	set := builtIn(t)
	json, page := schema.JSON(builtIn(t)), schema.Markdown(builtIn(t))
	for range 20 {
		if !bytes.Equal(json, schema.JSON(set)) || !bytes.Equal(page, schema.Markdown(set)) {
			t.Fatal("two runs differ")
		}
	}
}

// compiled is the schema as a validator reads it.
func compiled(t *testing.T, set blueprint.Set) *jsonschema.Schema {
	t.Helper()
	document, err := jsonschema.UnmarshalJSON(bytes.NewReader(schema.JSON(set)))
	if err != nil {
		t.Fatal(err)
	}
	compiler := jsonschema.NewCompiler()
	if err := compiler.AddResource("site.schema.json", document); err != nil {
		t.Fatal(err)
	}
	s, err := compiler.Compile("site.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// asEditor reads YAML as an editor's plugin does, to which a day is a text.
func asEditor(t *testing.T, text []byte) any {
	t.Helper()
	var root yaml.Node
	if err := yaml.Unmarshal(text, &root); err != nil {
		t.Fatal(err)
	}
	daysAsTexts(&root)
	var value any
	if err := root.Decode(&value); err != nil {
		t.Fatal(err)
	}
	return value
}

func daysAsTexts(n *yaml.Node) {
	if n.Tag == "!!timestamp" {
		n.Tag = "!!str"
	}
	for _, below := range n.Content {
		daysAsTexts(below)
	}
}

func TestExamplesAreValid(t *testing.T) {
	found := 0
	err := filepath.WalkDir("../../examples", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.Name() != "site.yaml" {
			return err
		}
		found++
		text, err := os.ReadFile(name)
		if err == nil {
			s := compiled(t, withOwn(t, filepath.Dir(name)))
			if problem := s.Validate(asEditor(t, text)); problem != nil {
				t.Errorf("%s: %v", name, problem)
			}
		}
		return err
	})
	if err != nil || found == 0 {
		t.Errorf("%d examples, %v", found, err)
	}
}

// accepts tells what gen itself thinks of the shape of a site.
func accepts(text string, set blueprint.Set) bool {
	var r report.Report
	site := topology.Load(fstest.MapFS{"site.yaml": {Data: []byte(text)}}, "site.yaml", &r)
	if r.Failed() {
		return false
	}
	for _, node := range site.Nodes {
		for _, service := range node.Value.Services {
			b, known := set[service.Name.Value]
			if !known {
				return false
			}
			b.CheckSettings(service, &r)
		}
	}
	return !r.Failed()
}

// TestSchemaAgreesWithGen asks both about the same sites.
func TestSchemaAgreesWithGen(t *testing.T) {
	const head = "version: 1\nsite: web\n"
	on := func(services string) string { return head + "nodes: {n: {address: a, services: " + services + "}}\n" }
	cases := []struct {
		text string
		want bool
	}{
		{head, true},
		{head + "versions: {nginx: 1.25, prometheus: 2.48.1}\n", true},
		{head + "include: x*\n", true}, // gen misses the file, the schema cannot
		{head + "tls: {leaf: 30d, ca: 0, algorithm: ed25519}\n", true},
		{head + "firewall: false\nadmins: 10.0.0.0/8\n", true},
		{head + "receivers: {r: {discord: {webhook_url: {secret: s}}, email: }}\n", true},
		{head + "routes: {default: r, rules: [{match: {a: 1}, to: [r]}]}\n", true},
		{on("[]"), true},
		{on("[nginx, {prometheus: {retention: 30d}}, {grafana: }]"), true},
		{on("{nginx: , prometheus: {retention_size: 5GB, port: 1, ports: {web: 2}}}"), true},
		{on("{cadvisor: {disabled: tcp, interval: 1m}, node_exporter: {textfile: /x}}"), true},
		{"version: 1\n", false},
		{"site: web\n", false},
		{"version: one\nsite: web\n", false},
		{"version: 1\nsite: Web Site\n", false},
		{head + "nodse: {}\n", false},
		{head + "nodes: []\n", false},
		{head + "nodes: {n: {}}\n", false},
		{head + "nodes: {N_1: {address: a}}\n", false},
		{head + "nodes: {n: {address: [a]}}\n", false},
		{head + "firewall: yes please\n", false},
		{head + "firewall: \n", false},
		{head + "tls: {leaf: 30 days}\n", false},
		{head + "tls: {leaf: 30}\n", false},
		{head + "groups: {g: {labels: {a-b: x}}}\n", false},
		{head + "groups: {g: {labels: {a: [x]}}}\n", false},
		{head + "receivers: {r: {discord: {webhook_url: https://x}}}\n", false},
		{head + "routes: {rules: {to: r}}\n", false},
		{head + "alerts: {A: {limits: [1]}}\n", false},
		{on("[ngnix]"), false},
		{on("nginx"), false},
		{on("[{nginx: {}, grafana: {}}]"), false},
		{on("{prometheus: {retntion: 30d}}"), false},
		{on("{prometheus: {retention: long}}"), false},
		{on("{prometheus: {retention_size: 5 GB}}"), false},
		{on("{prometheus: {port: web}}"), false},
		{on("{prometheus: true}"), false},
		{on("{node_exporter: {textfile: x}}"), false},
		{on("{grafana: {anonymous: maybe}}"), false},
	}
	s, set := compiled(t, builtIn(t)), builtIn(t)
	for _, c := range cases {
		problem := s.Validate(asEditor(t, []byte(c.text)))
		if (problem == nil) != c.want {
			t.Errorf("schema, %s: want %v, got %v", c.text, c.want, problem)
		}
		if got := accepts(c.text, set); got != c.want && !strings.Contains(c.text, "include") {
			t.Errorf("gen, %s: want %v, got %v", c.text, c.want, got)
		}
	}
}

// TestHostileTexts wants texts of a user's blueprint to stay inside their cells.
func TestHostileTexts(t *testing.T) {
	var r report.Report
	own := blueprint.Load(fstest.MapFS{"x/blueprint.yaml": {Data: []byte(`about: "<script>a|b\n# c"
versions: {default: 1.0.0, oldest: 1.0.0}
settings:
  s: {type: text, default: "` + "a`b|c" + `", enum: ["` + "a`b|c" + `", "d\n|e"], about: "\tx | y\n| z |"}
systemd: {}
`)}}, ".", "own", report.Pos{}, &r)
	if r.Failed() {
		t.Fatal(r.Problems())
	}
	page := string(schema.Markdown(blueprint.NewSet(&r, own)))
	_, got, _ := strings.Cut(page, "\n### x\n")
	const want = `
&lt;script&gt;a&#124;b<br># c

Versions 1.0.0 to any later one, by default 1.0.0. Runs under systemd.

| Setting | Type | Default | Meaning |
|---|---|---|---|
`
	if !strings.HasPrefix(got, want) {
		t.Errorf("got:\n%s\nwant it to begin with:\n%s", got, want)
	}
	for _, line := range strings.Split(strings.TrimSpace(strings.TrimPrefix(got, want)), "\n") {
		if strings.Count(line, "|") != 5 {
			t.Errorf("not a row of four cells: %s", line)
		}
	}
}
