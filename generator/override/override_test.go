package override_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"gen/generator/override"
)

func question(expr string) override.Question {
	return override.Question{
		Alert: "A", Expr: expr, By: []string{"host"},
		Limits: []override.Limit{{Name: "l", Value: "0.5", Joined: true}, {Name: "m", Value: "-2", Joined: true}, {Name: "n", Value: "7"}},
	}
}

const (
	l = `gen:alert_limit{alert="A",limit="l"}`
	m = `gen:alert_limit{alert="A",limit="m"}`
)

func TestJoin(t *testing.T) {
	for name, c := range map[string]struct{ expr, want string }{
		"a comparison":          {`a > ${l}`, `a > 0.5 unless on (host) ` + l + ` or a > on (host) group_left () ` + l},
		"from the other side":   {`${l} < a`, `0.5 < a unless on (host) ` + l + ` or a > on (host) group_left () ` + l},
		"a difference":          {`${l} - a`, `0.5 - a unless on (host) ` + l + ` or ` + l + ` - on (host) group_right () a`},
		"a product":             {`a > ${l} * b`, `a > (0.5 * b unless on (host) ` + l + ` or b * on (host) group_left () ` + l + `)`},
		"computed":              {`a - time() < ${l} * 86400`, `a - time() < 0.5 * 86400 unless on (host) ` + l + ` or a - time() < on (host) group_left () (` + l + ` * 86400)`},
		"in braces":             {`a < (time() + ${l}) and b`, `(a < (time() + 0.5) unless on (host) ` + l + ` or a < on (host) group_left () ((time() + ` + l + `))) and b`},
		"below zero":            {`a < ${m}`, `a < -2 unless on (host) ` + m + ` or a < on (host) group_left () ` + m},
		"a sign before it":      {`a < -${m}`, `a < -(-2) unless on (host) ` + m + ` or a < on (host) group_left () -` + m},
		"inside of a sum":       {`sum by (job) (a > ${l}) > ${n}`, `sum by (job) (a > 0.5 unless on (host) ` + l + ` or a > on (host) group_left () ` + l + `) > 7`},
		"a comparison as value": {`a > bool ${l} == 1`, `(a > bool 0.5 unless on (host) ` + l + ` or a > bool on (host) group_left () ` + l + `) == 1`},
		"not overridden":        {`a > ${n}`, `a > 7`},
		"kept by a sum":         {`sum by (job, host) (a) > ${l}`, `sum by (job, host) (a) > 0.5 unless on (host) ` + l + ` or sum by (job, host) (a) > on (host) group_left () ` + l},
		"kept without others":   {`sum without (cpu) (a) > ${l}`, `sum without (cpu) (a) > 0.5 unless on (host) ` + l + ` or sum without (cpu) (a) > on (host) group_left () ` + l},
		"kept by absent":        {`absent(a{host="x"}) > ${l}`, `absent(a{host="x"}) > 0.5 unless on (host) ` + l + ` or absent(a{host="x"}) > on (host) group_left () ` + l},
	} {
		t.Run(name, func(t *testing.T) {
			got, refused := question(c.expr).Join()
			if refused != nil {
				t.Fatal(refused.Fact)
			}
			if diff := cmp.Diff(c.want, got.Expr); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestJoinRefuses(t *testing.T) {
	for name, c := range map[string]struct{ expr, want string }{
		"no PromQL":            {`a >`, `the expression of A is not PromQL`},
		"a sum":                {`sum by (job) (a) > ${l}`, `A has no "host" where it compares the limit l: sum by (job) takes that away`},
		"a sum of everything":  {`sum(a) > ${l}`, `A has no "host" where it compares the limit l: sum takes that away`},
		"without the label":    {`max without (host) (a) > ${l}`, `max without (host) takes that away`},
		"a matching":           {`a / on (job) b > ${l}`, `the matching of "/" takes that away`},
		"ignoring the label":   {`a / ignoring (host) b > ${l}`, `the matching of "/" takes that away`},
		"a constant":           {`vector(1) > ${l}`, `vector(1) takes that away`},
		"absent":               {`absent(a) > ${l}`, `absent takes that away`},
		"absent of several":    {`absent(a{host=~"x"}) > ${l}`, `absent takes that away`},
		"one side of or":       {`(a or sum(b)) > ${l}`, `sum takes that away`},
		"an argument":          {`clamp_min(a, ${l}) > 3`, `A uses the limit l where PromQL takes one number for all targets`},
		"a quantile":           {`quantile by (host) (${l}, a) > 3`, `A uses the limit l where PromQL takes one number`},
		"a range":              {`rate(a[${l}m]) > 3`, `A uses the limit l where PromQL takes one number`},
		"two in one number":    {`a > ${l} + ${m}`, `A computes one number of several limits`},
		"one of two":           {`a > ${l} and clamp_max(b, ${l}) > 0`, `A uses the limit l where PromQL takes one number`},
		"a number as a series": {`vector(${l}) > 0`, `A uses the limit l where PromQL takes one number`},
	} {
		t.Run(name, func(t *testing.T) {
			got, refused := question(c.expr).Join()
			if refused == nil {
				t.Fatalf("joined: %s", got.Expr)
			}
			if !strings.Contains(refused.Fact, c.want) {
				t.Errorf("told %q, want %q", refused.Fact, c.want)
			}
		})
	}
}

func TestJoinDisabled(t *testing.T) {
	q := question(`a or b`)
	q.Disabled, q.By = true, []string{"job", "instance"}
	got, refused := q.Join()
	if want := `(a or b) unless on (job, instance) gen:alert_disabled{alert="A"}`; refused != nil || got.Expr != want || !got.Keeps {
		t.Errorf("got %v %v, want %s", got, refused, want)
	}
	q.Expr = `count(a)`
	if _, refused := q.Join(); refused == nil || refused.Limit != "" || !strings.Contains(refused.Fact, "count takes \"job\" and \"instance\" away") {
		t.Errorf("got %v", refused)
	}
}

// What the sum yields has no host, so that no text can ask for the host's limit.
func TestJoinTellsWhatIsLost(t *testing.T) {
	for expr, keeps := range map[string]bool{`count(a > ${l})`: false, `count by (host) (a > ${l})`: true} {
		if got, refused := question(expr).Join(); refused != nil || got.Keeps != keeps {
			t.Errorf("%s: got %v %v", expr, got, refused)
		}
	}
}

func TestText(t *testing.T) {
	q := question("")
	q.By = []string{"job", "instance"}
	want := "{{ with printf `gen:alert_limit{alert=\"A\",limit=\"l\",job=%q,instance=%q}` $labels.job $labels.instance | query }}{{ . | first | value }}{{ else }}0.5{{ end }}"
	if got := q.Text(q.Limits[0]); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}
