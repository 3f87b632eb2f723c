package blueprint

import (
	"fmt"
	"maps"
	"strings"
	"testing"
	"testing/fstest"

	"gen/generator/compat"
	"gen/generator/report"

	"github.com/google/go-cmp/cmp"
)

// demo is a blueprint with something of everything.
var demo = map[string]string{
	"demo/blueprint.yaml": `about: demo does little
versions: {default: 1.2.0, oldest: 1.0.0, newest: 1.3.0}
settings:
  mode: {type: text, default: slow, enum: [slow, fast], about: speed}
  tag: {type: text, pattern: "[a-z]+", about: a word}
  workers: {type: int, default: 4, about: how many}
  verbose: {type: bool, about: talk}
  keep: {type: duration, default: 30d, about: how long}
  room: {type: size, default: 512MB, about: how much}
  data: {type: path, default: /srv/demo, pattern: /srv/.*, about: where}
  modules: {type: list, default: [a, b], pattern: "[a-z]", about: which}
  headers: {type: map, default: {b: 2, a: 1}, about: extra}
listeners:
  web:
    port: 9000
    security: [{versions: ">=1.1.0", use: web-config}, {use: front}]
    protocol: http
    bind: node
    path: "/{{ .Name }}"
    metrics: {path: /metrics, username: u, password: pass}
  inner: {port: 9001, security: server-tls, reason: people log in}
links:
  health: {purpose: health, service: self, listener: inner, scope: node}
args: ["--listen={{ .Listen.web }}", "{{ if true }}-v{{ end }}"]
files:
  - {path: demo.conf, template: demo.conf.tmpl, when: "{{ .OS }}", on_change: reload}
  - {path: /etc/x/web.yml, format: web-config, listener: web}
secrets:
  pass: {about: a password, when: "{{ .OS }}"}
systemd:
  unit: "{{ .Name }}.service"
  user: root
  binary: /opt/demo
  args: ["-x"]
  environment: {A: "{{ .OS }}"}
  reload: HUP
  groups: [adm]
  after: [network-online.target]
  capabilities: [CAP_NET_RAW]
  hardening: {User: {value: root, why: it must}}
compose:
  image: registry.example.org:5000/demo:v{{ .Version }}
  user: "65534:65534"
  args: ["-y"]
  environment: {B: b}
  network: host
  pid: host
  volumes: {data: /data}
  binds: ["/proc:/host/proc:ro,rslave", "/a:/b"]
  tmpfs: [/tmp]
  capabilities: [CAP_NET_RAW]
  groups: ["999"]
  health: [demo, "{{ .OS }}"]
  memory: 64m
  reload: HUP
  devices: ["/dev/kmsg:/dev/kmsg:r", "/dev/fuse:/dev/fuse"]
`,
	"demo/alerts.yaml": `records:
  - {record: job:demo:sum, expr: sum(demo), labels: {team: a}}
alerts:
  - alert: DemoDown
    expr: demo_up < ${least} or demo_x > ${most}
    for: 5m
    severity: critical
    labels: {team: a}
    limits: {least: {default: 1, about: a}, most: {default: "0.5", about: b}}
    versions: ">=1.1.0"
    summary: down
    description: below ${least}
    help: look
    tests:
      - {about: fires, series: {demo_up: 0x9}, at: 9m, fires: true}
      - {about: quiet, series: {demo_up: 1x9}, at: 9m, fires: false}
`,
	"demo/dashboards/main.yaml": `uid: demo-main
title: Demo
about: demo
variables: {host: {label: host, from: up}}
rows:
  - title: Row
    repeat: host
    panels:
      - title: Panel
        type: stat
        about: up
        unit: short
        width: 24
        height: 8
        min: "0"
        max: "1.5"
        thresholds: [{from: "0", color: crit}]
        queries: [{expr: demo_up}]
`,
	"demo/demo.conf.tmpl": "name {{ .Name }}\n",
	"demo/README.md":      "notes",
	"demo/.swp":           "an editor's",
	"notes/todo.md":       "no blueprint",
}

// loadAll loads a folder of blueprints and returns the problems, one per line.
func loadAll(files map[string]string) ([]*Blueprint, []string) {
	fsys := fstest.MapFS{}
	for name, text := range files {
		fsys["own/"+name] = &fstest.MapFile{Data: []byte(text)}
	}
	var r report.Report
	all := Load(fsys, "own", "own", report.Pos{}, &r)
	NewSet(&r, all)
	return all, told(&r)
}

// told writes problems as "file:line:col: fact; hint [id]".
func told(r *report.Report) []string {
	var lines []string
	for _, p := range r.Problems() {
		lines = append(lines, fmt.Sprintf("%s:%d:%d: %s; %s [%s]", p.Pos.File, p.Pos.Line, p.Pos.Col, p.Fact, p.Hint, p.ID))
	}
	return lines
}

// changed is demo with one text replaced in one file, which must hold it once.
func changed(t *testing.T, file, old, replacement string) map[string]string {
	t.Helper()
	files := maps.Clone(demo)
	if strings.Count(files["demo/"+file], old) != 1 {
		t.Fatalf("%s does not hold %q once", file, old)
	}
	files["demo/"+file] = strings.Replace(files["demo/"+file], old, replacement, 1)
	return files
}

