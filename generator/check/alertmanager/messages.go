package alertmanager

import (
	"bytes"
	"fmt"
	"net/url"
	"strings"
	"unicode/utf8"

	"github.com/prometheus/alertmanager/template"

	"gen/generator/check/words"
)

// limits are how many characters of a text services take: notify/discord,
// notify/telegram, notify/slack and notify/pagerduty @v0.34.0. What is longer
// is cut or refused. A text for Slack has no limit there; its own documentation
// asks for less than 4000 (docs.slack.dev, "Truncating content"). A message to
// Teams may have 28 kB as a whole.
var limits = map[string]map[string]int{
	"discord":   {"Title": 256, "Message": 4096, "Content": 2000},
	"telegram":  {"Message": 4096},
	"slack":     {"Title": 1024, "Text": 4000},
	"pagerduty": {"Description": 1024},
	"msteams":   {"Title": 256, "Text": 20000},
}

// spoken are the fields without which a message says nothing.
var spoken = map[string]bool{"Title": true, "Message": true, "Text": true, "HTML": true, "Subject": true, "Description": true}

// writer fills in the templates of a configuration.
type writer struct{ engine *template.Template }

// Messages writes the messages of all receivers for sample alerts, with the
// texts of the template files and the URL at which people reach Alertmanager,
// and returns what is wrong with them.
func (c *Config) Messages(files map[string][]byte, external string, samples []Sample) []Fault {
	w, faults := writerOf(files, external)
	if w == nil {
		return faults
	}
	data := make([]*template.Data, len(samples))
	for at, s := range samples {
		data[at] = s.data(w.engine, "sample")
	}
	told := map[string]bool{}
	for _, name := range sortedKeys(c.receivers) {
		for _, own := range c.receivers[name].ways {
			for _, t := range own.texts {
				key := fmt.Sprint(own.kind, own.html, t)
				if told[key] || !strings.Contains(t.template, "{{") {
					continue // one answer serves all receivers
				}
				told[key] = true
				if fact := w.try(own, t, data); fact != "" {
					faults = append(faults, Fault{name, own.kind, fact})
				}
			}
		}
	}
	return faults
}

// writerOf parses the template files, after Alertmanager's own.
func writerOf(files map[string][]byte, external string) (*writer, []Fault) {
	engine, err := template.FromGlobs(nil)
	if err != nil {
		return nil, []Fault{{Fact: words.Of(err)}}
	}
	if engine.ExternalURL, err = url.Parse(strings.TrimSuffix(external, "/")); err != nil {
		return nil, []Fault{{Fact: words.Of(err)}}
	}
	for _, name := range sortedKeys(files) {
		if err := engine.Parse(bytes.NewReader(files[name])); err != nil {
			return nil, []Fault{{Fact: fmt.Sprintf("template file %s: %s", name, cleaned(err))}}
		}
	}
	return &writer{engine}, nil
}

// fill writes one text as Alertmanager does: HTML where the service reads it.
func (w *writer) fill(own way, t text, d *template.Data) (string, error) {
	if own.markup(t) == "html" {
		return w.engine.ExecuteHTMLString(t.template, d)
	}
	return w.engine.ExecuteTextString(t.template, d)
}

// try writes a text for every sample and returns the first thing that is wrong.
func (w *writer) try(own way, t text, data []*template.Data) string {
	for _, d := range data {
		if d.Status == "resolved" && !own.resolved {
			continue
		}
		got, err := w.fill(own, t, d)
		limit := limits[own.kind][t.field]
		switch length := utf8.RuneCountInString(got); {
		case err != nil:
			return fmt.Sprintf("%s fails: %s", strings.ToLower(t.field), cleaned(err))
		case spoken[t.field] && strings.TrimSpace(got) == "":
			return fmt.Sprintf("%s is empty when %d alerts are %s", strings.ToLower(t.field), len(d.Alerts), d.Status)
		case limit > 0 && length > limit:
			return fmt.Sprintf("%s has %d characters when %d alerts are %s; %s takes %d", strings.ToLower(t.field), length, len(d.Alerts), d.Status, own.kind, limit)
		}
		if fact := blemish(own.markup(t), got); fact != "" {
			return fmt.Sprintf("%s %s when %d alerts are %s", strings.ToLower(t.field), fact, len(d.Alerts), d.Status)
		}
	}
	return ""
}

// cleaned is an error of Go's templates without the name of the template, which has none.
func cleaned(err error) string {
	return strings.NewReplacer("template: :", "line ", "html/template::", "line ", "html/template: ", "").Replace(words.Of(err))
}
