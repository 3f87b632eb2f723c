package topology

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"gen/generator/report"
	"gen/generator/strictyaml"
)

// MaxNodes is how many nodes one site may have.
const MaxNodes = 100_000

// The spellings of names.
var (
	// dnsLabel is RFC 1123's host label in the one case that certificates and file names can share.
	dnsLabel = regexp.MustCompile(`^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$`)
	// plainName is for names that become file names, job names and arguments.
	plainName = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$`)
	// labelName is Prometheus' (prometheus/common model/labels.go@v0.45.0).
	labelName = regexp.MustCompile(`^[a-zA-Z_][a-zA-Z0-9_]*$`)
)

// What the names may be made of, in hints.
const (
	dnsLabelRule  = "use at most 63 lower-case letters, digits and -, with a letter or digit at both ends"
	plainNameRule = "use at most 63 letters, digits, dots, - and _, with a letter or digit first"
	labelNameRule = "use letters, digits and _, with no digit first"
)

// reservedLabels are given by gen or Prometheus; a user's value would clash.
var reservedLabels = []string{"job", "instance", "host", "severity", "alertname"}

// check looks at the words that mean the same wherever they stand.
func (l *loader) check(site *Site) {
	l.checkName("site", site.Name, dnsLabel, dnsLabelRule)
	l.checkDomain(site.Domain)
	if len(site.Nodes) > MaxNodes {
		l.fail("topology/too-many-nodes", site.Nodes[MaxNodes].Key.Pos, fmt.Sprintf("the site has %d nodes, more than %d", len(site.Nodes), MaxNodes), "split it into several sites")
	}
	for _, group := range site.Groups {
		l.checkName("group", group.Key, plainName, plainNameRule)
		l.checkLabels(group.Value.Labels)
	}
	for _, node := range site.Nodes {
		l.checkName("node", node.Key, dnsLabel, dnsLabelRule)
		l.checkLabels(node.Value.Labels)
	}
	for _, job := range site.Scrape {
		l.checkName("scrape job", job.Key, plainName, plainNameRule)
		l.checkLabels(job.Value.Labels)
		if job.Value.BasicAuth != nil {
			l.checkSecret(&job.Value.BasicAuth.Password)
		}
	}
	for _, receiver := range site.Receivers {
		l.checkName("receiver", receiver.Key, plainName, plainNameRule)
		for _, secret := range receiver.Value.Secrets() {
			l.checkSecret(secret)
		}
	}
}

// checkName refuses a name outside its spelling. An empty name without a place
// was missing, which the YAML reader has told.
func (l *loader) checkName(what string, name strictyaml.Text, spelling *regexp.Regexp, rule string) {
	if spelling.MatchString(name.Value) || name.Pos.IsZero() {
		return
	}
	hint := rule
	if plain := strings.ReplaceAll(strings.ToLower(name.Value), "_", "-"); spelling.MatchString(plain) {
		hint = fmt.Sprintf("type %q", plain)
	}
	l.fail("topology/name", name.Pos, fmt.Sprintf("%s cannot be the name of a %s", quoted(name.Value), what), hint)
}

// checkDomain refuses what is no DNS domain in lower case.
func (l *loader) checkDomain(domain strictyaml.Text) {
	if domain.Pos.IsZero() {
		return
	}
	isLabel := func(label string) bool { return dnsLabel.MatchString(label) }
	labels := strings.Split(domain.Value, ".")
	if len(domain.Value) <= 253 && !slices.ContainsFunc(labels, func(label string) bool { return !isLabel(label) }) {
		return
	}
	l.fail("topology/name", domain.Pos, fmt.Sprintf("%s is not a DNS domain", quoted(domain.Value)), "type labels of lower-case letters, digits and - with dots between them, such as site.example.org")
}

// checkLabels refuses labels that Prometheus does not take or sets itself.
func (l *loader) checkLabels(labels strictyaml.Map[strictyaml.Text]) {
	for _, label := range labels {
		name := label.Key.Value
		switch {
		case !labelName.MatchString(name):
			l.fail("topology/label", label.Key.Pos, fmt.Sprintf("%s cannot be the name of a label", quoted(name)), labelNameRule)
		case slices.Contains(reservedLabels, name), strings.HasPrefix(name, "__"):
			l.fail("topology/label", label.Key.Pos, fmt.Sprintf("the label %q is not yours to set", name), "choose another name; gen and Prometheus set "+strings.Join(reservedLabels, ", ")+" and all that start with __")
		case label.Value.Value == "" && !label.Value.Pos.IsZero():
			l.fail("topology/label", label.Value.Pos, fmt.Sprintf("the label %q is empty, which Prometheus takes for absent", name), "type a value, or remove the label")
		}
	}
}

// checkSecret refuses a secret's name that could not be a file's name.
func (l *loader) checkSecret(secret *Secret) {
	l.checkName("secret", secret.Name, plainName, plainNameRule)
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
