package pages

import (
	"cmp"
	"regexp"
	"slices"
	"strings"

	"gen/generator/emit"
	"gen/generator/plan"
)

// runbook is what alerts.md is told.
type runbook struct {
	Site, Notice string
	Severities   []severity
	Alerts       []alert
}

// severity says what is expected of who is told.
type severity struct {
	Name, Meaning string
	Count         int
}

// alert is an alert with what the page adds to it.
type alert struct {
	*plan.Alert
	Limits []limit
	Told   []plan.Told
	// Query is the expression as it is for who has no override.
	Query string
	Fence string
	Text  string
}

// limit is a threshold of an alert as it is in force.
type limit struct{ Name, Value, Default, About string }

func alertsOf(p *plan.Plan) runbook {
	r := runbook{Site: p.Site, Notice: emit.Notice, Severities: severities(p)}
	reaches := slices.ContainsFunc(p.Instances(), func(i *plan.Instance) bool { return i.Writes("alertmanager") })
	for _, a := range p.Alerts {
		one := alert{Alert: a, Limits: limits(a), Query: a.Expr, Fence: fence(a.Expr), Text: contained(a.Help)}
		if len(a.Overrides) > 0 {
			one.Query = a.Plain
		}
		if reaches {
			one.Told = p.Routes.Tells(labels(a))
		}
		r.Alerts = append(r.Alerts, one)
	}
	return r
}

func severities(p *plan.Plan) []severity {
	list := []severity{
		{Name: "critical", Meaning: "wake somebody: it has to be dealt with now"},
		{Name: "warning", Meaning: "deal with it this working day"},
		{Name: "info", Meaning: "good to know, nothing to do at once"},
	}
	for _, a := range p.Alerts {
		for at := range list {
			if list[at].Name == a.Severity {
				list[at].Count++
			}
		}
	}
	return slices.DeleteFunc(list, func(s severity) bool { return s.Count == 0 })
}

// labels are those that an alert has whatever its expression returns.
func labels(a *plan.Alert) map[string]string {
	known := map[string]string{"alertname": a.Name, "severity": a.Severity}
	for _, l := range a.Labels {
		known[l.Name] = l.Value
	}
	return known
}

func limits(a *plan.Alert) []limit {
	var list []limit
	for _, value := range a.Limits {
		l := limit{Name: value.Name, Value: value.Value}
		for _, own := range a.Blueprint.Alerts {
			if declared, ok := own.Limits.Get(l.Name); ok && own.Name.Value == a.Name {
				l.Default, l.About = declared.Default.Value, declared.About.Value
			}
		}
		l.Default = cmp.Or(l.Default, l.Value)
		list = append(list, l)
	}
	return list
}

// contained returns a blueprint's Markdown so that it ends where it should: no
// line opens a heading, which would be the target of another alert's link, or
// an HTML block, and a code block that is left open is closed.
func contained(text string) string {
	var out strings.Builder
	fenced := ""
	for line := range strings.Lines(strings.Trim(text, "\n") + "\n") {
		mark := codeMark(line)
		switch {
		case fenced == "" && mark != "":
			fenced = mark
		case fenced != "" && strings.HasPrefix(mark, fenced) && strings.TrimSpace(line) == mark:
			fenced = ""
		case fenced == "":
			line = blockMark.ReplaceAllString(line, `$1\$2`)
		}
		out.WriteString(line)
	}
	out.WriteString(fenced)
	return strings.TrimSuffix(out.String(), "\n")
}

// blockMark matches what opens a heading or an HTML block, or underlines a heading.
var blockMark = regexp.MustCompile(`^( {0,3})([#<]|=+\s*$|-+\s*$)`)

// codeMark returns the backticks or tildes with which a line begins or ends a
// code block, or "".
func codeMark(line string) string {
	line = strings.TrimLeft(line, " ")
	for _, mark := range []string{"`", "~"} {
		if rest := strings.TrimLeft(line, mark); len(line)-len(rest) >= 3 {
			return line[:len(line)-len(rest)]
		}
	}
	return ""
}
