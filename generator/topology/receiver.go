package topology

import (
	"gen/generator/report"
	"gen/generator/strictyaml"
)

// Receiver is one party that can be told; it may be told in several ways.
type Receiver struct {
	Discord   *Discord   `yaml:"discord" doc:"a Discord channel"`
	Email     *Email     `yaml:"email" doc:"mailboxes"`
	Webhook   *Webhook   `yaml:"webhook" doc:"an HTTP endpoint of your own"`
	Slack     *Slack     `yaml:"slack" doc:"a Slack channel"`
	Telegram  *Telegram  `yaml:"telegram" doc:"a Telegram chat"`
	PagerDuty *PagerDuty `yaml:"pagerduty" doc:"a PagerDuty service"`
	MSTeams   *MSTeams   `yaml:"msteams" doc:"a Microsoft Teams channel"`
	Pos       report.Pos `yaml:"-"`
}

// Secrets returns the secrets that the receiver needs, in the order of its fields.
func (r *Receiver) Secrets() []*Secret {
	var all []*Secret
	if r.Discord != nil {
		all = append(all, &r.Discord.WebhookURL)
	}
	if r.Email != nil && r.Email.Password != nil {
		all = append(all, r.Email.Password)
	}
	if r.Webhook != nil && r.Webhook.URLSecret != nil {
		all = append(all, r.Webhook.URLSecret)
	}
	if r.Slack != nil {
		all = append(all, &r.Slack.APIURL)
	}
	if r.Telegram != nil {
		all = append(all, &r.Telegram.BotToken)
	}
	if r.PagerDuty != nil {
		all = append(all, &r.PagerDuty.RoutingKey)
	}
	if r.MSTeams != nil {
		all = append(all, &r.MSTeams.WebhookURL)
	}
	return all
}

// Discord is a Discord channel's webhook.
type Discord struct {
	WebhookURL   Secret           `yaml:"webhook_url,required" doc:"the channel's webhook URL"`
	SendResolved *strictyaml.Bool `yaml:"send_resolved" doc:"tell when it is over; default true"`
}

// Email is a list of mailboxes and the server that takes the mail.
type Email struct {
	To           []strictyaml.Text `yaml:"to,required,scalar" doc:"addresses"`
	From         strictyaml.Text   `yaml:"from,required" doc:"sender address"`
	Smarthost    strictyaml.Text   `yaml:"smarthost,required" doc:"mail server as host:port"`
	Username     strictyaml.Text   `yaml:"username" doc:"login at the mail server"`
	Password     *Secret           `yaml:"password" doc:"the login's password"`
	CA           strictyaml.Text   `yaml:"ca" doc:"absolute path of the mail server's CA on the Alertmanager node; default: the system's"`
	SendResolved *strictyaml.Bool  `yaml:"send_resolved" doc:"tell when it is over; default true"`
}

// Webhook is an HTTPS endpoint that takes Alertmanager's JSON.
type Webhook struct {
	URL          strictyaml.Text  `yaml:"url" doc:"https URL, if it is no secret"`
	URLSecret    *Secret          `yaml:"url_from" doc:"the URL as a secret"`
	CA           strictyaml.Text  `yaml:"ca" doc:"who signed the endpoint's certificate: system (default), site, or an absolute path"`
	Certificate  strictyaml.Bool  `yaml:"certificate" doc:"show the site's alertmanager client certificate; default false"`
	SendResolved *strictyaml.Bool `yaml:"send_resolved" doc:"tell when it is over; default true"`
}

// Slack is a Slack channel.
type Slack struct {
	APIURL       Secret           `yaml:"api_url,required" doc:"the incoming webhook's URL"`
	Channel      strictyaml.Text  `yaml:"channel,required" doc:"channel such as #ops"`
	SendResolved *strictyaml.Bool `yaml:"send_resolved" doc:"tell when it is over; default true"`
}

// Telegram is a Telegram chat.
type Telegram struct {
	BotToken     Secret           `yaml:"bot_token,required" doc:"the bot's token"`
	ChatID       strictyaml.Int   `yaml:"chat_id,required" doc:"id of the chat; negative for groups"`
	SendResolved *strictyaml.Bool `yaml:"send_resolved" doc:"tell when it is over; default true"`
}

// PagerDuty is a PagerDuty service.
type PagerDuty struct {
	RoutingKey   Secret           `yaml:"routing_key,required" doc:"integration key (Events API v2)"`
	SendResolved *strictyaml.Bool `yaml:"send_resolved" doc:"tell when it is over; default true"`
}

// MSTeams is a Microsoft Teams channel.
type MSTeams struct {
	WebhookURL   Secret           `yaml:"webhook_url,required" doc:"the channel's webhook URL"`
	SendResolved *strictyaml.Bool `yaml:"send_resolved" doc:"tell when it is over; default true"`
}

// Routes says who is told what.
type Routes struct {
	Default        []strictyaml.Text   `yaml:"default,scalar" doc:"receivers of everything that no rule takes"`
	GroupBy        []strictyaml.Text   `yaml:"group_by,scalar" doc:"labels that make one message; default alertname, host"`
	GroupWait      strictyaml.Duration `yaml:"group_wait" doc:"how long to collect before the first message; default 30s"`
	GroupInterval  strictyaml.Duration `yaml:"group_interval" doc:"how long to collect before a further message; default 5m"`
	RepeatInterval strictyaml.Duration `yaml:"repeat_interval" doc:"how often to repeat what is not over; default 4h"`
	Rules          []Route             `yaml:"rules" doc:"rules, the first that matches decides"`
	Pos            report.Pos          `yaml:"-"`
}

// Route is one rule of who is told what.
type Route struct {
	Match          strictyaml.Map[strictyaml.Text] `yaml:"match" doc:"labels that must have exactly these values"`
	MatchRE        strictyaml.Map[strictyaml.Text] `yaml:"match_re" doc:"labels that must match these regular expressions"`
	To             []strictyaml.Text               `yaml:"to,required,scalar" doc:"receivers"`
	Continue       strictyaml.Bool                 `yaml:"continue" doc:"go on to the next rule"`
	GroupBy        []strictyaml.Text               `yaml:"group_by,scalar" doc:"labels that make one message"`
	GroupWait      strictyaml.Duration             `yaml:"group_wait" doc:"how long to collect before the first message"`
	GroupInterval  strictyaml.Duration             `yaml:"group_interval" doc:"how long to collect before a further message"`
	RepeatInterval strictyaml.Duration             `yaml:"repeat_interval" doc:"how often to repeat what is not over"`
	Mute           []strictyaml.Text               `yaml:"mute,scalar" doc:"times at which nobody is told; what still fires afterwards is told then"`
	Active         []strictyaml.Text               `yaml:"active,scalar" doc:"the only times at which somebody is told; default: always"`
	Pos            report.Pos                      `yaml:"-"`
}
