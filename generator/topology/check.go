package topology

import (
	"fmt"
	"slices"
	"strings"

	"gen/generator/render"
	"gen/generator/report"
	"gen/generator/strictyaml"
)

// MaxNodes is how many nodes one site may have.
const MaxNodes = 100_000

// reservedLabels are given by gen or Prometheus; a user's value would clash.
var reservedLabels = []string{"job", "instance", "host", "severity", "alertname", "service", "prober"}

// check looks at the words that mean the same wherever they stand.
func (l *loader) check(site *Site) {
	l.checkName("site", render.Site, site.Name)
	l.checkName("domain", render.DNSName, site.Domain)
	if len(site.Nodes) > MaxNodes {
		l.fail("topology/too-many-nodes", site.Nodes[MaxNodes].Key.Pos, fmt.Sprintf("the site has %d nodes, more than %d", len(site.Nodes), MaxNodes), "split it into several sites")
	}
	for _, group := range site.Groups {
		l.checkName("group", freeName, group.Key)
		l.checkServices(group.Value.Services)
		l.checkLabels(group.Value.Labels)
	}
	for _, node := range site.Nodes {
		l.checkName("node", render.Node, node.Key)
		l.checkServices(node.Value.Services)
		l.checkLabels(node.Value.Labels)
		for _, name := range node.Value.Names {
			l.checkName("host", render.DNSName, name)
		}
	}
	for _, job := range site.Scrape {
		l.checkName("scrape job", freeName, job.Key)
		l.checkLabels(job.Value.Labels)
		if job.Value.BasicAuth != nil {
			l.checkName("secret", render.Secret, job.Value.BasicAuth.Password.Name)
		}
	}
	for _, span := range site.Times {
		l.checkName("span of time", freeName, span.Key)
	}
	for _, receiver := range site.Receivers {
		l.checkName("receiver", render.Receiver, receiver.Key)
		for _, secret := range receiver.Value.Secrets() {
			l.checkName("secret", render.Secret, secret.Name)
		}
	}
}

// checkServices looks at the secrets of services.
func (l *loader) checkServices(services Services) {
	for _, service := range services {
		if service.BasicAuth != nil {
			l.checkName("secret", render.Secret, service.BasicAuth.Password.Name)
		}
	}
}

// freeName is the rule for groups and scrape jobs: nothing but the site's own
// files and a label's value hold their names, as with receivers.
const freeName = render.Receiver

// checkName refuses a name that gen could not put into files and certificates.
// A name without a place was missing, which the YAML reader has told.
func (l *loader) checkName(what string, kind render.NameKind, name strictyaml.Text) {
	why, ok := render.CheckName(kind, name.Value)
	if ok || name.Pos.IsZero() {
		return
	}
	hint := "choose another name"
	plain := strings.ReplaceAll(strings.ToLower(name.Value), "_", "-")
	if _, ok := render.CheckName(kind, plain); ok {
		hint = fmt.Sprintf("type %q", plain)
	}
	l.fail("topology/name", name.Pos, fmt.Sprintf("%s cannot be the name of a %s: %s", quoted(name.Value), what, why), hint)
}

// checkLabels refuses labels that Prometheus does not take or sets itself.
func (l *loader) checkLabels(labels strictyaml.Map[strictyaml.Text]) {
	for _, label := range labels {
		name := label.Key.Value
		why, ok := render.CheckName(render.Label, name)
		switch {
		case !ok:
			l.fail("topology/label", label.Key.Pos, fmt.Sprintf("%s cannot be the name of a label: %s", quoted(name), why), "choose another name")
		case slices.Contains(reservedLabels, name):
			l.fail("topology/label", label.Key.Pos, fmt.Sprintf("the label %q is not yours to set", name), "choose another name; gen and Prometheus set "+strings.Join(reservedLabels, ", "))
		case label.Value.Value == "" && !label.Value.Pos.IsZero():
			l.fail("topology/label", label.Value.Pos, fmt.Sprintf("the label %q is empty, which Prometheus takes for absent", name), "type a value, or remove the label")
		}
	}
}

// longestQuote is how many runes of a name a sentence repeats.
const longestQuote = 70

// quoted is a name in a sentence, cut when it is long.
func quoted(name string) string {
	if runes := []rune(name[:min(len(name), 4*longestQuote)]); len(runes) > longestQuote {
		name = string(runes[:longestQuote]) + "..."
	}
	return fmt.Sprintf("%q", name)
}

// place is a position within a sentence.
func place(p report.Pos) string { return fmt.Sprintf("%s:%d:%d", p.File, p.Line, p.Col) }
