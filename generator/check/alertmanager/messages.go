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
// is cut or refused.
var limits = map[string]map[string]int{
	"discord":   {"Title": 256, "Message": 4096, "Content": 2000},
	"telegram":  {"Message": 4096},
	"slack":     {"Title": 1024},
	"pagerduty": {"Description": 1024},
}

// spoken are the fields without which a message says nothing.
var spoken = map[string]bool{"Title": true, "Message": true, "Text": true, "HTML": true, "Subject": true, "Description": true}

// Messages writes the messages of all receivers for sample alerts, with the
// texts of the template files, and returns what is wrong with them.
func (c *Config) Messages(files map[string][]byte, samples []Sample) []Fault {
	engine, faults := engineOf(files)
	if engine == nil {
		return faults
	}
	data := make([]*template.Data, len(samples))
	for at, s := range samples {
		data[at] = s.data(engine)
	}
	told := map[string]bool{}
	for _, name := range sortedKeys(c.receivers) {
		for _, w := range c.receivers[name].ways {
			for _, t := range w.texts {
				key := fmt.Sprint(w.kind, w.html, t)
				if told[key] || !strings.Contains(t.template, "{{") {
					continue // one answer serves all receivers
				}
				told[key] = true
				if fact := w.try(engine, t, data); fact != "" {
					faults = append(faults, Fault{name, w.kind, fact})
				}
			}
		}
	}
	return faults
}

// engineOf parses the template files, after Alertmanager's own.
func engineOf(files map[string][]byte) (*template.Template, []Fault) {
	engine, err := template.FromGlobs(nil)
	if err != nil {
		return nil, []Fault{{Fact: words.Of(err)}}
	}
	engine.ExternalURL = &url.URL{Scheme: "https", Host: "192.0.2.1:9093"}
	for _, name := range sortedKeys(files) {
		if err := engine.Parse(bytes.NewReader(files[name])); err != nil {
			return nil, []Fault{{Fact: fmt.Sprintf("template file %s: %s", name, cleaned(err))}}
		}
	}
	return engine, nil
}

// try writes a text for every sample and returns the first thing that is wrong.
func (w way) try(engine *template.Template, t text, data []*template.Data) string {
	write := engine.ExecuteTextString
	if t.field == "HTML" || w.html && t.field == "Message" {
		write = engine.ExecuteHTMLString
	}
	for _, d := range data {
		if d.Status == "resolved" && !w.resolved {
			continue
		}
		got, err := write(t.template, d)
		limit := limits[w.kind][t.field]
		switch length := utf8.RuneCountInString(got); {
		case err != nil:
			return fmt.Sprintf("%s fails: %s", strings.ToLower(t.field), cleaned(err))
		case spoken[t.field] && strings.TrimSpace(got) == "":
			return fmt.Sprintf("%s is empty when %d alerts are %s", strings.ToLower(t.field), len(d.Alerts), d.Status)
		case limit > 0 && length > limit:
			return fmt.Sprintf("%s has %d characters when %d alerts are %s; %s takes %d", strings.ToLower(t.field), length, len(d.Alerts), d.Status, w.kind, limit)
		}
	}
	return ""
}

// cleaned is an error of Go's templates without the name of the template, which has none.
func cleaned(err error) string {
	return strings.NewReplacer("template: :", "line ", "html/template::", "line ", "html/template: ", "").Replace(words.Of(err))
}
