package alertmanager

import (
	"errors"
	"slices"
	"strings"

	"gen/generator/compat"
	"gen/generator/emit"
	"gen/generator/plan"
	"gen/generator/render"
)

type receiver struct {
	Name      string      `yaml:"name"`
	Email     []email     `yaml:"email_configs,omitempty"`
	Discord   []discord   `yaml:"discord_configs,omitempty"`
	Slack     []slack     `yaml:"slack_configs,omitempty"`
	Telegram  []telegram  `yaml:"telegram_configs,omitempty"`
	PagerDuty []pagerduty `yaml:"pagerduty_configs,omitempty"`
	MSTeams   []msteams   `yaml:"msteams_configs,omitempty"`
	Webhook   []webhook   `yaml:"webhook_configs,omitempty"`
}

type email struct {
	SendResolved bool            `yaml:"send_resolved"`
	To           string          `yaml:"to"`
	From         string          `yaml:"from"`
	Smarthost    string          `yaml:"smarthost"`
	Username     string          `yaml:"auth_username,omitempty"`
	PasswordFile string          `yaml:"auth_password_file,omitempty"`
	RequireTLS   bool            `yaml:"require_tls"`
	TLS          *emit.ClientTLS `yaml:"tls_config,omitempty"`
	Headers      emailHeaders    `yaml:"headers"`
	HTML         string          `yaml:"html"`
	Text         string          `yaml:"text"`
}

type emailHeaders struct {
	Subject string `yaml:"Subject"`
}

type discord struct {
	SendResolved   bool   `yaml:"send_resolved"`
	WebhookURL     string `yaml:"webhook_url,omitempty"`
	WebhookURLFile string `yaml:"webhook_url_file,omitempty"`
	Title          string `yaml:"title"`
	Message        string `yaml:"message"`
}

type slack struct {
	SendResolved bool   `yaml:"send_resolved"`
	APIURLFile   string `yaml:"api_url_file"`
	Channel      string `yaml:"channel"`
	Color        string `yaml:"color"`
	Title        string `yaml:"title"`
	TitleLink    string `yaml:"title_link"`
	Text         string `yaml:"text"`
	Fallback     string `yaml:"fallback"`
}

type telegram struct {
	SendResolved bool   `yaml:"send_resolved"`
	BotTokenFile string `yaml:"bot_token_file"`
	ChatID       int    `yaml:"chat_id"`
	ParseMode    string `yaml:"parse_mode"`
	Message      string `yaml:"message"`
}

type pagerduty struct {
	SendResolved   bool              `yaml:"send_resolved"`
	RoutingKeyFile string            `yaml:"routing_key_file"`
	Severity       string            `yaml:"severity"`
	Description    string            `yaml:"description"`
	Source         string            `yaml:"source"`
	ClientURL      string            `yaml:"client_url"`
	Details        map[string]string `yaml:"details"`
	Links          []pagerdutyLink   `yaml:"links"`
}

// pagerdutyLink is not sent without a URL (notify/pagerduty/pagerduty.go@v0.26.0).
type pagerdutyLink struct {
	Href string `yaml:"href"`
	Text string `yaml:"text"`
}

type msteams struct {
	SendResolved   bool   `yaml:"send_resolved"`
	WebhookURL     string `yaml:"webhook_url,omitempty"`
	WebhookURLFile string `yaml:"webhook_url_file,omitempty"`
	Title          string `yaml:"title"`
	Text           string `yaml:"text"`
}

type webhook struct {
	SendResolved bool        `yaml:"send_resolved"`
	URL          string      `yaml:"url,omitempty"`
	URLFile      string      `yaml:"url_file,omitempty"`
	HTTP         *httpConfig `yaml:"http_config,omitempty"`
	MaxAlerts    int         `yaml:"max_alerts"`
}

type httpConfig struct {
	TLS emit.ClientTLS `yaml:"tls_config"`
}

// call is a reference to one of gen's notification templates.
func call(name string) string { return `{{ template "gen.` + name + `" . }}` }

