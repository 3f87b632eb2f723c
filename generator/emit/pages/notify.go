package pages

import (
	"fmt"
	"strconv"
	"strings"

	"gen/generator/plan"
)

// receiver is one party, with the ways to tell it.
type receiver struct {
	Name string
	Ways []way
}

// way is one way to tell a receiver. To is literal text, Secret a secret's name.
type way struct {
	What, To, Over, Secret string
	Resolved               bool
}

// receiversOf are the receivers that the site names, without the combinations
// that its routes need.
func receiversOf(p *plan.Plan) []receiver {
	var list []receiver
	for _, r := range p.Receivers {
		if len(plan.Parts(r.Name)) > 1 {
			continue
		}
		one := receiver{Name: r.Name}
		for _, i := range r.Integrations {
			one.Ways = append(one.Ways, wayOf(i))
		}
		list = append(list, one)
	}
	return list
}

func wayOf(i plan.Integration) way {
	w := way{What: i.Kind, Secret: i.Secret, Resolved: i.SendResolved}
	switch i.Kind {
	case "email":
		w.What, w.To, w.Over = "e-mail to", strings.Join(i.To, ", "), i.Smarthost
	case "discord":
		w.What = "Discord"
	case "slack":
		w.What, w.To = "Slack, channel", i.Channel
	case "telegram":
		w.What, w.To = "Telegram, chat", strconv.Itoa(i.ChatID)
	case "pagerduty":
		w.What = "PagerDuty"
	case "msteams":
		w.What = "Microsoft Teams"
	case "webhook":
		w.What, w.To = "webhook", i.URL
	}
	return w
}

// rule is a rule of the routing tree as an item of a nested list.
type rule struct {
	Indent   string
	Match    []string
	Told     []string
	GroupBy  []string
	Wait     string
	Interval string
	Repeat   string
	Continue bool
	// Mute and Active are the names of times.
	Mute, Active []string
}

// rulesOf lists a route and those below it.
func rulesOf(r plan.Route, depth int) []rule {
	if r.Receiver == "" {
		return nil
	}
	list := []rule{{
		Indent: strings.Repeat("  ", depth), Match: matchers(r), Told: plan.Parts(r.Receiver),
		GroupBy: r.GroupBy, Wait: r.GroupWait, Interval: r.GroupInterval, Repeat: r.RepeatInterval, Continue: r.Continue,
		Mute: r.Mute, Active: r.Active,
	}}
	for _, below := range r.Routes {
		list = append(list, rulesOf(below, depth+1)...)
	}
	return list
}

// matchers are a route's conditions as Alertmanager writes them.
func matchers(r plan.Route) []string {
	var words []string
	for _, m := range r.Match {
		words = append(words, fmt.Sprintf("%s=%q", m.Name, m.Value))
	}
	for _, m := range r.MatchRE {
		words = append(words, fmt.Sprintf("%s=~%q", m.Name, m.Value))
	}
	return words
}
