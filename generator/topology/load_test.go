package topology

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"gen/generator/report"
	"gen/generator/strictyaml"

	"github.com/google/go-cmp/cmp"
)

// head is the smallest beginning of a site.
const head = "version: 1\nsite: web\n"

// folder makes a file system of names and texts.
func folder(files map[string]string) fstest.MapFS {
	fsys := fstest.MapFS{}
	for name, text := range files {
		fsys[name] = &fstest.MapFile{Data: []byte(text)}
	}
	return fsys
}

// load reads site.yaml of a folder and returns the problems, one per line.
func load(files map[string]string) (*Site, []string) {
	var r report.Report
	site := Load(folder(files), "site.yaml", &r)
	return site, told(&r)
}

// told writes problems as "file:line:col: fact; hint [id]", and checks nothing.
func told(r *report.Report) []string {
	var lines []string
	for _, p := range r.Problems() {
		lines = append(lines, fmt.Sprintf("%s:%d:%d: %s; %s [%s]", p.Pos.File, p.Pos.Line, p.Pos.Col, p.Fact, p.Hint, p.ID))
	}
	return lines
}

// wantProblems compares all problems, and their ids with the catalogue.
func wantProblems(t *testing.T, got []string, want ...string) {
	t.Helper()
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("problems (-want +got):\n%s", diff)
	}
	for _, line := range got {
		id := strings.TrimSuffix(line[strings.LastIndex(line, "[")+1:], "]")
		if _, ok := report.KindOf(id); !ok {
			t.Errorf("%s is not in the catalogue", id)
		}
	}
}

func TestLoadReadsASite(t *testing.T) {
	site, problems := load(map[string]string{"site.yaml": head + `
domain: example.org
include: nodes/*.yaml
groups:
  Web_Servers.1: {labels: {tier: front}, services: [nginx]}
receivers:
  ops: {email: {to: a@b, from: c@d, smarthost: m:25, password: {secret: smtp}}}
`, "nodes/a.yaml": `
nodes:
  web1: {address: 10.0.0.1, names: [www.example.org], groups: Web_Servers.1}
`, "nodes/b.yaml": `
nodes:
  web2: {address: 10.0.0.2}
scrape:
  nas: {targets: 'nas:9100', basic_auth: {username: u, password: {secret: nas}}}
firewall: false
`})
	wantProblems(t, problems)
	var nodes []string
	for _, node := range site.Nodes {
		nodes = append(nodes, fmt.Sprintf("%s %s %v", node.Key.Value, node.Value.Address.Value, node.Key.Pos))
	}
	want := []string{"web1 10.0.0.1 {nodes/a.yaml 3 3}", "web2 10.0.0.2 {nodes/b.yaml 3 3}"}
	if diff := cmp.Diff(want, nodes); diff != "" {
		t.Errorf("nodes (-want +got):\n%s", diff)
	}
	if site.Name.Value != "web" || site.Domain.Value != "example.org" || site.Firewall == nil || site.Firewall.Value {
		t.Errorf("name %q, domain %q, firewall %v", site.Name.Value, site.Domain.Value, site.Firewall)
	}
}

// TestLoadNamesFilesAsTyped wants the folder that the user typed in every place.
func TestLoadNamesFilesAsTyped(t *testing.T) {
	for typed, want := range map[string]string{
		"site.yaml":                "nodes/a.yaml:1:9",
		"./site.yaml":              "nodes/a.yaml:1:9",
		"sites/paris/site.yaml":    "sites/paris/nodes/a.yaml:1:9",
		"/srv/paris/site.yaml":     "/srv/paris/nodes/a.yaml:1:9",
		"../paris//site.yaml":      "../paris/nodes/a.yaml:1:9",
		"sites/paris/../site.yaml": "sites/nodes/a.yaml:1:9",
	} {
		var r report.Report
		Load(folder(map[string]string{"site.yaml": head + "include: nodes/a.yaml\n", "nodes/a.yaml": "nodes: {W: {address: 10.0.0.1}}\n"}), typed, &r)
		if got := told(&r); len(got) != 1 || !strings.HasPrefix(got[0], want+": ") {
			t.Errorf("%s: %q, want it at %s", typed, got, want)
		}
	}
}

