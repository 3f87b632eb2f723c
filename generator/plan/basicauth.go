package plan

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"gen/generator/blueprint"
)

// BasicAuthForm is the form of a password of which a hash is committed.
const BasicAuthForm = "basic-auth-password"

// settleRecorded sorts what is known about secrets.
func (p *planner) settleRecorded() {
	for _, entry := range p.site.Recorded.Secrets {
		p.plan.Recorded = append(p.plan.Recorded, Recorded{entry.Key.Value, entry.Value.Digest.Value, entry.Value.Bcrypt.Value})
	}
	slices.SortFunc(p.plan.Recorded, func(a, b Recorded) int { return cmp.Compare(a.Name, b.Name) })
}

// recordedOf is what is known about a secret, or nothing.
func (p *planner) recordedOf(name string) Recorded {
	at, ok := slices.BinarySearchFunc(p.plan.Recorded, name, func(r Recorded, name string) int { return cmp.Compare(r.Name, name) })
	if !ok {
		return Recorded{}
	}
	return p.plan.Recorded[at]
}

// askPassword lets those listeners of an instance ask for a password whose
// daemon can: those with a web configuration.
func (p *planner) askPassword(i *Instance) {
	wish := i.wishes.BasicAuth
	if wish == nil || i.Behind != nil {
		return
	}
	name := wish.Password.Name.Value
	auth := &BasicAuth{Username: wish.Username.Value, Secret: name, Hash: p.recordedOf(name).Hash, Pos: wish.Username.Pos}
	if strings.ContainsFunc(auth.Username, func(c rune) bool { return c <= ' ' || c > '~' || c == ':' }) {
		p.fail("plan/basic-auth", wish.Username.Pos, quoted(auth.Username)+" cannot be the user of a password: HTTP sends it before a colon", "write it in printable ASCII, without blanks and colons")
	}
	asks := false
	for _, l := range i.Listeners {
		if l.Security == blueprint.WebConfig {
			l.BasicAuth, asks = auth, true
		}
	}
	if !asks {
		p.fail("plan/basic-auth", wish.Username.Pos, fmt.Sprintf("%s %s cannot ask for a password beside the client certificate", i.Name, i.Version),
			"take basic_auth out; only services with a web configuration of the exporter-toolkit can")
	}
}

// checkPasswords wants one password for all instances of a service: Prometheus
// reads them in one job, which has one.
func (p *planner) checkPasswords() {
	first := map[string]*Instance{}
	for _, i := range p.plan.Instances() {
		before, known := first[i.Blueprint.Name]
		if !known {
			first[i.Blueprint.Name] = i
		} else if before != nil && before.asks() != i.asks() {
			p.fail("plan/basic-auth", i.Pos, fmt.Sprintf("%s asks for another password on %s than on %s, or for none", i.Blueprint.Name, i.Node.Name, before.Node.Name),
				"write the same basic_auth for all nodes with "+i.Blueprint.Name+", such as in a group")
			first[i.Blueprint.Name] = nil // once is enough
		}
	}
}

// asks is the login that an instance asks for, or "".
func (i *Instance) asks() string {
	for _, l := range i.Listeners {
		if l.BasicAuth != nil {
			return l.BasicAuth.Username + ":" + l.BasicAuth.Secret
		}
	}
	return ""
}

// login settles what the client shows beside its certificate.
func (l *Link) login() {
	switch to := l.To; {
	case to.BasicAuth != nil:
		l.Username, l.Secret = to.BasicAuth.Username, to.BasicAuth.Secret
	case l.Purpose == blueprint.Scrape && to.Metrics != nil:
		l.Username, l.Secret = to.Metrics.Username, to.Metrics.Secret
	}
	if l.Purpose == blueprint.Probe { // a look at TLS, which asks for no page
		l.Username, l.Secret = "", ""
	}
}

// password is the secret that the client of a link reads.
func (l *Link) password() Secret {
	s := Secret{Name: l.Secret, About: "password for " + l.To.Instance.service(), Forms: []string{password}}
	if l.To.BasicAuth != nil {
		s.Forms = []string{BasicAuthForm}
	} else {
		s.About = "password for the metrics of " + l.To.Metrics.Job
	}
	if l.From.Writes("grafana-datasources") && l.Purpose == blueprint.Query {
		// Read at the start only; what a file holds is expanded once more
		// (pkg/services/provisioning/values/values.go@v11.5.1).
		s.OnChange, s.Expands = "restart", []string{"$"}
	}
	return s
}
