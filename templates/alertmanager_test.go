package templates_test

import (
	"bytes"
	"fmt"
	htmltemplate "html/template"
	"maps"
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
	pairs  []pair
	pair   struct{ Name, Value string }
	alert  struct {
		Status              string
		Labels, Annotations labels
		StartsAt, EndsAt    time.Time
		GeneratorURL        string
	}
	alerts []alert
	data   struct {
		Status, Receiver, ExternalURL                string
		Alerts                                       alerts
		GroupLabels, CommonLabels, CommonAnnotations labels
	}
)

func (l labels) SortedPairs() (all pairs) {
	for name, value := range l {
		all = append(all, pair{name, value})
	}
	slices.SortFunc(all, func(a, b pair) int { return strings.Compare(a.Name, b.Name) })
	return all
}

func (l labels) Names() (names []string) {
	for _, p := range l.SortedPairs() {
		names = append(names, p.Name)
	}
	return names
}

func (l labels) Values() (values []string) {
	for _, p := range l.SortedPairs() {
		values = append(values, p.Value)
	}
	return values
}

func (l labels) Remove(names []string) labels {
	left := maps.Clone(l)
	for _, name := range names {
		delete(left, name)
	}
	return left
}

func (a alerts) Firing() []alert   { return a.with("firing") }
func (a alerts) Resolved() []alert { return a.with("resolved") }

func (a alerts) with(status string) []alert {
	return slices.DeleteFunc(slices.Clone(a), func(one alert) bool { return one.Status != status })
}

var began = time.Date(2026, 3, 1, 2, 3, 4, 0, time.UTC)

// group makes a message about some alerts whose texts hold word many times.
func group(firing, resolved, times int, word string) data {
	long := strings.Repeat(word, times)
	d := data{Status: "resolved", ExternalURL: "https://192.0.2.1:9093", CommonAnnotations: labels{"summary": long}}
	d.CommonLabels = labels{"alertname": "DiskFull" + long, "severity": "critical" + long, "site": "lab" + long}
	d.GroupLabels = labels{"alertname": "DiskFull" + long}
	if firing > 0 {
		d.Status = "firing"
	}
	for i := range firing + resolved {
		one := alert{Status: "firing", StartsAt: began, Labels: labels{"alertname": "DiskFull", "severity": "critical", "host": fmt.Sprintf("web%d%s", i, long)}}
		if i >= firing {
			one.Status, one.EndsAt = "resolved", began.Add(75*time.Minute)
		}
		one.Annotations = labels{"summary": one.Labels["host"] + " is full", "description": "line one\nline two " + long}
		d.Alerts = append(d.Alerts, one)
	}
	return d
}

// limits are what each service takes, in characters. Sources:
// notify/{discord,telegram,pagerduty}/*.go@v0.34.2; docs.slack.dev, "Truncating content".
var limits = map[string]int{
	"gen.discord.title": 256, "gen.discord.message": 4096, "gen.telegram.message": 4096,
	"gen.slack.title": 256, "gen.slack.text": 4000, "gen.msteams.title": 256, "gen.msteams.text": 20000,
	"gen.pagerduty.description": 1024, "gen.email.subject": 256,
}

// TestMessagesStayWithinTheLimits fills in groups that are as long as they can
// be, as Alertmanager 0.26.0 cuts nothing. Links of every length are tried, so
// that one is just as long as it may be.
func TestMessagesStayWithinTheLimits(t *testing.T) {
	for _, word := range []string{"x", "Ä", "_", "\\", "*|", "\n", "&", "<", "+", "\"'", "\U0001f525", "word "} {
		for name, limit := range limits {
			got := fill(t, name, group(60, 40, 3000, word))
			if length := utf8.RuneCountInString(got); length > limit {
				t.Errorf("%s of %q has %d characters, more than %d:\n%s", name, word, length, limit, got)
			}
		}
	}
}

// TestLinksStayWithinTheLimits does the same with links, whose text cannot be cut.
func TestLinksStayWithinTheLimits(t *testing.T) {
	for length := 20; length < 420; length += 10 {
		d := group(12, 6, 300, "&")
		for i := range d.Alerts {
			link := "https://192.0.2.1/" + strings.Repeat("x", length-18)
			d.Alerts[i].Labels = labels{"alertname": "A", "host": fmt.Sprintf("h%02d%s", i, strings.Repeat("x", length)), "severity": "critical"}
			d.Alerts[i].Annotations["panel"], d.Alerts[i].Annotations["runbook"] = link, link
		}
		for name, limit := range limits {
			if got := utf8.RuneCountInString(fill(t, name, d)); got > limit {
				t.Errorf("%s with links of %d has %d characters, more than %d", name, length, got, limit)
			}
		}
	}
}

