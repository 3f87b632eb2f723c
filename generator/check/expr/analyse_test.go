package expr

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"gen/generator/check/metrics"
)

// shelf is a Source of a few series, under the jobs "a" and "b".
type shelf map[string]metrics.Found

func (s shelf) Select(name string, match func(string) bool) (metrics.Found, string, bool) {
	found, ok := s[name]
	return found, "look elsewhere", ok && (match("a") || match("b"))
}

func (s shelf) Jobs(match func(string) bool) []string {
	return slices.DeleteFunc([]string{"a", "b"}, func(job string) bool { return !match(job) })
}

var few = shelf{
	"up":        {Labels: names("job", "host"), Type: metrics.Gauge},
	"size":      {Labels: names("job", "host", "disk"), Type: metrics.Gauge},
	"read":      {Labels: names("job", "host", "disk"), Type: metrics.Counter},
	"info":      {Labels: names("job", "host", "version").With("zone", false), Type: metrics.Gauge},
	"le_bucket": {Labels: names("job", "host", "le"), Type: metrics.Counter},
	"any":       {Labels: metrics.Labels{Open: true}, Unproven: "c"},
}

// shown is a result in short: labels, "?" behind those that some series lack,
// "..." for others, and the counter that it is.
func shown(r Result) string {
	if r.Scalar {
		return "scalar"
	}
	var words []string
	for _, name := range r.Labels.Sorted() {
		if !r.Labels.Always(name) {
			name += "?"
		}
		words = append(words, name)
	}
	if r.Labels.Open {
		words = append(words, "...")
	}
	if r.Counter != "" {
		words = append(words, "counter="+r.Counter)
	}
	return strings.Join(words, " ")
}

func TestLabelsThroughExpressions(t *testing.T) {
	for expr, want := range map[string]string{
		"1 + 2":                               "scalar",
		"time()":                              "scalar",
		"vector(1)":                           "",
		"hour()":                              "",
		"scalar(up)":                          "scalar",
		"up":                                  "host job",
		"-up":                                 "host job",
		"(up > 0) and on (host) size":         "host job",
		"up @ start() offset 5m":              "host job",
		`size{disk="x"}`:                      "disk host job",
		`size{disk=""}`:                       "host job",
		`info{zone!=""}`:                      "host job version zone",
		`info{zone=~".*"}`:                    "host job version zone?",
		`info{zone=~"$zone"}`:                 "host job version zone?",
		"rate(read[5m])":                      "disk host job",
		"read":                                "disk host job counter=read",
		"read * 8":                            "disk host job counter=read",
		"read - 1":                            "disk host job",
		"sum by (host) (read)":                "host counter=read",
		"count by (host) (read)":              "host",
		"sum(read)":                           "counter=read",
		"sum without (disk) (rate(read[5m]))": "host job",
		"topk by (host) (3, read)":            "disk host job counter=read",
		`count_values("v", size)`:             "v",
		`count_values by (host) ("v", size)`:  "host v",
		"max_over_time(sum by (host) (up)[5m:1m])": "host",
		"absent(up)":                                                 "",
		`absent(up{host="x",job=~"a|b"})`:                            "host",
		`absent(up{host="x",host="y"})`:                              "",
		"absent_over_time(up[5m])":                                   "",
		"absent(sum(up))":                                            "",
		`label_replace(up, "who", "$1", "host", "(.*)")`:             "host job who?",
		`label_join(up, "who", "-", "host", "job")`:                  "host job who?",
		"histogram_quantile(0.9, rate(le_bucket[5m]))":               "host job",
		"histogram_quantile(0.9, sum by (le) (rate(le_bucket[5m])))": "",
		"up + up": "host job",
		"up * on (host) group_left (version) info":  "host job version",
		"up * on (host) group_left (zone) info":     "host job zone?",
		"info * on (host) group_right (version) up": "host job version",
		"up == on (host) up":                        "host",
		"up == ignoring (job) up":                   "host",
		"size or up":                                "disk? host job",
		"size unless on (host) up":                  "disk host job",
		"any":                                       "...",
		"sum by (x) (any)":                          "x?",
		"sum without (x) (any)":                     "...",
		"any * on (y) group_left (z) any":           "z? ...",
		"sort_desc(read)":                           "disk host job counter=read",
		"timestamp(read)":                           "disk host job",
		`{job="a"}`:                                 "...",
		"this is no PromQL":                         "...",
	} {
		got, findings := Analyse(expr, few)
		if diff := cmp.Diff(want, shown(got)); diff != "" || len(findings) > 0 {
			t.Errorf("%s: %s %v", expr, diff, findings)
		}
	}
}

