package plan

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"gen/generator/blueprint"
	"gen/generator/compat"
	"gen/generator/strictyaml"
)

// secretForms are what the secret of an integration looks like.
var secretForms = map[string]string{
	"discord":   "discord-url",
	"email":     password,
	"msteams":   "msteams-url",
	"pagerduty": "pagerduty-key",
	"slack":     "slack-url",
	"telegram":  "telegram-token",
	"webhook":   "url",
}

const password = "password"

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
				p.secret(i, ownSecret(entry.Key.Value, entry.Value))
			}
		}
		p.linkSecrets(i)
		if i.Writes("alertmanager") {
			p.receiverSecrets(i)
		}
		slices.SortFunc(i.Secrets, func(a, b Secret) int { return cmp.Compare(a.Name, b.Name) })
	}
}

// ownSecret is a secret that a blueprint declares.
func ownSecret(name string, use blueprint.SecretUse) Secret {
	return Secret{Name: name, About: use.About.Value, Forms: []string{either(use.Form.Value, password)}, Expands: texts(use.Expands), OnChange: use.OnChange.Value}
}

// secret adds a secret to an instance; one place that needs it inline is enough.
func (p *planner) secret(i *Instance, s Secret) {
	s.Path, s.Digest = i.SecretPath(s.Name), p.recordedOf(s.Name).Digest
	at := slices.IndexFunc(i.Secrets, func(has Secret) bool { return has.Name == s.Name })
	if at < 0 {
		i.Secrets = append(i.Secrets, s)
		return
	}
	has := &i.Secrets[at]
	has.Inline = has.Inline || s.Inline
	has.OnChange = either(has.OnChange, s.OnChange)
	has.Forms = union(has.Forms, s.Forms)
	has.Expands = union(has.Expands, s.Expands)
}

// union is both lists, sorted.
func union(a, b []string) []string {
	all := slices.Concat(a, b)
	slices.Sort(all)
	return slices.Compact(all)
}

// SecretPath is where a secret lies on the instance's node.
func (i *Instance) SecretPath(name string) string { return i.ConfigDir() + "/secrets/" + name }

// recordDir is where a node keeps what is known about its secrets.
const recordDir = "/etc/gen/digests/"

// RecordPath is where the digest of one of the instance's secrets lies on its
// node: a file that changes with the secret and tells nothing of it.
func (i *Instance) RecordPath(secret string) string { return recordDir + i.Name + "/" + secret }

// RecordOf tells whose digest lies at an absolute path on a node.
func RecordOf(path string) (instance, secret string, ok bool) {
	rest, ok := strings.CutPrefix(path, recordDir)
	if !ok {
		return "", "", false
	}
	return strings.Cut(rest, "/")
}

// linkSecrets are the passwords of what the instance dials.
func (p *planner) linkSecrets(i *Instance) {
	scrapes := false
	for _, l := range i.Out {
		scrapes = scrapes || l.Purpose == blueprint.Scrape
		if l.Secret != "" {
			p.secret(i, l.password())
		}
	}
	for _, e := range p.plan.Externals {
		if scrapes && e.Secret != "" {
			p.secret(i, Secret{Name: e.Secret, About: "password for the metrics of " + e.Name, Forms: []string{password}})
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
				p.secret(i, i.told(way, r))
			}
		}
	}
}

// told is the secret of one way to tell a receiver. Alertmanager reads a
// secret's file before each message (notify/*@v0.27.0), so that only what
// stands in its configuration has to be read anew.
func (i *Instance) told(way Integration, r *Receiver) Secret {
	s := Secret{Name: way.Secret, About: way.Kind + " of receiver " + r.Name, Forms: []string{secretForms[way.Kind]}}
	if s.Inline = !i.ReadsSecretFile(way.Kind); s.Inline {
		s.OnChange = "reload"
	}
	return s
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

// nameHole is where the arguments of a site's command take a secret's name.
const nameHole = "{name}"

// secretTimeout is how long that command may take: a person may have to type.
const secretTimeout = time.Minute

// settleSecretCommand settles which command tells secrets.
func (p *planner) settleSecretCommand() {
	own := p.site.Secrets
	p.plan.SecretCommand, p.plan.SecretTimeout = texts(own.Command), either(own.Timeout.Value, secretTimeout)
	if len(own.Command) == 0 {
		return
	}
	program, arguments := own.Command[0], own.Command[1:]
	switch named := slices.ContainsFunc(arguments, func(a strictyaml.Text) bool { return strings.Contains(a.Value, nameHole) }); {
	case program.Value == "" || strings.Contains(program.Value, nameHole) || strings.ContainsAny(program.Value, " \t\n"):
		p.fail("plan/secret-command", program.Pos, quoted(program.Value)+" is not the name of a program", `write a list of the program and its arguments, such as [pass, show, "site/{name}"]; no shell reads it`)
	case !named:
		p.fail("plan/secret-command", program.Pos, "the command is the same for every secret", `write {name} in one of its arguments, such as [pass, show, "site/{name}"]`)
	}
}