// TestMessagesSayHowMany wants what is left out to be counted.
func TestMessagesSayHowMany(t *testing.T) {
	for _, name := range []string{"gen.discord.message", "gen.slack.text", "gen.telegram.message"} {
		for _, c := range []struct {
			firing, resolved int
			want             []string
			never            []string
		}{
			{1, 0, []string{"web0 is full"}, []string{"… and", "Over", "web0,"}},
			{7, 3, []string{"web6 is full", "Over: web9 is full, after 1h15m"}, []string{"… and"}},
			{8, 4, []string{"web0, web1, web2, web3, web4, web5 and more\n", "web6 is full", "… and 1 more\n", "… and 1 more are over"}, []string{"web7 is full", "web11 is full"}},
			{0, 2, []string{"Over: web1 is full, after 1h15m"}, []string{"… and"}},
		} {
			has(t, name, fill(t, name, group(c.firing, c.resolved, 0, "")), c.want, c.never)
		}
	}
}

// TestMessagesSayTheWorstFirst wants what is critical before what is not.
func TestMessagesSayTheWorstFirst(t *testing.T) {
	d := group(5, 0, 0, "")
	d.CommonLabels = labels{"alertname": "DiskFull"}
	for i, severity := range []string{"info", "warning", "page", "critical", "warning"} {
		d.Alerts[i].Labels["severity"] = severity
	}
	for _, name := range []string{"gen.discord.message", "gen.slack.text", "gen.telegram.message", "gen.msteams.text", "gen.email.text", "gen.email.html"} {
		got, at := fill(t, name, d), -1
		for _, host := range []string{"web3", "web1", "web4", "web0", "web2"} {
			next := strings.Index(got, host+" is full")
			if next <= at {
				t.Errorf("%s tells %s too early:\n%s", name, host, got)
			}
			at = next
		}
	}
	if got, want := fill(t, "gen.email.subject", d), "🔴 1 critical, 2 warning, 1 info: 5 × DiskFull on web0, web1, web2 and more"; got != want {
		t.Errorf("subject is %q, want %q", got, want)
	}
}

// TestTitles are what a locked phone shows.
func TestTitles(t *testing.T) {
	one := labels{"alertname": "DiskFull", "host": "web1", "severity": "critical", "site": "lab"}
	for want, d := range map[string]data{
		"🔴 critical: DiskFull on web1 (lab)":         {Status: "firing", CommonLabels: one, Alerts: alerts{{Status: "firing", Labels: one}}},
		"🔴 critical: DiskFull on web1 (lab), 1 over": {Status: "firing", CommonLabels: one, Alerts: alerts{{Status: "firing", Labels: one}, {Status: "resolved", Labels: one}}},
		"✅ over: 2 × DiskFull on web1 (lab)":         {Status: "resolved", CommonLabels: one, Alerts: alerts{{Status: "resolved", Labels: one}, {Status: "resolved", Labels: one}}},
		"🟠 warning: 2 alerts on web1":                {Status: "firing", CommonLabels: labels{"host": "web1"}, Alerts: alerts{{Status: "firing", Labels: labels{"host": "web1", "severity": "warning"}}, {Status: "firing", Labels: labels{"host": "web1", "severity": "warning"}}}},
		"🔵 info: Odd on shop.example.org:443":        {Status: "firing", CommonLabels: labels{"alertname": "Odd", "instance": "shop.example.org:443"}, Alerts: alerts{{Status: "firing", Labels: labels{"severity": "info"}}}},
		"🟠 page: Own on a?b?c?":                      {Status: "firing", CommonLabels: labels{"alertname": "Own", "host": "a<b>c\n", "severity": "page"}, Alerts: alerts{{Status: "firing", Labels: labels{"host": "a<b>c\n", "severity": "page"}}}},
		"🔴 critical: DiskFull on web1 (lab), 2 over": {Status: "firing", CommonLabels: labels{"alertname": "DiskFull", "severity": "critical", "site": "lab"}, Alerts: alerts{{Status: "resolved", Labels: labels{"host": "web3"}}, {Status: "firing", Labels: one}, {Status: "resolved", Labels: labels{"host": "web2"}}}},
		"🟠 alert: Own":                               {Status: "firing", CommonLabels: labels{"alertname": "Own"}, Alerts: alerts{{Status: "firing"}}},
	} {
		if got := fill(t, "gen.email.subject", d); got != want {
			t.Errorf("title is %q, want %q", got, want)
		}
	}
}