func TestFindings(t *testing.T) {
	for expr, want := range map[string]string{
		"upp":                                     "check/unknown-metric 0",
		"sum(rate(reads[5m]))":                    "check/unknown-metric 9",
		`{__name__="upp"}`:                        "check/unknown-metric 0",
		`up{job="c"}`:                             "check/unknown-job 3",
		`up{job=~"c|d", host="x"}`:                "check/unknown-job 3",
		`up{disk="x"}`:                            "check/unknown-label 3",
		`up{disk!="x"}`:                           "check/idle-label 3",
		`up{disk=""}`:                             "check/idle-label 3",
		"sum by (disk) (up)":                      "check/unknown-label 8",
		"sum without (disk) (up)":                 "check/idle-label 13",
		"sum by (disk) (sum by (host) (size))":    "check/lost-label 8",
		"up * on (disk) size":                     "check/unknown-label 9",
		"up * on (host) group_left (name) info":   "check/unknown-label 27",
		"sum(up) * on (host) up":                  "check/lost-label 14",
		"up / size":                               "check/no-match 0",
		"size / up":                               "check/no-match 0",
		"up and size":                             "check/no-match 0",
		"up unless size":                          "check/no-match 0",
		"up / ignoring (zone) up":                 "check/idle-label 15",
		"rate(size[5m])":                          "check/rate-of-gauge 0",
		"deriv(read[5m])":                         "check/delta-of-counter 0",
		"read > 5":                                "check/counter-without-rate 0",
		"5 < sum(read)":                           "check/counter-without-rate 0",
		"histogram_quantile(0.9, up)":             "check/unknown-label 0",
		`label_replace(up, "a", "b", "disk", "")`: "check/unknown-label 28",
		"absent(upp)":                             "check/unknown-metric 7",
	} {
		_, findings := Analyse(expr, few)
		var got []string
		for _, f := range findings {
			got = append(got, fmt.Sprint(f.ID, " ", f.At))
			if f.Fact == "" || f.Hint == "" {
				t.Errorf("%s: %+v says too little", expr, f)
			}
		}
		if joined := strings.Join(got, ", "); joined != want {
			t.Errorf("%s: got %s, want %s", expr, joined, want)
		}
	}
}

// What may well be meant is no finding.
func TestNoFindings(t *testing.T) {
	for _, expr := range []string{
		"read < 5", "read == 0", "rate(read[5m]) > 5", "read > read offset 1d", "resets(read[1h]) > 0", "changes(size[5m]) > 2",
		`up{host=~"$host"}`, `sum by (host) (up{job="$job"})`, "_threshold > 1", "rate(any[5m])", "delta(size[5m])", "up or size",
		"histogram_quantile(0.9, any)", "up{host!~\"x\"} == on () group_left () vector(1)", "sum by (__name__) (up)",
	} {
		if _, findings := Analyse(expr, few); len(findings) > 0 {
			t.Errorf("%s: %+v", expr, findings)
		}
	}
}

func TestTemplateUses(t *testing.T) {
	for text, want := range map[string]string{
		"nothing": "", "{{ $value }}": "", "{{ $labels.host }} is {{ .Labels.job }}": "host 11 job 33",
		`{{ index $labels "a b" }}`: "a b 18", "{{ if $labels.x }}{{ $labels.y | humanize }}{{ end }}": "x 14 y 29",
		`{{ range query "up" }}{{ .Labels.z }}{{ $labels.w }}{{ end }}`: "w 48", "{{ with $labels.a }}{{ . }}{{ end }}": "a 16",
		"{{ $labels.host": "", "{{ unknown $labels.q }}": "q 19", "{{ $externalLabels.site }}": "",
	} {
		var got []string
		for _, u := range uses(text) {
			got = append(got, fmt.Sprint(u.label, " ", u.at))
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%s: got %v, want %s", text, got, want)
		}
	}
}

func TestSubstitute(t *testing.T) {
	for query, want := range map[string]string{
		`rate(x{host=~"$host"}[$__rate_interval])`: `rate(x{host=~"$host"}[000000000000005m])`,
		"x offset $__interval":                     "x offset 0000000005m",
		"max_over_time(x[1h:$step])":               "max_over_time(x[1h:0005m])",
		"x > $limit":                               "x > _limit",
		"x > ${limit:raw}":                         "x > __limit:raw_",
		`x{a="\"$b", c='${d}'} + $e`:               `x{a="\"$b", c='${d}'} + _e`,
		"100 * x":                                  "100 * x",
	} {
		if got := Substitute(query); got != want {
			t.Errorf("%s\ngot  %s\nwant %s", query, got, want)
		}
	}
}

// FuzzAnalyse: whatever the parser takes can be followed, and every finding
// has a place inside of the text.
func FuzzAnalyse(f *testing.F) {
	for _, seed := range []string{
		"up", "sum by (a) (rate(read[5m])) / ignoring (b) group_left (c) size", `label_replace(up, "a", "b", "c", "d")`,
		"histogram_quantile(0.9, le_bucket)", "absent(up[5m:1m])", "info(up)", "topk(1, up) or vector(1)", "-up ^ 2 > bool 1",
		"count_values(\"x\", up)", "up[5m:]", "label_join(up, \"a\", \"b\")", "{__name__=~\"u.\"}", "read @ end()", "scalar(up) + time()",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		for _, one := range []string{text, Substitute(text)} {
			_, findings := Analyse(one, few)
			for _, finding := range findings {
				if finding.At < 0 || finding.At > len(one) || finding.ID == "" {
					t.Errorf("%q: %+v", one, finding)
				}
			}
		}
		if len(Substitute(text)) != len(text) {
			t.Errorf("%q has another length as %q", text, Substitute(text))
		}
		uses(text)
		legendUses(text)
	})
}