func TestLoadRefusesVersions(t *testing.T) {
	cases := map[string]string{
		"site: web\nnonsense: [\n":          "site.yaml:2:11: ",
		"site: web\nnonsense: 1\n":          `site.yaml:1:1: the file does not say its version; this gen reads version 1; start it with "version: 1" [topology/version]`,
		"{}\n":                              `site.yaml:1:1: the file does not say its version; this gen reads version 1; start it with "version: 1" [topology/version]`,
		"# new\nversion: 2\nsite: {a: b}\n": `site.yaml:2:10: the version "2" is not known; this gen reads version 1; type "version: 1", or take the gen that reads the other version [topology/version]`,
		"version: 1.0\nsite: web\n":         `site.yaml:1:10: the version "1.0" is not known; this gen reads version 1; type "version: 1", or take the gen that reads the other version [topology/version]`,
		"version: 01\nsite: web\n":          `site.yaml:1:10: the version "01" is not known; this gen reads version 1; type "version: 1", or take the gen that reads the other version [topology/version]`,
		"version:\nsite: web\n":             `site.yaml:1:9: the version given here is not known; this gen reads version 1; type "version: 1", or take the gen that reads the other version [topology/version]`,
		"version: [1]\nsite: web\n":         `site.yaml:1:10: the version given here is not known; this gen reads version 1; type "version: 1", or take the gen that reads the other version [topology/version]`,
		"version: \"1\"\nsite: web\n":       `site.yaml:1:10: want a whole number, got the text "1"; type it without quotes [yaml/wrong-type]`,
	}
	for _, text := range slices.Sorted(maps.Keys(cases)) {
		_, got := load(map[string]string{"site.yaml": text})
		if len(got) != 1 || !strings.HasPrefix(got[0], cases[text]) {
			t.Errorf("%q:\n got %q\nwant %q alone", text, got, cases[text])
		}
	}
}

func TestLoadRefusesFiles(t *testing.T) {
	var r report.Report
	if site := Load(fstest.MapFS{}, "sites/a/site.yaml", &r); site != nil {
		t.Errorf("got a site from no file: %v", site)
	}
	wantProblems(t, told(&r), `sites/a/site.yaml:0:0: there is no file "sites/a/site.yaml"; correct the name, or create the file [file/not-found]`)
	for _, name := range []string{"", "/", ".", "..", "a/..", "site.yaml/", "\x00"} {
		var r report.Report
		Load(folder(map[string]string{"site": "version: 1"}), name, &r)
		if !r.Failed() {
			t.Errorf("%q was read as a site", name)
		}
	}
}

func TestLoadRefusesNames(t *testing.T) {
	long := strings.Repeat("x", 64)
	_, got := load(map[string]string{"site.yaml": `version: 1
site: Secure_Web
domain: Example.org.
groups:
  "a b": {}
nodes:
  web_1: {address: 10.0.0.1, names: [-x]}
  ../etc: {address: 10.0.0.2}
  ` + long + `: {address: 10.0.0.3}
  "": {address: 10.0.0.4}
scrape:
  a/b: {targets: [x:1], basic_auth: {username: u, password: {secret: ../../x}}}
receivers:
  "ops\t": {slack: {channel: c, api_url: {secret: "a\nb"}}}
`})
	wantProblems(t, got,
		`site.yaml:2:7: "Secure_Web" cannot be the name of a site: it has "S", but only lower-case letters, digits and "-" are allowed; type "secure-web" [topology/name]`,
		`site.yaml:3:9: "Example.org." cannot be the name of a domain: its part "Example" cannot stand: it has "E", but only lower-case letters, digits and "-" are allowed; choose another name [topology/name]`,
		`site.yaml:5:3: "a b" cannot be the name of a group: it has " ", but only letters, digits, "_", "." and "-" are allowed; choose another name [topology/name]`,
		`site.yaml:7:3: "web_1" cannot be the name of a node: it has "_", but only lower-case letters, digits and "-" are allowed; type "web-1" [topology/name]`,
		`site.yaml:7:38: "-x" cannot be the name of a host: its part "-x" cannot stand: it begins with "-", but has to begin with a lower-case letter or a digit; choose another name [topology/name]`,
		`site.yaml:8:3: "../etc" cannot be the name of a node: it has ".", but only lower-case letters, digits and "-" are allowed; choose another name [topology/name]`,
		`site.yaml:9:3: "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx" cannot be the name of a node: it has 64 characters, at most 63 are allowed; choose another name [topology/name]`,
		`site.yaml:10:3: "" cannot be the name of a node: it is empty; choose another name [topology/name]`,
		`site.yaml:12:3: "a/b" cannot be the name of a scrape job: it has "/", but only letters, digits, "_", "." and "-" are allowed; choose another name [topology/name]`,
		`site.yaml:12:70: "../../x" cannot be the name of a secret: it has "/", but only lower-case letters, digits, "_", "." and "-" are allowed; choose another name [topology/name]`,
		`site.yaml:14:3: "ops\t" cannot be the name of a receiver: it has "\t", but only letters, digits, "_", "." and "-" are allowed; choose another name [topology/name]`,
		`site.yaml:14:51: "a\nb" cannot be the name of a secret: it has "\n", but only lower-case letters, digits, "_", "." and "-" are allowed; choose another name [topology/name]`,
	)
}

