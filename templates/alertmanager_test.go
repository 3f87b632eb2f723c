package templates_test

import (
	"bytes"
	"fmt"
	htmltemplate "html/template"
	"io"
	"regexp"
	"slices"
	"strings"
	"testing"
	"text/template"
	"time"
	"unicode/utf8"

	"gen/templates"
)

// functions are those that Alertmanager 0.26.0 has, and no more.
// Source: template/template.go@v0.26.0.
var functions = map[string]any{
	"toUpper": strings.ToUpper, "toLower": strings.ToLower, "title": strings.ToTitle, "trimSpace": strings.TrimSpace,
	"join":  func(sep string, s []string) string { return strings.Join(s, sep) },
	"match": regexp.MatchString,
	"reReplaceAll": func(pattern, with, text string) string {
		return regexp.MustCompile(pattern).ReplaceAllString(text, with)
	},
	"stringSlice": func(s ...string) []string { return s },
}

// The types stand in for Alertmanager's, with the fields and methods that the
// templates use. Source: template/template.go@v0.26.0.
type (
	labels map[string]string
	pair   struct{ Name, Value string }
	alert  struct {
		Status              string
		Labels, Annotations labels
		StartsAt, EndsAt    time.Time
	}
	alerts []alert
	data   struct {
		Status, Receiver, ExternalURL                string
		Alerts                                       alerts
		GroupLabels, CommonLabels, CommonAnnotations labels
	}
)

func (l labels) SortedPairs() (pairs []pair) {
	for name, value := range l {
		pairs = append(pairs, pair{name, value})
	}
	slices.SortFunc(pairs, func(a, b pair) int { return strings.Compare(a.Name, b.Name) })
	return pairs
}

func (a alerts) Firing() []alert   { return a.with("firing") }
func (a alerts) Resolved() []alert { return a.with("resolved") }

func (a alerts) with(status string) []alert {
	return slices.DeleteFunc(slices.Clone(a), func(one alert) bool { return one.Status != status })
}

// group makes a message about some alerts whose texts hold word many times.
func group(firing, resolved, times int, word string) data {
	long := strings.Repeat(word, times)
	d := data{Status: "resolved", ExternalURL: "https://192.0.2.1:9093", CommonAnnotations: labels{"summary": long}}
	d.CommonLabels = labels{"alertname": "DiskFull" + long, "host": "web" + long, "severity": "critical" + long, "site": "lab" + long}
	if firing > 0 {
		d.Status = "firing"
	}
	for i := range firing + resolved {
		one := alert{Status: "firing", Labels: labels{"alertname": "DiskFull", "host": fmt.Sprintf("web%d%s", i, long)}}
		if i >= firing {
			one.Status = "resolved"
		}
		one.Annotations = labels{"summary": one.Labels["host"] + " is full", "description": "line one\nline two " + long}
		d.Alerts = append(d.Alerts, one)
	}
	return d
}

// limits are what each service takes, in characters. Sources:
// notify/{discord,telegram,pagerduty}/*.go@v0.34.2; Slack's is where its clients fold a text.
var limits = map[string]int{
	"gen.discord.title": 256, "gen.discord.message": 4096, "gen.telegram.message": 4096,
	"gen.slack.title": 256, "gen.slack.text": 8000, "gen.msteams.title": 256, "gen.msteams.text": 20000,
	"gen.pagerduty.description": 1024, "gen.email.subject": 256,
}

// TestMessagesStayWithinTheLimits fills in groups that are as long as they can
// be, as Alertmanager 0.26.0 cuts nothing.
func TestMessagesStayWithinTheLimits(t *testing.T) {
	for _, word := range []string{"x", "Ä", "_", "\\", "*|", "\n", "\U0001f525", "word "} {
		for name, limit := range limits {
			got := fill(t, name, group(60, 40, 3000, word))
			if length := utf8.RuneCountInString(got); length > limit {
				t.Errorf("%s of %q has %d characters, more than %d:\n%s", name, word, length, limit, got)
			}
		}
	}
}

// TestMessagesSayHowMany wants what is left out to be counted.
func TestMessagesSayHowMany(t *testing.T) {
	for _, name := range []string{"gen.discord.message", "gen.slack.text", "gen.telegram.message", "gen.msteams.text"} {
		for _, c := range []struct {
			firing, resolved int
			want             []string
			never            []string
		}{
			{1, 0, []string{"web0 is full"}, []string{"more", "Over"}},
			{12, 6, []string{"web11 is full", "Over: web17 is full"}, []string{"more"}},
			{13, 7, []string{"web11 is full", "… and 1 more\n", "… and 1 more are over"}, []string{"web12 is full", "web19 is full"}},
			{0, 2, []string{"Over: web1 is full"}, []string{"more"}},
		} {
			got := fill(t, name, group(c.firing, c.resolved, 0, ""))
			for _, want := range c.want {
				if !strings.Contains(got, want) {
					t.Errorf("%s of %d and %d lacks %q:\n%s", name, c.firing, c.resolved, want, got)
				}
			}
			for _, never := range c.never {
				if strings.Contains(got, never) {
					t.Errorf("%s of %d and %d contains %q:\n%s", name, c.firing, c.resolved, never, got)
				}
			}
		}
	}
}

// TestTextsAreEscaped wants marks of each service's own language to arrive as text.
func TestTextsAreEscaped(t *testing.T) {
	d := group(1, 0, 1, " <b>&_*")
	for name, want := range map[string]string{
		"gen.discord.message":  `**web0 <b\>&\_\* is full**`,
		"gen.msteams.text":     `**web0 <b\>&\_\* is full**`,
		"gen.slack.text":       `*web0 &lt;b&gt;&amp;_* is full*`,
		"gen.telegram.message": `<b>web0 &lt;b&gt;&amp;_* is full</b>`,
		"gen.email.html":       `<strong>web0 &lt;b&gt;&amp;_* is full</strong>`,
		"gen.email.text":       "\nweb0 <b>&_* is full\n",
	} {
		if got := fill(t, name, d); !strings.Contains(got, want) {
			t.Errorf("%s lacks %q:\n%s", name, want, got)
		}
	}
}

func TestPagerDutySeverity(t *testing.T) {
	for severity, want := range map[string]string{"critical": "critical", "warning": "warning", "info": "info", "page": "error", "": "error"} {
		if got := fill(t, "gen.pagerduty.severity", data{CommonLabels: labels{"severity": severity}}); got != want {
			t.Errorf("severity %q becomes %q, want %q", severity, got, want)
		}
	}
}

// fill executes a template as Alertmanager does: mails and Telegram as HTML.
func fill(t *testing.T, name string, d data) string {
	t.Helper()
	var tmpl interface{ Execute(io.Writer, any) error }
	var err error
	call := `{{ template "` + name + `" . }}`
	if name == "gen.email.html" || name == "gen.telegram.message" {
		set := htmltemplate.Must(htmltemplate.New("").Option("missingkey=zero").Funcs(functions).ParseFS(templates.FS, "alertmanager/*.tmpl"))
		tmpl, err = set.New("call").Parse(call)
	} else {
		set := template.Must(template.New("").Option("missingkey=zero").Funcs(functions).ParseFS(templates.FS, "alertmanager/*.tmpl"))
		tmpl, err = set.New("call").Parse(call)
	}
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	var out bytes.Buffer
	if err := tmpl.Execute(&out, d); err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return out.String()
}
