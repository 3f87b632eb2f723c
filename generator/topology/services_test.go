package topology

import (
	"fmt"
	"strings"
	"testing"

	"gen/generator/strictyaml"

	"github.com/google/go-cmp/cmp"
)

// services loads a node's services, written behind "services:".
func services(text string) (Services, []string) {
	site, problems := load(map[string]string{"site.yaml": head + "nodes:\n  n:\n    address: a\n    services:" + text + "\n"})
	if site == nil {
		return nil, problems
	}
	return site.Nodes[0].Value.Services, problems
}

// line writes a service on one line.
func line(s Service) string {
	var words []string
	for _, setting := range s.Settings {
		words = append(words, setting.Key.Value+"="+setting.Value.Node.Value)
	}
	return fmt.Sprintf("%d:%d %s port=%d version=%s [%s]", s.Pos.Line, s.Pos.Col, s.Name.Value, s.Port.Value, s.Version.Value, strings.Join(words, " "))
}

func TestServicesReadsBothForms(t *testing.T) {
	cases := []struct {
		text string
		want []string
	}{
		{" [a, b]", []string{"6:16 a port=0 version= []", "6:19 b port=0 version= []"}},
		{" [a, {b: {x: 1, port: 80}}, {c: }]", []string{"6:16 a port=0 version= []", "6:20 b port=80 version= [x=1]", "6:43 c port=0 version= []"}},
		{"\n      a:\n      b: {version: 1.10, x: y, z: }", []string{"7:7 a port=0 version= []", "8:7 b port=0 version=1.10 [x=y z=]"}},
		{" {a: {}, b: null, c: ~}", []string{"6:16 a port=0 version= []", "6:23 b port=0 version= []", "6:32 c port=0 version= []"}},
		{" []", nil},
		{" {}", nil},
	}
	for _, c := range cases {
		got, problems := services(c.text)
		wantProblems(t, problems)
		var lines []string
		for _, s := range got {
			lines = append(lines, line(s))
		}
		if diff := cmp.Diff(c.want, lines); diff != "" {
			t.Errorf("services:%s (-want +got):\n%s", c.text, diff)
		}
	}
}

func TestServicesRefuses(t *testing.T) {
	cases := []struct{ text, want string }{
		{"", `site.yaml:6:14: want services, got nothing; name at least one, or leave it out [yaml/no-value]`},
		{" a", `site.yaml:6:15: services are neither a list nor a mapping; write a list such as [node_exporter, nginx], or a mapping of names to settings [topology/services]`},
		{" [a, a]", `site.yaml:6:19: service "a" stands twice, the first is at site.yaml:6:16; keep one of the two; a node runs a service once [topology/duplicate]`},
		{" [a, {a: {x: 1}}]", `site.yaml:6:20: service "a" stands twice, the first is at site.yaml:6:16; keep one of the two; a node runs a service once [topology/duplicate]`},
		{" {a: 1, a: 2}", `site.yaml:6:22: key "a" is given twice; the first is on line 6; remove one of the two [yaml/duplicate-key]`},
		{" {a: 8080}", `site.yaml:6:19: the settings of "a" are not a mapping; write "a: {setting: value}", or the name alone [topology/services]`},
		{" {a: [1]}", `site.yaml:6:19: the settings of "a" are not a mapping; write "a: {setting: value}", or the name alone [topology/services]`},
		{" {a: {port: x}}", `site.yaml:6:26: want a whole number, got "x"; type digits only, such as 90 [yaml/wrong-type]`},
		{" {a: {port: }}", `site.yaml:6:26: want a single value, got nothing; type one value on the line of its key, or leave it out [yaml/no-value]`},
		{" {a: {ports: {web: 1, web: 2}}}", `site.yaml:6:36: key "web" is given twice; the first is on line 6; remove one of the two [yaml/duplicate-key]`},
		{"\n      - a:\n        retention: 3d\n        b: c", `site.yaml:8:9: the key "retention" stands beside the service "a"; indent it further if it is a setting of a; start a line with - if it is a service [topology/services]`},
		{" [[a]]", `site.yaml:6:16: want a single value, got a list; write it as one value on the line of its key [yaml/wrong-kind]`},
		{" [~]", `site.yaml:6:16: want a single value, got nothing; type one value on the line of its key, or leave it out [yaml/no-value]`},
		{" [{}]", `site.yaml:6:16: want a single value, got a mapping; write it as one value on the line of its key [yaml/wrong-kind]`},
	}
	for _, c := range cases {
		_, problems := services(c.text)
		if len(problems) != 1 || problems[0] != c.want {
			t.Errorf("services:%s\n got %q\nwant %q", c.text, problems, c.want)
		}
	}
}

// TestReservedKeys compares the list with the fields that it stands for.
func TestReservedKeys(t *testing.T) {
	var keys []string
	for _, field := range strictyaml.Describe(Service{}).Fields {
		keys = append(keys, field.Key)
	}
	if diff := cmp.Diff(keys, ReservedKeys()); diff != "" {
		t.Errorf("keys of Service and reserved keys (-want +got):\n%s", diff)
	}
}
