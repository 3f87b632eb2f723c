package main

import (
	"bytes"
	"embed"
	"fmt"
	"html/template"
	"os"
	"path/filepath"
	"strings"

	"gen/generator/check/alertmanager"
)

//go:embed *.html
var looks embed.FS

// page is what a browser draws; paper is the colour of its ground.
type page struct {
	name, paper string
	html        []byte
}

// papers are the grounds of the services.
var papers = map[string]string{"discord": "#313338", "slack": "#ffffff", "telegram": "#d5e3ec", "email": "#ffffff"}

// alertmanagerURL is where people of the pictures reach Alertmanager.
const alertmanagerURL = "https://alertmanager.example.net"

// pagesOf makes the pages of all samples; root is the top of the repository.
func pagesOf(root string) ([]page, error) {
	pictures, err := readSamples(root)
	if err != nil {
		return nil, err
	}
	rules, err := readRules(root)
	if err != nil {
		return nil, err
	}
	speaker, err := speakerOf(root)
	if err != nil {
		return nil, err
	}
	var pages []page
	for _, p := range pictures {
		one, err := pageOf(p, rules, speaker)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", p.Name, err)
		}
		pages = append(pages, one)
	}
	return pages, nil
}

// speaker writes messages as the Alertmanager of the golden tree does.
type speaker struct {
	config    *alertmanager.Config
	templates map[string][]byte
}

func speakerOf(root string) (*speaker, error) {
	text, err := os.ReadFile(filepath.Join(root, golden, "alertmanager/alertmanager.yml"))
	if err != nil {
		return nil, err
	}
	config, err := alertmanager.Load(text)
	if err != nil {
		return nil, err
	}
	files, err := filepath.Glob(filepath.Join(root, golden, "alertmanager/templates/*.tmpl"))
	s := &speaker{config, map[string][]byte{}}
	for _, name := range files {
		if s.templates[name], err = os.ReadFile(name); err != nil {
			return nil, err
		}
	}
	return s, err
}

// say is the first message of a kind about a group.
func (s *speaker) say(kind string, group alertmanager.Sample) (map[string]string, error) {
	messages, err := s.config.Write(s.templates, alertmanagerURL, group)
	for _, m := range messages {
		if m.Way == kind {
			return m.Texts, nil
		}
	}
	if err == nil {
		err = fmt.Errorf("nobody is told by %s", kind)
	}
	return nil, err
}

// shown is one message on a page.
type shown struct {
	Title string
	Body  template.HTML
	Color string
}

func pageOf(p picture, rules map[string]rule, s *speaker) (page, error) {
	kind, _, _ := strings.Cut(p.Name, "-")
	var all []shown
	for _, g := range p.Groups {
		group, err := sampleOf(g.Alerts, rules)
		if err != nil {
			return page{}, err
		}
		texts, err := s.say(kind, group)
		if err != nil {
			return page{}, err
		}
		all = append(all, look(kind, texts))
	}
	set, err := template.ParseFS(looks, kind+".html")
	if err != nil {
		return page{}, err
	}
	var out bytes.Buffer
	err = set.Execute(&out, all)
	return page{p.Name, papers[kind], []byte(emoji.Replace(out.String()))}, err
}

// emoji are drawn, as every machine has others, or none.
var emoji = strings.NewReplacer(
	"🔴", dot("#dd2e44"), "🟠", dot("#f4900c"), "🔵", dot("#3b88c3"),
	"✅", `<span style="display:inline-block;width:1em;height:1em;line-height:1em;border-radius:.2em;background:#3fa34d;color:#fff;font-size:.9em;text-align:center">✔</span>`,
)

func dot(color string) string {
	return `<span style="display:inline-block;width:.85em;height:.85em;border-radius:50%;vertical-align:-.05em;background:` + color + `"></span>`
}
