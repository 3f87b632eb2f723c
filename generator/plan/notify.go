package plan

import (
	"strings"

	"gen/generator/blueprint"
	"gen/generator/report"
)

// Receiver is one party as Alertmanager knows it: a user's receiver, or the
// combination that a route needs.
type Receiver struct {
	Name string
	// Integrations are in the order: email, discord, slack, telegram, pagerduty, msteams, webhook.
	Integrations []Integration
	// Pos is where the user names it; a combination stands where the route names its first part.
	Pos report.Pos
}

// Integration is one way to tell a receiver.
type Integration struct {
	// Kind is discord, email, webhook, slack, telegram, pagerduty or msteams.
	Kind         string
	SendResolved bool
	// Secret is the name of its secret (URL, token, key or password); empty for none.
	Secret string
	// To, From, Smarthost and Username are of e-mail.
	To                        []string
	From, Smarthost, Username string
	// URL is a webhook's public URL; Channel Slack's channel; ChatID Telegram's chat.
	URL, Channel string
	ChatID       int
	// CA is "system", "site" or an absolute path; Certificate shows alertmanager's own.
	CA          string
	Certificate bool
}

// Route is a node of the routing tree. Durations are in Prometheus' notation;
// empty means inherited.
type Route struct {
	Receiver                                 string
	Match, MatchRE                           []Label
	GroupBy                                  []string
	GroupWait, GroupInterval, RepeatInterval string
	Continue                                 bool
	// Mute and Active name Times, as the user lists them.
	Mute, Active []string
	Routes       []Route
	// Pos is the rule, or for the root what the user says of routes.
	Pos report.Pos
}

// Alert is an alert in force, with the site's changes applied.
type Alert struct {
	Blueprint *blueprint.Blueprint
	Name      string
	// Every is how often it is evaluated; empty means as often as Prometheus scrapes.
	Every string
	// Expr is what Prometheus computes; Plain has the limits of all targets
	// filled in and knows nothing of Overrides. Without these, both are the same.
	Expr, Plain          string
	For, Severity        string
	Labels               []Label
	Summary, Description string
	Help                 string
	// Limits are the thresholds in Plain, sorted by name.
	Limits []Label
	// Overrides are in the user's order. By are the labels that tell their
	// targets apart, and the series that say them.
	Overrides []Override
	By        []string
	// Apart tells that its alerts carry these labels.
	Apart bool
	// Inhibits are labels: while the alert fires, others with the same values stay silent.
	Inhibits []string
	// Silences are the only alerts that it keeps silent; none means all that Inhibits is about.
	Silences []string
	Tests    []blueprint.AlertTest
}

// Runbook is where the output explains the alert, below the output folder.
func (a *Alert) Runbook() string { return "alerts.md#" + strings.ToLower(a.Name) }