// TestLinks wants those that can be opened, and no others.
func TestLinks(t *testing.T) {
	d := group(1, 0, 0, "")
	d.Alerts[0].Labels = labels{"alertname": "A B", "host": "web1", "severity": "critical", "path": "/a b+c&d"}
	d.Alerts[0].Annotations["panel"], d.Alerts[0].Annotations["runbook_url"] = "https://graphs.example.org/d/a?b=c", "https://wiki.example.org/a#b"
	silence := "https://192.0.2.1:9093/#/silences/new?filter=%7Balertname%3D%22A%20B%22%2Chost%3D%22web1%22%2Cpath%3D%22/a%20b%2Bc%26d%22%7D"
	for name, form := range map[string]string{
		"gen.discord.message": "[%s](%s)", "gen.msteams.text": "[%s](%s)", "gen.slack.text": "<%[2]s|%[1]s>", "gen.telegram.message": `<a href="%[2]s">%[1]s</a>`, "gen.email.text": "  %s: %s\n",
	} {
		has(t, name, fill(t, name, d), []string{fmt.Sprintf(form, "Panel", "https://graphs.example.org/d/a?b=c"), fmt.Sprintf(form, "What to do", "https://wiki.example.org/a#b"), fmt.Sprintf(form, "Silence", silence)}, nil)
	}
	for _, bad := range []string{"", "alerts.md#a", "javascript:alert(1)", "https://", "https://a/b)c", "https://a/b c", "https://a|b/", "https://a/>", "ftp://a/"} {
		d.Alerts[0].Annotations["panel"] = bad
		for _, name := range []string{"gen.discord.message", "gen.msteams.text", "gen.slack.text", "gen.telegram.message", "gen.email.html"} {
			has(t, name+" with "+bad, fill(t, name, d), nil, []string{"Panel"})
		}
	}
	for _, label := range []labels{{"alertname": `a"b`}, {"alertname": `a\b`}, {"alertname": "a\nb"}, {"alertname": "a", "http.method": "GET"}, {}} {
		d.Alerts[0].Labels = label
		for _, name := range []string{"gen.discord.message", "gen.slack.text", "gen.telegram.message", "gen.email.html", "gen.email.text"} {
			has(t, fmt.Sprint(name, " of ", label), fill(t, name, d), nil, []string{"Silence"})
		}
	}
}

// TestSilencesAreMadeAlike compares the lines that no template can share.
func TestSilencesAreMadeAlike(t *testing.T) {
	lines := map[string][]string{}
	for _, name := range []string{"discord", "email", "msteams", "pagerduty", "slack", "telegram"} {
		text, err := templates.FS.ReadFile("alertmanager/" + name + ".tmpl")
		if err != nil {
			t.Fatal(err)
		}
		for line := range strings.Lines(string(text)) {
			if at := strings.Index(line, "$silence :="); at >= 0 || strings.Contains(line, "if and $silence") {
				lines[line[max(at, 0):]] = append(lines[line[max(at, 0):]], name)
			}
		}
	}
	for line, names := range lines {
		if len(names) < 6 {
			t.Errorf("only %v have the line %s", names, line)
		}
	}
}

// has wants some texts in a message, and not others.
func has(t *testing.T, name, got string, want, never []string) {
	t.Helper()
	for _, text := range want {
		if !strings.Contains(got, text) {
			t.Errorf("%s lacks %q:\n%s", name, text, got)
		}
	}
	for _, text := range never {
		if strings.Contains(got, text) {
			t.Errorf("%s contains %q:\n%s", name, text, got)
		}
	}
}

// TestTextsAreEscaped wants marks of each service's own language to arrive as text.
func TestTextsAreEscaped(t *testing.T) {
	d := group(1, 0, 1, " <b>&_*`\u202e")
	for name, want := range map[string]string{
		"gen.discord.message":  "**web0 \\<b\\>&\\_\\*\\` is full**",
		"gen.msteams.text":     "**web0 &lt;b&gt;&amp;\\_\\*\\` is full**",
		"gen.slack.text":       "*web0 &lt;b&gt;&amp;_∗' is full*",
		"gen.telegram.message": "<b>web0 &lt;b&gt;&amp;_*` is full</b>",
		"gen.email.html":       ">web0 &lt;b&gt;&amp;_*`\u202e is full</p>",
		"gen.email.text":       "\nweb0 <b>&_*`\u202e is full\n",
	} {
		has(t, name, fill(t, name, d), []string{want}, nil)
	}
}

func TestPagerDutySeverity(t *testing.T) {
	for severity, want := range map[string]string{"critical": "critical", "warning": "warning", "info": "info", "page": "error", "": "error"} {
		if got := fill(t, "gen.pagerduty.severity", data{CommonLabels: labels{"severity": severity}}); got != want {
			t.Errorf("severity %q becomes %q, want %q", severity, got, want)
		}
	}
}

// The sets are parsed once, as Alertmanager does.
var (
	textSet = template.Must(template.New("").Option("missingkey=zero").Funcs(functions).ParseFS(templates.FS, "alertmanager/*.tmpl"))
	htmlSet = htmltemplate.Must(htmltemplate.New("").Option("missingkey=zero").Funcs(functions).ParseFS(templates.FS, "alertmanager/*.tmpl"))
)

// fill executes a template as Alertmanager does: mails and Telegram as HTML.
func fill(t *testing.T, name string, d data) string {
	t.Helper()
	var out bytes.Buffer
	var err error
	if name == "gen.email.html" || name == "gen.telegram.message" {
		err = htmlSet.ExecuteTemplate(&out, name, d)
	} else {
		err = textSet.ExecuteTemplate(&out, name, d)
	}
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return out.String()
}
