package plan

import (
	"cmp"
	"slices"

	"gen/generator/blueprint"
	"gen/generator/compat"
)

// secretKeys are Alertmanager's keys that name the file of a secret, by kind of
// integration.
var secretKeys = map[string]string{
	"discord":   "receivers[].discord_configs[].webhook_url_file",
	"email":     "receivers[].email_configs[].auth_password_file",
	"msteams":   "receivers[].msteams_configs[].webhook_url_file",
	"pagerduty": "receivers[].pagerduty_configs[].routing_key_file",
	"slack":     "receivers[].slack_configs[].api_url_file",
	"telegram":  "receivers[].telegram_configs[].bot_token_file",
	"webhook":   "receivers[].webhook_configs[].url_file",
}

// gatherSecrets lists what each instance has to be given.
func (p *planner) gatherSecrets() {
	for _, i := range p.plan.Instances() {
		for _, entry := range i.Blueprint.Secrets {
			if p.applies(i, entry.Value.When) {
				p.secret(i, entry.Key.Value, entry.Value.About.Value, false)
			}
		}
		p.scrapeSecrets(i)
		if i.Writes("alertmanager") {
			p.receiverSecrets(i)
		}
		slices.SortFunc(i.Secrets, func(a, b Secret) int { return cmp.Compare(a.Name, b.Name) })
	}
}

// secret adds a secret to an instance; one place that needs it inline is enough.
func (p *planner) secret(i *Instance, name, about string, inline bool) {
	for at := range i.Secrets {
		if i.Secrets[at].Name == name {
			i.Secrets[at].Inline = i.Secrets[at].Inline || inline
			return
		}
	}
	i.Secrets = append(i.Secrets, Secret{Name: name, Path: i.SecretPath(name), About: about, Inline: inline})
}

// SecretPath is where a secret lies on the instance's node.
func (i *Instance) SecretPath(name string) string { return i.ConfigDir() + "/secrets/" + name }

// scrapeSecrets are the passwords of what the instance scrapes.
func (p *planner) scrapeSecrets(i *Instance) {
	scrapes := false
	for _, l := range i.Out {
		if l.Purpose == blueprint.Scrape {
			scrapes = true
			if l.To.Metrics.Secret != "" {
				p.secret(i, l.To.Metrics.Secret, "password for the metrics of "+l.To.Metrics.Job, false)
			}
		}
	}
	for _, e := range p.plan.Externals {
		if scrapes && e.Secret != "" {
			p.secret(i, e.Secret, "password for the metrics of "+e.Name, false)
		}
	}
}

// receiverSecrets are those of the messages that the instance sends.
func (p *planner) receiverSecrets(i *Instance) {
	for _, r := range p.plan.Receivers {
		if _, own := p.site.Receivers.Get(r.Name); !own {
			continue // a combination has no secret that its parts have not
		}
		for _, way := range r.Integrations {
			if way.Secret != "" {
				p.secret(i, way.Secret, way.Kind+" of receiver "+r.Name, !i.ReadsSecretFile(way.Kind))
			}
		}
	}
}

// ReadsSecretFile tells whether this version of the instance can read the
// secret of a kind of integration from a file.
func (i *Instance) ReadsSecretFile(kind string) bool {
	return compat.Lookup(i.Blueprint.Versions.Table.Value, compat.SecretFile, secretKeys[kind], i.Version).OK
}

// SecretFileSince is the first version that can.
func (i *Instance) SecretFileSince(kind string) compat.Version {
	return compat.Lookup(i.Blueprint.Versions.Table.Value, compat.SecretFile, secretKeys[kind], i.Version).Since
}