func TestLoad(t *testing.T) {
	all, problems := loadAll(demo)
	if len(problems) > 0 || len(all) != 1 {
		t.Fatalf("%d blueprints, problems:\n%s", len(all), strings.Join(problems, "\n"))
	}
	b := all[0]
	if b.Name != "demo" || b.Folder != "own/demo" || len(b.Alerts) != 1 || len(b.Records) != 1 || len(b.Dashboards) != 1 {
		t.Errorf("got %+v", b)
	}
	if diff := cmp.Diff(map[string]string{"demo.conf.tmpl": "name {{ .Name }}\n"}, b.Templates); diff != "" {
		t.Errorf("templates (-want +got):\n%s", diff)
	}
	security := b.Listeners[0].Value.Security
	for version, want := range map[compat.Version]string{{Major: 1}: Front, {Major: 1, Minor: 1}: WebConfig, {Major: 2}: WebConfig} {
		if got := security.At(version).Value; got != want {
			t.Errorf("security at %s is %s, want %s", version, got, want)
		}
	}
}

// TestBuiltIn wants no problem in gen's own blueprints.
func TestBuiltIn(t *testing.T) {
	var r report.Report
	set := NewSet(&r, BuiltIn(&r))
	for _, line := range told(&r) {
		t.Error(line)
	}
	for _, name := range []string{"prometheus", "alertmanager", "grafana", "node_exporter", "front"} {
		if set[name] == nil {
			t.Errorf("there is no blueprint %s", name)
		}
	}
}

func TestLoadRefusesFolders(t *testing.T) {
	cases := []struct {
		files []string
		want  string
	}{
		{nil, `own:0:0: there is no readable folder "own"; correct the name, or create the folder [blueprint/none]`},
		{[]string{"x/y/blueprint.yaml"}, `own:0:0: no folder below "own" holds a blueprint.yaml; name the folder above the blueprint's own, so that blueprint.yaml lies in own/SERVICE [blueprint/none]`},
		{[]string{"blueprint.yaml"}, `own:0:0: no folder below "own" holds a blueprint.yaml; name the folder above the blueprint's own, so that blueprint.yaml lies in own/SERVICE [blueprint/none]`},
		{[]string{"Demo/blueprint.yaml"}, `own/Demo/blueprint.yaml:1:1: the folder's name "Demo" cannot be the name of a service: it has "D", but only lower-case letters, digits, "_" and "-" are allowed; rename the folder [blueprint/name]`},
		{[]string{"gen/blueprint.yaml"}, `own/gen/blueprint.yaml:1:1: the name "gen" is gen's own; rename the folder [blueprint/name]`},
		{[]string{"x-front/blueprint.yaml"}, `own/x-front/blueprint.yaml:1:1: the name "x-front" ends with -front, as the names of TLS fronts do; rename the folder [blueprint/name]`},
		{[]string{"x/blueprint.yaml", "x/alert.yaml"}, `own/x/alert.yaml:0:0: nothing reads the file "alert.yaml"; did you mean "alerts.yaml"? [blueprint/unknown-file]`},
		{[]string{"x/blueprint.yaml", "x/run.sh"}, `own/x/run.sh:0:0: nothing reads the file "run.sh"; remove it; a blueprint's folder holds blueprint.yaml, alerts.yaml, dashboards, metrics.tsv, NAME.tmpl [blueprint/unknown-file]`},
		{[]string{"x/blueprint.yaml", "x/dashboards/a.json"}, `own/x/dashboards/a.json:0:0: nothing reads the file "dashboards/a.json"; remove it; a blueprint's folder holds dashboards/NAME.yaml [blueprint/unknown-file]`},
	}
	for _, c := range cases {
		files := map[string]string{}
		for _, name := range c.files {
			files[name] = "about: x\nversions: {default: 1.0.0, oldest: 1.0.0}\nsystemd: {}\n"
		}
		if _, got := loadAll(files); len(got) != 1 || got[0] != c.want {
			t.Errorf("%v:\n got %q\nwant %q", c.files, got, c.want)
		}
	}
}

func TestNewSetRefuses(t *testing.T) {
	mine := "about: x\nversions: {default: 1.0.0, oldest: 1.0.0}\nsystemd: {}\n"
	var r report.Report
	first := Load(fstest.MapFS{"a/x/blueprint.yaml": {Data: []byte(mine)}}, "a", "a", report.Pos{}, &r)
	second := Load(fstest.MapFS{"b/x/blueprint.yaml": {Data: []byte(mine)}}, "b", "b", report.Pos{}, &r)
	if set := NewSet(&r, first, second); set["x"] != first[0] {
		t.Error("the second blueprint has replaced the first")
	}
	want := []string{`b/x/blueprint.yaml:1:1: there is a blueprint "x" already, in a/x; rename the folder, and name the service so in site.yaml [blueprint/duplicate]`}
	if diff := cmp.Diff(want, told(&r)); diff != "" {
		t.Errorf("problems (-want +got):\n%s", diff)
	}
}

// TestNewSetRefusesSharedNames loads the demo twice under two names.
func TestNewSetRefusesSharedNames(t *testing.T) {
	files := maps.Clone(demo)
	for name, text := range demo {
		files[strings.Replace(name, "demo/", "twin/", 1)] = text
	}
	_, got := loadAll(files)
	want := []string{
		`own/twin/alerts.yaml:2:14: recording rule "job:demo:sum" stands twice, the first is at own/demo/alerts.yaml:2:14; rename one of the two [blueprint/duplicate]`,
		`own/twin/alerts.yaml:4:12: alert "DemoDown" stands twice, the first is at own/demo/alerts.yaml:4:12; rename one of the two [blueprint/duplicate]`,
		`own/twin/dashboards/main.yaml:1:6: dashboard "demo-main" stands twice, the first is at own/demo/dashboards/main.yaml:1:6; rename one of the two [blueprint/duplicate]`,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("problems (-want +got):\n%s", diff)
	}
}
