package plan

import (
	"cmp"
	"fmt"
	"net/mail"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"gen/generator/strictyaml"
	"gen/generator/topology"
)

// settleReceivers settles who can be told, and the tree of who is told what.
func (p *planner) settleReceivers() {
	for _, entry := range p.site.Receivers {
		p.plan.Receivers = append(p.plan.Receivers, &Receiver{Name: entry.Key.Value, Integrations: p.integrations(entry.Key, entry.Value), Pos: entry.Key.Pos})
	}
	used := map[string]bool{}
	p.plan.Routes = p.rootRoute(used)
	p.settleTimes()
	for _, entry := range p.site.Receivers {
		if !used[entry.Key.Value] {
			p.fail("plan/unused-receiver", entry.Key.Pos, fmt.Sprintf("nothing is ever sent to receiver %q", entry.Key.Value), "name it in routes, or take it out")
		}
	}
	slices.SortFunc(p.plan.Receivers, func(a, b *Receiver) int { return cmp.Compare(a.Name, b.Name) })
}

// integrations lists the ways of one receiver, in a fixed order.
func (p *planner) integrations(name strictyaml.Text, r topology.Receiver) []Integration {
	var list []Integration
	if e := r.Email; e != nil {
		list = append(list, p.email(e))
	}
	if d := r.Discord; d != nil {
		list = append(list, Integration{Kind: "discord", SendResolved: resolved(d.SendResolved), Secret: d.WebhookURL.Name.Value})
	}
	if s := r.Slack; s != nil {
		list = append(list, Integration{Kind: "slack", SendResolved: resolved(s.SendResolved), Secret: s.APIURL.Name.Value, Channel: s.Channel.Value})
	}
	if t := r.Telegram; t != nil {
		list = append(list, Integration{Kind: "telegram", SendResolved: resolved(t.SendResolved), Secret: t.BotToken.Name.Value, ChatID: t.ChatID.Value})
	}
	if d := r.PagerDuty; d != nil {
		list = append(list, Integration{Kind: "pagerduty", SendResolved: resolved(d.SendResolved), Secret: d.RoutingKey.Name.Value})
	}
	if m := r.MSTeams; m != nil {
		list = append(list, Integration{Kind: "msteams", SendResolved: resolved(m.SendResolved), Secret: m.WebhookURL.Name.Value})
	}
	if w := r.Webhook; w != nil {
		list = append(list, p.webhook(w, r))
	}
	if len(list) == 0 {
		p.fail("plan/empty-receiver", name.Pos, fmt.Sprintf("receiver %q says nothing about how to reach it", name.Value), "give it at least one of discord, email, webhook, slack, telegram, pagerduty, msteams")
	}
	return list
}

func (p *planner) email(e *topology.Email) Integration {
	i := Integration{Kind: "email", SendResolved: resolved(e.SendResolved), From: e.From.Value, Smarthost: e.Smarthost.Value, Username: e.Username.Value, CA: either(e.CA.Value, "system")}
	for _, text := range append(slices.Clone(e.To), e.From) {
		if _, err := mail.ParseAddress(text.Value); err != nil {
			p.fail("plan/bad-mailbox", text.Pos, quoted(text.Value)+" is not a mail address", "write it as name@example.org")
		}
	}
	if i.To = texts(e.To); len(i.To) == 0 {
		p.fail("plan/bad-mailbox", e.From.Pos, "the mail goes to nobody", `add at least one address, such as "to: ops@example.org"`)
	}
	if !hostPort(e.Smarthost.Value) {
		p.fail("plan/bad-smarthost", e.Smarthost.Pos, quoted(e.Smarthost.Value)+" is not host:port", "write it as mail.example.org:587")
	}
	switch named := e.Username.Value != ""; {
	case e.Password != nil && !named:
		p.fail("plan/half-login", e.Password.Pos, "there is a password and no username", "add username, or take the password out")
	case e.Password == nil && named:
		p.fail("plan/half-login", e.Username.Pos, "there is a username and no password", "add password: {secret: NAME}, or take the username out")
	case named:
		i.Secret = e.Password.Name.Value
	}
	p.checkCA(e.CA, "site", "system")
	return i
}

func (p *planner) webhook(w *topology.Webhook, r topology.Receiver) Integration {
	i := Integration{Kind: "webhook", SendResolved: resolved(w.SendResolved), URL: w.URL.Value, CA: either(w.CA.Value, "system"), Certificate: w.Certificate.Value}
	if w.URLSecret != nil {
		i.Secret = w.URLSecret.Name.Value
	}
	if (i.URL == "") == (i.Secret == "") {
		p.fail("plan/webhook-url", r.Pos, "a webhook needs either url or url_from", "give one of them")
	}
	switch u, err := url.Parse(i.URL); {
	case i.URL == "":
	case err != nil || u.Scheme != "https" || u.Hostname() == "" || strings.ContainsAny(i.URL, " {}"):
		p.fail("plan/webhook-url", w.URL.Pos, quoted(i.URL)+" is not an https URL", "write it as https://hooks.example.org/path; alerts tell about weaknesses, which nobody else may read")
	case u.User != nil:
		p.fail("plan/webhook-url", w.URL.Pos, "the URL holds a login", "name it as a secret: url_from: {secret: NAME}")
	}
	p.checkCA(w.CA, "site", "system")
	return i
}