// receiverOf writes a receiver for the version of the instance.
func receiverOf(i *plan.Instance, path string, r *plan.Receiver) receiver {
	out := receiver{Name: r.Name}
	for _, way := range r.Integrations {
		file, placeholder := secret(i, way)
		switch way.Kind {
		case "email":
			out.Email = append(out.Email, emailOf(i, way, file))
		case "discord":
			out.Discord = append(out.Discord, discord{way.SendResolved, placeholder, file, call("discord.title"), call("discord.message")})
		case "slack":
			out.Slack = append(out.Slack, slack{way.SendResolved, file, way.Channel, call("slack.color"), call("slack.title"), call("link"), call("slack.text"), call("slack.title")})
		case "telegram":
			out.Telegram = append(out.Telegram, telegram{way.SendResolved, file, way.ChatID, "HTML", call("telegram.message")})
		case "pagerduty":
			out.PagerDuty = append(out.PagerDuty, pagerdutyOf(way, file))
		case "msteams":
			out.MSTeams = append(out.MSTeams, msteams{way.SendResolved, placeholder, file, call("msteams.title"), call("msteams.text")})
		case "webhook":
			out.Webhook = append(out.Webhook, webhookOf(i, path, way, file))
		}
	}
	return out
}

// pagerdutyOf fills what the app of PagerDuty shows of an incident: the list, the
// page about it, and the links below.
func pagerdutyOf(way plan.Integration, keyFile string) pagerduty {
	return pagerduty{
		SendResolved: way.SendResolved, RoutingKeyFile: keyFile,
		Severity: call("pagerduty.severity"), Description: call("pagerduty.description"),
		Source: call("pagerduty.source"), ClientURL: call("link"),
		Details: map[string]string{"firing": call("pagerduty.firing"), "resolved": call("pagerduty.resolved")},
		Links: []pagerdutyLink{
			{call("pagerduty.panel"), "Panel"}, {call("pagerduty.runbook"), "What to do"}, {call("pagerduty.silence"), "Silence"},
		},
	}
}

// literal returns the receiver with what Alertmanager takes for templates
// (notify/email/email.go, notify/slack/slack.go) written so that it stays as it is.
func literal(r *plan.Receiver) (*plan.Receiver, error) {
	out := &plan.Receiver{Name: r.Name}
	var errs []error
	escaped := func(text string) string {
		safe, err := render.GoTemplate(text)
		errs = append(errs, err)
		return safe
	}
	for _, way := range r.Integrations {
		way.From, way.Channel, way.To = escaped(way.From), escaped(way.Channel), slices.Clone(way.To)
		for at := range way.To {
			way.To[at] = escaped(way.To[at])
		}
		out.Integrations = append(out.Integrations, way)
	}
	return out, errors.Join(errs...)
}

// secret is how an integration gets its secret: from a file, or as a
// placeholder that is filled in on the node. Paths are absolute, as
// Alertmanager does not resolve them (config.go resolveFilepaths).
func secret(i *plan.Instance, way plan.Integration) (file, placeholder string) {
	switch {
	case way.Secret == "":
		return "", ""
	case i.ReadsSecretFile(way.Kind):
		return i.SecretPath(way.Secret), ""
	}
	return "", "https://gen-secret.invalid/" + way.Secret
}

// requireTLS says whether to demand STARTTLS: always, but for port 465, where
// the connection is TLS from its first byte and versions before 0.31.0 would
// demand it a second time (notify/email/email.go@v0.31.0).
func requireTLS(smarthost string, v compat.Version) bool {
	before, _ := compat.ParseRange("<0.31.0")
	return !strings.HasSuffix(smarthost, ":465") || !before.Contains(v)
}

func emailOf(i *plan.Instance, way plan.Integration, passwordFile string) email {
	e := email{
		SendResolved: way.SendResolved, To: strings.Join(way.To, ", "), From: way.From, Smarthost: way.Smarthost,
		Username: way.Username, PasswordFile: passwordFile,
		RequireTLS: requireTLS(way.Smarthost, i.Version),
		Headers:    emailHeaders{call("email.subject")}, HTML: call("email.html"), Text: call("email.text"),
	}
	if way.CA == "site" {
		e.TLS = &emit.ClientTLS{CA: i.TLS().ServerCA}
	} else if way.CA != "system" {
		e.TLS = &emit.ClientTLS{CA: way.CA}
	}
	return e
}

func webhookOf(i *plan.Instance, path string, way plan.Integration, urlFile string) webhook {
	w := webhook{SendResolved: way.SendResolved, URL: way.URL, URLFile: urlFile}
	tls := emit.ClientTLS{MinVersion: "TLS12"}
	switch way.CA {
	case "system":
	case "site":
		tls.CA = emit.Relative(path, i.TLS().ServerCA)
	default:
		tls.CA = way.CA
	}
	if way.Certificate {
		own := emit.ClientTLSOf(i, path)
		tls.Cert, tls.Key = own.Cert, own.Key
	}
	w.HTTP = &httpConfig{tls}
	return w
}
