package plan

import (
	"net/url"
	"strings"
)

// settleLinks reads where people find alerts.md of the output.
func (p *planner) settleLinks() {
	text := p.site.Links.Runbooks
	if text.Pos.IsZero() {
		return
	}
	if why := unfitBase(text.Value); why != "" {
		p.fail("plan/bad-link", text.Pos, quoted(text.Value)+" cannot be followed: "+why, "write the URL of the folder with alerts.md, such as https://git.example.org/ops/site/src/branch/main/out")
		return
	}
	p.plan.Runbooks = strings.TrimRight(text.Value, "/") + "/"
}

// unfitBase says why a text is no URL behind which a file can be named, or "".
// Rules are templates for Prometheus, and messages are read by services of
// which each has marks of its own.
func unfitBase(text string) string {
	u, err := url.Parse(text)
	switch {
	case err != nil || u.Hostname() == "" || strings.ContainsAny(text, " \t\n\"'<>\\^`{|}()"):
		return "it is no URL"
	case u.Scheme != "https" && u.Scheme != "http":
		return "it begins with neither https:// nor http://"
	case u.User != nil:
		return "it holds a login, which everybody who is told would read"
	case u.RawQuery != "" || u.Fragment != "" || u.ForceQuery || strings.HasSuffix(text, "#"):
		return "there is something behind its path, where alerts.md#… has to be"
	case len(text) > longestBase:
		return "with the name of an alert behind it, it is longer than messages can hold"
	}
	return ""
}

// longestBase leaves room for alerts.md and the name of an alert in the 140
// characters that every template of a message takes for a runbook.
const longestBase = 80

// RunbookURL is where people read what to do about the alert: a URL if the site
// says where its output is to be read, else as Runbook.
func (p *Plan) RunbookURL(a *Alert) string { return p.Runbooks + a.Runbook() }