// resolved is true unless the user said false.
func resolved(b *strictyaml.Bool) bool { return b == nil || b.Value }

// rootRoute is the routing tree; used collects the receivers that it names.
func (p *planner) rootRoute(used map[string]bool) Route {
	own := p.site.Routes
	root := Route{
		Pos:       own.Pos,
		GroupBy:   texts(own.GroupBy),
		GroupWait: either(own.GroupWait.Text, "30s"), GroupInterval: either(own.GroupInterval.Text, "5m"), RepeatInterval: either(own.RepeatInterval.Text, "4h"),
	}
	if len(root.GroupBy) == 0 {
		root.GroupBy = []string{"alertname", "host"}
	}
	if len(own.Default) > 0 {
		root.Receiver = p.receiver(own.Default, used)
	} else if len(p.site.Receivers) > 0 || len(own.Rules) > 0 {
		p.fail("plan/no-default-route", either(own.Pos, p.site.Name.Pos), "routes has no default", "add \"default:\" with the receiver of everything that no rule takes")
	}
	p.checkLabelNames(own.GroupBy...)
	p.checkIntervals(own.GroupInterval, own.RepeatInterval)
	for _, rule := range own.Rules {
		root.Routes = append(root.Routes, p.route(rule, used))
	}
	return root
}

// checkIntervals refuses what Alertmanager refuses (config/config.go, Route).
func (p *planner) checkIntervals(spans ...strictyaml.Duration) {
	for _, span := range spans {
		if !span.Pos.IsZero() && span.Value == 0 {
			p.fail("plan/bad-interval", span.Pos, "the time between two messages cannot be 0", "write a time such as 5m, or take it out")
		}
	}
}

func (p *planner) route(own topology.Route, used map[string]bool) Route {
	r := Route{
		Pos:      own.Pos,
		Receiver: p.receiver(own.To, used), Continue: own.Continue.Value, GroupBy: texts(own.GroupBy),
		GroupWait: own.GroupWait.Text, GroupInterval: own.GroupInterval.Text, RepeatInterval: own.RepeatInterval.Text,
		Mute: p.timesNamed(own.Mute), Active: p.timesNamed(own.Active),
	}
	if own.To != nil && len(own.To) == 0 {
		p.fail("plan/unknown-receiver", own.Pos, "the rule names no receiver", `write at least one under "to"`)
	}
	p.checkLabelNames(own.GroupBy...)
	p.checkIntervals(own.GroupInterval, own.RepeatInterval)
	for _, m := range own.Match {
		p.checkLabelNames(m.Key)
		r.Match = append(r.Match, Label{m.Key.Value, m.Value.Value})
	}
	for _, m := range own.MatchRE {
		p.checkLabelNames(m.Key)
		r.MatchRE = append(r.MatchRE, Label{m.Key.Value, m.Value.Value})
		if _, err := regexp.Compile("^(?:" + m.Value.Value + ")$"); err != nil {
			p.fail("plan/bad-regex", m.Value.Pos, quoted(m.Value.Value)+" is not a regular expression", "write it in the syntax of RE2, such as web.*; special characters need a backslash")
		}
	}
	byName := func(a, b Label) int { return cmp.Compare(a.Name, b.Name) }
	slices.SortFunc(r.Match, byName)
	slices.SortFunc(r.MatchRE, byName)
	if len(r.Match)+len(r.MatchRE) == 0 {
		p.fail("plan/route-matches-all", own.Pos, "the rule has neither match nor match_re, so it takes everything", "name a label, or use routes.default")
	}
	return r
}

// receiver returns the name of the receiver that stands for all of those
// named, making it when there are several: a route leads to one receiver only.
func (p *planner) receiver(names []strictyaml.Text, used map[string]bool) string {
	var parts []string
	var all []Integration
	for _, name := range names {
		at := slices.IndexFunc(p.plan.Receivers, func(r *Receiver) bool { return r.Name == name.Value })
		if at < 0 {
			p.fail("plan/unknown-receiver", name.Pos, "there is no receiver "+quoted(name.Value), meantOr("add it under receivers", name.Value, keys(p.site.Receivers)))
			continue
		}
		if used[name.Value] = true; !slices.Contains(parts, name.Value) {
			parts = append(parts, name.Value)
			all = append(all, p.plan.Receivers[at].Integrations...)
		}
	}
	joined := strings.Join(parts, "+")
	if len(parts) > 1 && !slices.ContainsFunc(p.plan.Receivers, func(r *Receiver) bool { return r.Name == joined }) {
		p.plan.Receivers = append(p.plan.Receivers, &Receiver{Name: joined, Integrations: all, Pos: names[0].Pos})
	}
	return joined
}

func texts(list []strictyaml.Text) []string {
	var values []string
	for _, t := range list {
		values = append(values, t.Value)
	}
	return values
}

func join(words []string) string { return strings.Join(words, ", ") }
