package pages

import (
	"fmt"
	"regexp"
	"slices"
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
		if len(parts(r.Name)) > 1 {
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

// parts are the receivers that the receiver of a route stands for; "+" is in
// no name of a receiver.
func parts(receiver string) []string { return strings.Split(receiver, "+") }

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
		Indent: strings.Repeat("  ", depth), Match: matchers(r), Told: parts(r.Receiver),
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

// told is who gets an alert, under conditions that only its labels at that
// moment decide. Else tells that it counts only when the conditions before it do not hold.
type told struct {
	When, Receivers []string
	Else            bool
	// Mute and Active are the names of times.
	Mute, Active []string
}

// tell walks the routing tree as Alertmanager does (dispatch/route.go Match),
// with the labels that are known beforehand: a rule about any other label may
// match or not.
func tell(r plan.Route, labels map[string]string) []told {
	var list []told
	certain, stops := false, false
	for _, below := range r.Routes {
		when, never := open(below, labels)
		if never {
			continue
		}
		for _, t := range tell(below, labels) {
			t.When = slices.Concat(when, t.When)
			t.Else = t.Else || stops
			list = append(list, t)
		}
		if len(when) == 0 && !below.Continue {
			return list
		}
		certain, stops = certain || len(when) == 0, stops || !below.Continue
	}
	if !certain && r.Receiver != "" {
		list = append(list, told{Receivers: parts(r.Receiver), Else: len(list) > 0, Mute: r.Mute, Active: r.Active})
	}
	return list
}

// open are a route's conditions on labels that are not known; never tells that
// one on a known label fails.
func open(r plan.Route, labels map[string]string) (when []string, never bool) {
	for _, m := range r.Match {
		value, known := labels[m.Name]
		if !known {
			when = append(when, fmt.Sprintf("%s=%q", m.Name, m.Value))
			continue
		}
		never = never || value != m.Value
	}
	for _, m := range r.MatchRE {
		value, known := labels[m.Name]
		if !known {
			when = append(when, fmt.Sprintf("%s=~%q", m.Name, m.Value))
			continue
		}
		matches, err := regexp.MatchString("^(?:"+m.Value+")$", value)
		never = never || err != nil || !matches
	}
	return when, never
}
