// Package alertmanager writes what Alertmanager reads: its configuration with
// routes, inhibitions and receivers, notification templates, and the TLS
// settings of its gossip. Keys by version: config/config.go and
// config/notifiers.go of prometheus/alertmanager at the tag.
package alertmanager

import (
	"io/fs"
	"path"
	"strings"

	"gen/generator/emit"
	"gen/generator/plan"
	"gen/generator/tree"
	"gen/templates"
)

type config struct {
	Templates []string   `yaml:"templates"`
	Route     route      `yaml:"route"`
	Inhibit   []inhibit  `yaml:"inhibit_rules,omitempty"`
	Times     []times    `yaml:"time_intervals,omitempty"`
	Receivers []receiver `yaml:"receivers"`
}

type route struct {
	Receiver       string   `yaml:"receiver"`
	Matchers       []string `yaml:"matchers,omitempty"`
	Continue       bool     `yaml:"continue,omitempty"`
	GroupBy        []string `yaml:"group_by,flow,omitempty"`
	GroupWait      string   `yaml:"group_wait,omitempty"`
	GroupInterval  string   `yaml:"group_interval,omitempty"`
	RepeatInterval string   `yaml:"repeat_interval,omitempty"`
	Mute           []string `yaml:"mute_time_intervals,flow,omitempty"`
	Active         []string `yaml:"active_time_intervals,flow,omitempty"`
	Routes         []route  `yaml:"routes,omitempty"`
}

type inhibit struct {
	Source []string `yaml:"source_matchers"`
	Target []string `yaml:"target_matchers"`
	Equal  []string `yaml:"equal,flow"`
}

// Config is the emit.Format "alertmanager".
func Config(p *plan.Plan, i *plan.Instance, f plan.File) ([]tree.File, error) {
	c := config{Templates: []string{"templates/*.tmpl"}, Inhibit: inhibitions(p), Times: timesOf(p)}
	var err error
	if c.Route, err = routeOf(p.Routes); err != nil {
		return nil, err
	}
	for _, r := range p.Receivers {
		safe, err := literal(r)
		if err != nil {
			return nil, err
		}
		c.Receivers = append(c.Receivers, receiverOf(i, f.Path, safe))
	}
	content, err := emit.YAML(c, inlineNotes(i)...)
	if err != nil {
		return nil, err
	}
	file := emit.For(i, f, content)
	for _, s := range i.Secrets {
		if s.Inline {
			file.Secrets = append(file.Secrets, s.Name)
		}
	}
	return []tree.File{file}, nil
}

// inlineNotes explain the placeholders of secrets that this version cannot
// read from files, and name the version that can.
func inlineNotes(i *plan.Instance) []string {
	var notes []string
	for _, s := range i.Secrets {
		if s.Inline {
			notes = append(notes, "The secret "+s.Name+" ("+s.About+") cannot be read from a file by Alertmanager "+i.Version.String()+":",
				"its placeholder is filled in on the node, from "+s.Path+", never in git.")
			kind, _, _ := strings.Cut(s.About, " ")
			if since := i.SecretFileSince(kind); !since.IsZero() {
				notes = append(notes, "Alertmanager "+since.String()+" and later read it from the file themselves.")
			}
		}
	}
	return notes
}

// routeOf writes a route with everything below it.
func routeOf(r plan.Route) (route, error) {
	out := route{
		Receiver: r.Receiver, Continue: r.Continue, GroupBy: r.GroupBy,
		GroupWait: r.GroupWait, GroupInterval: r.GroupInterval, RepeatInterval: r.RepeatInterval,
		Mute: r.Mute, Active: r.Active,
	}
	for _, m := range r.Match {
		out.Matchers = append(out.Matchers, matcher(m.Name, "=", m.Value))
	}
	for _, m := range r.MatchRE {
		out.Matchers = append(out.Matchers, matcher(m.Name, "=~", m.Value))
	}
	for _, below := range r.Routes {
		one, err := routeOf(below)
		if err != nil {
			return out, err
		}
		out.Routes = append(out.Routes, one)
	}
	return out, nil
}

// matcher writes a matcher whose value both of Alertmanager's parsers read
// back: inside double quotes, backslash, quote and newline are escaped
// (pkg/labels/parse.go@v0.26.0, matcher/parse@v0.27.0).
func matcher(label, operator, value string) string {
	escaped := strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\n", `\n`).Replace(value)
	return label + operator + `"` + escaped + `"`
}

// inhibitions silence what another alert explains: everything that stands on
// what is down, what an alert says it silences, and the milder of two
// severities of one alert.
func inhibitions(p *plan.Plan) []inhibit {
	var list []inhibit
	for _, a := range p.Alerts {
		if len(a.Inhibits) > 0 {
			list = append(list, inhibit{
				Source: []string{matcher("alertname", "=", a.Name)},
				Target: []string{silenced(a)},
				Equal:  a.Inhibits,
			})
		}
	}
	return append(list, inhibit{
		Source: []string{`severity="critical"`}, Target: []string{`severity=~"warning|info"`},
		Equal: []string{"alertname", "host", "instance"},
	})
}

// silenced matches the alerts that stay silent while another one fires. Their
// names are letters and digits, so that they are regular expressions, too.
func silenced(a *plan.Alert) string {
	switch len(a.Silences) {
	case 0:
		return matcher("alertname", "!=", a.Name)
	case 1:
		return matcher("alertname", "=", a.Silences[0])
	}
	return matcher("alertname", "=~", strings.Join(a.Silences, "|"))
}

// Templates is the emit.Format "alertmanager-templates": gen's notification
// templates, which are Alertmanager's own and copied as they are.
func Templates(_ *plan.Plan, i *plan.Instance, f plan.File) ([]tree.File, error) {
	var files []tree.File
	names, err := fs.Glob(templates.FS, "alertmanager/*.tmpl")
	for _, name := range names {
		content, err := fs.ReadFile(templates.FS, name)
		if err != nil {
			return nil, err
		}
		one := f
		one.Path = f.Path + "/" + path.Base(name)
		files = append(files, emit.For(i, one, content))
	}
	return files, err
}
