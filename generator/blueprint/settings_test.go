package blueprint

import (
	"strings"
	"testing"
	"testing/fstest"

	"gen/generator/report"
	"gen/generator/topology"

	"github.com/google/go-cmp/cmp"
)

// settle checks what stands behind "demo:" in a site against the demo.
func settle(t *testing.T, written string) (map[string]any, []string) {
	t.Helper()
	all, problems := loadAll(demo)
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	var r report.Report
	text := "version: 1\nsite: s\nnodes: {n: {address: a, services: {demo: " + written + "}}}\n"
	site := topology.Load(fstest.MapFS{"site.yaml": {Data: []byte(text)}}, "site.yaml", &r)
	if r.Failed() {
		t.Fatalf("%s: %v", written, told(&r))
	}
	return all[0].CheckSettings(site.Nodes[0].Value.Services[0], &r), told(&r)
}

// usual are the settings of the demo when a site says nothing.
func usual() map[string]any {
	return map[string]any{
		"mode": "slow", "tag": "", "workers": 4, "verbose": false, "keep": "30d", "room": "512MB", "data": "/srv/demo",
		"modules": []string{"a", "b"}, "headers": []Pair{{"a", "1"}, {"b", "2"}},
	}
}

func TestCheckSettings(t *testing.T) {
	cases := []struct {
		written string
		differs map[string]any
	}{
		{"", nil},
		{"{}", nil},
		{"{port: 1, image: x, version: 1.2.0}", nil},
		{"{mode: fast, tag: word, workers: 0, verbose: true}", map[string]any{"mode": "fast", "tag": "word", "workers": 0, "verbose": true}},
		{"{keep: 1h30m, room: '', data: ''}", map[string]any{"keep": "1h30m", "room": "", "data": ""}},
		{"{modules: [], headers: {}}", map[string]any{"modules": []string{}, "headers": []Pair{}}},
		{"{modules: c, headers: {z: '', Y: ~x}}", map[string]any{"modules": []string{"c"}, "headers": []Pair{{"Y", "~x"}, {"z", ""}}}},
		{"{modules: [z, a, z]}", map[string]any{"modules": []string{"z", "a", "z"}}},
	}
	for _, c := range cases {
		got, problems := settle(t, c.written)
		if len(problems) > 0 {
			t.Errorf("%s: %q", c.written, problems)
		}
		want := usual()
		for name, value := range c.differs {
			want[name] = value
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.written, diff)
		}
	}
}

func TestCheckSettingsRefuses(t *testing.T) {
	const known = "known keys here: mode, tag, workers, verbose, keep, room, data, modules, headers, port, ports, version, runtime, binary, image, basic_auth"
	cases := []struct{ written, want string }{
		{"{wokers: 3}", `3:43: demo has no setting "wokers"; did you mean "workers"? [topology/unknown-setting]`},
		{"{prot: 3}", `3:43: demo has no setting "prot"; did you mean "port"? [topology/unknown-setting]`},
		{"{something_else: 3}", `3:43: demo has no setting "something_else"; ` + known + ` [topology/unknown-setting]`},
		{"{'': 3}", `3:43: demo has no setting ""; ` + known + ` [topology/unknown-setting]`},
		{"{mode: Fast}", `3:49: mode: unknown value "Fast"; did you mean "fast"? [topology/bad-setting]`},
		{"{mode: ''}", `3:49: mode: unknown value ""; write one of: slow, fast [topology/bad-setting]`},
		{"{mode: [fast]}", `3:49: want a single value, got a list; write it as one value on the line of its key [yaml/wrong-kind]`},
		{"{tag: a1}", `3:48: tag: "a1" is not of the allowed form; it must match [a-z]+ [topology/bad-setting]`},
		{"{tag: \"a\\nb\"}", `3:48: tag: the value has several lines; type it in one line [topology/bad-setting]`},
		{"{workers: 1.5}", `3:52: want a whole number, got "1.5"; type digits only, such as 90 [yaml/wrong-type]`},
		{"{workers: '3'}", `3:52: want a whole number, got the text "3"; type it without quotes [yaml/wrong-type]`},
		{"{workers: }", `3:52: want a single value, got nothing; type one value on the line of its key, or leave it out [yaml/no-value]`},
		{"{verbose: yes}", `3:52: want true or false, got "yes"; type true [yaml/wrong-type]`},
		{"{keep: 3 days}", `3:49: want a time span, got "3 days"; type whole numbers with units y, w, d, h, m, s, ms, larger ones first, such as 30s, 1h30m or 30d [yaml/wrong-type]`},
		{"{room: 5GiB}", `3:49: room: "5GiB" is not a size; type a whole number with B, KB, MB, GB, TB, PB or EB, such as 512MB [topology/bad-setting]`},
		{"{room: 01MB}", `3:49: room: "01MB" is not a size; type a whole number with B, KB, MB, GB, TB, PB or EB, such as 512MB [topology/bad-setting]`},
		{"{data: /srv/../etc}", `3:49: data: "/srv/../etc" cannot be a path: it is a detour, write /etc; type an absolute path [topology/bad-setting]`},
		{"{data: /opt}", `3:49: data: "/opt" is not of the allowed form; it must match /srv/.* [topology/bad-setting]`},
		{"{modules: [a, B]}", `3:56: modules: "B" is not of the allowed form; it must match [a-z] [topology/bad-setting]`},
		{"{modules: [a, [b]]}", `3:56: want a single value, got a list; write it as one value on the line of its key [yaml/wrong-kind]`},
		{"{modules: }", `3:52: want a list, got nothing; type a list, such as [a, b] or lines that start with "- ", or leave it out [yaml/no-value]`},
		{"{headers: [a]}", `3:52: want a mapping, got a list; write it as a mapping of "key: value" lines [yaml/wrong-kind]`},
		{"{headers: {a: [b]}}", `3:56: want a single value, got a list; write it as one value on the line of its key [yaml/wrong-kind]`},
	}
	for _, c := range cases {
		got, problems := settle(t, c.written)
		if diff := cmp.Diff("site.yaml:"+c.want, strings.Join(problems, "\n")); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.written, diff)
		}
		if len(got) != len(usual()) {
			t.Errorf("%s: %d settings, want all %d", c.written, len(got), len(usual()))
		}
	}
}

// TestCheckSettingsSharesNothing wants each service to have values of its own.
func TestCheckSettingsSharesNothing(t *testing.T) {
	all, _ := loadAll(demo)
	var r report.Report
	first := all[0].CheckSettings(topology.Service{}, &r)
	first["modules"].([]string)[0] = "changed"
	if diff := cmp.Diff(usual(), all[0].CheckSettings(topology.Service{}, &r)); diff != "" {
		t.Errorf("settings after a change of another service's (-want +got):\n%s", diff)
	}
}