func TestLoadRefusesLabels(t *testing.T) {
	_, got := load(map[string]string{"site.yaml": head + `nodes:
  web1:
    address: 10.0.0.1
    labels: {job: x, __meta: x, 1st: x, tier: "", "": x, r-z: x}
groups:
  g: {labels: {alertname: x}}
scrape:
  nas: {targets: x:1, labels: {instance: x, rack: "1"}}
`})
	wantProblems(t, got,
		`site.yaml:6:14: the label "job" is not yours to set; choose another name; gen and Prometheus set job, instance, host, severity, alertname, service, prober [topology/label]`,
		`site.yaml:6:22: "__meta" cannot be the name of a label: it begins with "__", which Prometheus keeps for itself; choose another name [topology/label]`,
		`site.yaml:6:33: "1st" cannot be the name of a label: it begins with "1", but has to begin with a letter or "_"; choose another name [topology/label]`,
		`site.yaml:6:47: the label "tier" is empty, which Prometheus takes for absent; type a value, or remove the label [topology/label]`,
		`site.yaml:6:51: "" cannot be the name of a label: it is empty; choose another name [topology/label]`,
		`site.yaml:6:58: "r-z" cannot be the name of a label: it has "-", but only letters, digits and "_" are allowed; choose another name [topology/label]`,
		`site.yaml:8:16: the label "alertname" is not yours to set; choose another name; gen and Prometheus set job, instance, host, severity, alertname, service, prober [topology/label]`,
		`site.yaml:10:32: the label "instance" is not yours to set; choose another name; gen and Prometheus set job, instance, host, severity, alertname, service, prober [topology/label]`,
	)
}

func TestLoadRefusesIncludes(t *testing.T) {
	_, got := load(map[string]string{"site.yaml": head + `include:
  - ../other/*.yaml
  - /etc/passwd
  - ./more.yaml
  - nodes/**/*.yaml
  - "*.yaml"
  - more.yaml
  - none.yaml
  - none*.yaml
  - "x[.yaml"
  - nodes
  - ""
  - .
  - a//b
  - ..\..\x
`, "more.yaml": "version: 1\ninclude: x\nsite: y\n", "nodes/a.yaml": "nodes: {}\n"})
	wantProblems(t, got,
		`more.yaml:1:1: the key "version" stands in an included file; move it to site.yaml [topology/include]`,
		`more.yaml:2:1: the key "include" stands in an included file; move it to site.yaml [topology/include]`,
		`more.yaml:3:1: the key "site" stands in an included file; move it to site.yaml [topology/include]`,
		`site.yaml:4:5: "../other/*.yaml" is not a path inside the folder of site.yaml; move the file there and name it without ".." [topology/path]`,
		`site.yaml:5:5: "/etc/passwd" is not a path inside the folder of site.yaml; type a path that starts in that folder, without the leading / [topology/path]`,
		`site.yaml:6:5: "./more.yaml" is not the plain spelling of the path; type "more.yaml" [topology/path]`,
		`site.yaml:7:5: "nodes/**/*.yaml" has a **, which globs here do not know; write one entry per level, such as nodes/*.yaml and nodes/*/*.yaml [topology/path]`,
		`site.yaml:8:5: "*.yaml" includes the file that it stands in; name the other files only, such as nodes/*.yaml [topology/include]`,
		`site.yaml:9:5: "more.yaml" is included a second time, the first is at site.yaml:8:5; remove one of the two [topology/include]`,
		`site.yaml:10:5: there is no file "none.yaml"; correct the name, or create the file [file/not-found]`,
		`site.yaml:11:5: no file matches "none*.yaml"; correct the glob, or remove it [topology/include]`,
		`site.yaml:12:5: "x[.yaml" is not a complete glob; close each [ with ]; * stands for any name, ? for one character [topology/include]`,
		`site.yaml:13:5: "nodes" is a folder; name a regular file [file/not-a-file]`,
		`site.yaml:14:5: "" is not a path inside the folder of site.yaml; move the file there and name it without ".." [topology/path]`,
		`site.yaml:15:5: "." is not a path inside the folder of site.yaml; move the file there and name it without ".." [topology/path]`,
		`site.yaml:16:5: "a//b" is not the plain spelling of the path; type "a/b" [topology/path]`,
		`site.yaml:17:5: no file matches "..\\..\\x"; correct the glob, or remove it [topology/include]`,
	)
}

