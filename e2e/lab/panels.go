package main

import (
	"context"
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"gopkg.in/yaml.v3"
)

// withGrafana is a site that has dashboards: no site of the lab has one, as Grafana's server cannot be had.
var withGrafana = change{"Grafana", "      alertmanager:\n", "      alertmanager:\n      grafana: {version: 11.4.0}\n"}

// dashboard is what the lab reads of one, as Grafana does (kinds/dashboard/dashboard_kind.cue@v11.4.0).
type dashboard struct {
	UID        string
	Templating struct{ List []variable }
	Panels     []panel
}

type variable struct{ Name, AllValue string }

// panel may be a row that is closed, and then has panels.
type panel struct {
	Title   string
	Targets []struct{ RefID, Expr string }
	Panels  []panel
}

// question is one query of one panel.
type question struct{ dashboard, panel, query, expr string }

// name is how quiet.yaml names it.
func (q question) name() string { return q.dashboard + "/" + q.panel + "/" + q.query }

// silence says why a query finds nothing in the lab.
type silence struct {
	Query   string // name of a question
	Because string
	// Sometimes is whether it may find something all the same, as it depends on the machine.
	Sometimes bool
}

//go:embed quiet.yaml
var quietText []byte

// silences are those that are known, by the name of the site.
func silences() (map[string][]silence, error) {
	var all map[string][]silence
	err := yaml.Unmarshal(quietText, &all)
	return all, err
}

// readDashboards reads all files of a folder that gen has built.
func readDashboards(pattern string) ([]dashboard, error) {
	files, err := filepath.Glob(pattern)
	if err == nil && len(files) == 0 {
		err = errors.New("no dashboards at " + pattern)
	}
	var all []dashboard
	for _, file := range files {
		text, unreadable := os.ReadFile(file)
		var d dashboard
		err = errors.Join(err, unreadable, json.Unmarshal(text, &d))
		all = append(all, d)
	}
	return all, err
}

// questions are those of all panels, with everything chosen in every variable.
func (d dashboard) questions() []question {
	words := []string{"$__rate_interval", "1m"} // four scrapes, as Grafana makes it
	for _, v := range d.Templating.List {
		words = append(words, "${"+v.Name+"}", v.AllValue, "$"+v.Name, v.AllValue)
	}
	var all []question
	for rest := d.Panels; len(rest) > 0; rest = rest[1:] {
		rest = append(rest, rest[0].Panels...)
		for _, t := range rest[0].Targets {
			if t.Expr != "" {
				all = append(all, question{d.UID, rest[0].Title, t.RefID, strings.NewReplacer(words...).Replace(t.Expr)})
			}
		}
	}
	return all
}

// answered tells whether an expression has a result.
func (p *prometheus) answered(ctx context.Context, expression string) (bool, error) {
	var data struct{ Result []json.RawMessage }
	err := p.ask(ctx, "query?query="+url.QueryEscape(expression), &data)
	return len(data.Result) > 0, err
}

// panelsTell asks what the panels of all dashboards ask. Each has an answer, or there is a reason why not.
func (l *lab) panelsTell(ctx context.Context) (string, error) {
	other, _, err := l.variant(ctx, withGrafana.old, withGrafana.new)
	if err != nil {
		return "", err
	}
	dashboards, err := readDashboards(filepath.Join(other.out, "*/etc/grafana/dashboards/*.json"))
	if err != nil {
		return "", err
	}
	var all []question
	for _, d := range dashboards {
		all = append(all, d.questions()...)
	}
	known, err := silences()
	if err != nil {
		return "", err
	}
	var empty []question
	err = eventually(ctx, func() error {
		if empty, err = l.unanswered(ctx, all); err != nil {
			return err
		}
		return compareSilence(empty, known[l.name])
	})
	l.count("queries of panels", len(all))
	return fmt.Sprintf("%d queries in %d dashboards, %d have no data for a reason", len(all), len(dashboards), len(empty)), err
}

// unanswered are the questions to which Prometheus has no answer.
func (l *lab) unanswered(ctx context.Context, all []question) (empty []question, err error) {
	for _, q := range all {
		answered, bad := l.server.answered(ctx, q.expr)
		if bad != nil {
			err = errors.Join(err, fmt.Errorf("%s: %w", q.name(), bad))
		} else if !answered {
			empty = append(empty, q)
		}
	}
	return empty, err
}

// compareSilence is content when exactly those have no answer of which it is known.
func compareSilence(empty []question, known []silence) error {
	var silent, loud []string
	for _, q := range empty {
		if !slices.ContainsFunc(known, func(s silence) bool { return s.Query == q.name() }) {
			silent = append(silent, q.name())
		}
	}
	for _, s := range known {
		if !s.Sometimes && !slices.ContainsFunc(empty, func(q question) bool { return s.Query == q.name() }) {
			loud = append(loud, s.Query)
		}
	}
	var all []error
	if len(silent) > 0 {
		all = append(all, fmt.Errorf("nobody knows why these have no data: %s", list(silent)))
	}
	if len(loud) > 0 {
		all = append(all, fmt.Errorf("these have data, though there is a reason why not: %s", list(loud)))
	}
	return errors.Join(all...)
}
