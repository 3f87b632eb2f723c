package ruletests

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

const rulesOfPlay = `
groups:
  - name: demo
    rules:
      - {record: "demo:down", expr: demo_up == 0}
      - {alert: DemoDown, expr: "demo:down", for: 5m}
      - {alert: Anything, expr: "count(ALERTS{alertstate=\"firing\",alertname!=\"Anything\"}) > 0"}
      - {alert: DemoAbsent, expr: absent(demo_absent)}
`

// An alert is told at the moment at which it begins, and once more when it was over in between.
func TestPlay(t *testing.T) {
	cases := map[string]struct{ values, want string }{
		"begins when for is over":    {"1x19 0x40", "DemoDown at 10m0s, Anything at 10m0s"},
		"never begins":               {"1x60", ""},
		"is over before for is over": {"1x19 0x18 1x20", ""},
		"begins twice":               {"0x25 1x7 0x30", "DemoDown at 5m0s, Anything at 5m0s, DemoDown at 14m0s, Anything at 14m0s"},
		"no sample at all":           {"_x60", ""},
	}
	for name, c := range cases {
		fired, err := Play(only("demo", rulesOfPlay), []Input{{`demo_up{host="a"}`, c.values}}, 15*time.Second, 15*time.Minute)
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
		var got []string
		for _, f := range fired {
			got = append(got, fmt.Sprintf("%s at %s", f.Labels["alertname"], f.At))
		}
		if strings.Join(got, ", ") != c.want {
			t.Errorf("%s: %q instead of %q", name, got, c.want)
		}
	}
}

// What cannot be played is an error.
func TestPlayFails(t *testing.T) {
	fine := []Input{{"demo_up", "0x60"}}
	cases := map[string]struct {
		rules Rules
		in    []Input
		want  string
	}{
		"no rules":          {only("demo/deep", rulesOfPlay), fine, "there is no file of rules *"},
		"broken rules":      {only("demo", "groups: 1"), fine, "a list is wanted"},
		"broken series":     {only("demo", rulesOfPlay), []Input{{"demo_up{", "0x60"}}, "the series demo_up{ 0x60"},
		"broken expression": {only("demo", "groups: [{name: a, rules: [{alert: B, expr: demo_up + on () group_left () demo_up}]}]"), []Input{{`demo_up{a="1"}`, "0x60"}, {`demo_up{a="2"}`, "0x60"}}, "B: "},
	}
	for name, c := range cases {
		_, err := Play(c.rules, c.in, 15*time.Second, 10*time.Minute)
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %q", name, err, c.want)
		}
	}
}