func TestLoadRefusesTheSameTwice(t *testing.T) {
	_, got := load(map[string]string{"site.yaml": head + `include: "*/*.yaml"
versions: {nginx: 1.2.3}
blueprints: [own, own, ../x]
admins: [10.0.0.0/8]
tls: {}
nodes: {web1: {address: 10.0.0.1}}
alerts: {Down: {disable: true}}
`, "a/1.yaml": `
versions: {nginx: 1.2.3}
blueprints: own
admins:
tls: {}
routes: {default: ops}
firewall: true
nodes:
  web2: {address: 10.0.0.2}
  web1: {address: 10.0.0.3}
groups: {g: {}}
scrape: {s: {targets: x:1}}
receivers: {r: {discord: {webhook_url: {secret: s}}}}
alerts: {Down: {for: 1h}}
`, "b/2.yaml": `
routes: {default: ops}
firewall: true
domain: example.org
groups: {g: {}}
scrape: {s: {targets: x:1}}
receivers: {r: {discord: {webhook_url: {secret: s}}}}
`})
	wantProblems(t, got,
		`a/1.yaml:2:12: version of "nginx" stands twice, the first is at site.yaml:4:12; keep one of the two [topology/duplicate]`,
		`a/1.yaml:3:13: folder "own" stands twice, the first is at site.yaml:5:14; keep one of the two [topology/duplicate]`,
		`a/1.yaml:4:1: key "admins" stands twice, the first is at site.yaml:6:1; keep one of the two [topology/duplicate]`,
		`a/1.yaml:4:8: want a list, got nothing; type a list, such as [a, b] or lines that start with "- ", or leave it out [yaml/no-value]`,
		`a/1.yaml:5:1: key "tls" stands twice, the first is at site.yaml:7:1; keep one of the two [topology/duplicate]`,
		`a/1.yaml:10:3: node "web1" stands twice, the first is at site.yaml:8:9; keep one of the two [topology/duplicate]`,
		`a/1.yaml:14:10: alert "Down" stands twice, the first is at site.yaml:9:10; keep one of the two [topology/duplicate]`,
		`b/2.yaml:2:1: key "routes" stands twice, the first is at a/1.yaml:6:1; keep one of the two [topology/duplicate]`,
		`b/2.yaml:3:1: key "firewall" stands twice, the first is at a/1.yaml:7:1; keep one of the two [topology/duplicate]`,
		`b/2.yaml:4:1: the key "domain" stands in an included file; move it to site.yaml [topology/include]`,
		`b/2.yaml:5:10: group "g" stands twice, the first is at a/1.yaml:11:10; keep one of the two [topology/duplicate]`,
		`b/2.yaml:6:10: scrape job "s" stands twice, the first is at a/1.yaml:12:10; keep one of the two [topology/duplicate]`,
		`b/2.yaml:7:13: receiver "r" stands twice, the first is at a/1.yaml:13:13; keep one of the two [topology/duplicate]`,
		`site.yaml:5:19: folder "own" stands twice, the first is at site.yaml:5:14; keep one of the two [topology/duplicate]`,
		`site.yaml:5:24: "../x" is not a path inside the folder of site.yaml; move the file there and name it without ".." [topology/path]`,
	)
}

func TestCheckRefusesTooManyNodes(t *testing.T) {
	site := &Site{}
	for i := range MaxNodes + 2 {
		key := strictyaml.Text{Value: "n", Pos: report.Pos{File: "site.yaml", Line: i + 1, Col: 3}}
		site.Nodes = append(site.Nodes, strictyaml.Entry[Node]{Key: key})
	}
	var r report.Report
	(&loader{report: &r}).check(site)
	wantProblems(t, told(&r), "site.yaml:100001:3: the site has 100002 nodes, more than 100000; split it into several sites [topology/too-many-nodes]")
}

// TestMainKeys compares the list with the fields that it stands for.
func TestMainKeys(t *testing.T) {
	var keys []string
	shared := strictyaml.Describe(Fragment{}).Fields
	for _, field := range strictyaml.Describe(Site{}).Fields {
		if !slices.ContainsFunc(shared, func(f *strictyaml.Type) bool { return f.Key == field.Key }) {
			keys = append(keys, field.Key)
		}
	}
	if diff := cmp.Diff(keys, mainKeys); diff != "" {
		t.Errorf("keys of Site alone and mainKeys (-want +got):\n%s", diff)
	}
}
