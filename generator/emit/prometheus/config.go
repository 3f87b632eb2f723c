// Package prometheus writes what Prometheus reads: prometheus.yml, the files
// that list its targets, its rules, and unit tests of the rules for promtool.
// Every address in them comes from the scrape, probe and alert links of the
// instance that the files are for.
package prometheus

import (
	"cmp"
	"maps"
	"slices"

	"gen/generator/blueprint"
	"gen/generator/emit"
	"gen/generator/plan"
	"gen/generator/tree"
)

// Folders below the configuration's own.
const (
	targetsDir = "targets"
	rulesDir   = "rules"
	// ownDir holds the user's own rules, below those of gen. Prometheus knows
	// globs in the last part of a path only (config/config.go@v3.15.0).
	ownDir = "own"
)

// replicaLabel is the external label that tells Prometheus servers apart.
const replicaLabel = "prometheus"

type config struct {
	Global   global    `yaml:"global"`
	Rules    []string  `yaml:"rule_files"`
	Alerting *alerting `yaml:"alerting,omitempty"`
	Scrape   []scrape  `yaml:"scrape_configs"`
}

type global struct {
	ScrapeInterval     string            `yaml:"scrape_interval"`
	EvaluationInterval string            `yaml:"evaluation_interval"`
	ExternalLabels     map[string]string `yaml:"external_labels"`
}

type alerting struct {
	Relabel       []drop         `yaml:"alert_relabel_configs"`
	Alertmanagers []alertmanager `yaml:"alertmanagers"`
}

type drop struct {
	Action string `yaml:"action"`
	Regex  string `yaml:"regex"`
}

type alertmanager struct {
	Scheme    string          `yaml:"scheme"`
	BasicAuth *emit.BasicAuth `yaml:"basic_auth,omitempty"`
	TLS       emit.ClientTLS  `yaml:"tls_config"`
	Targets   []staticConfig  `yaml:"static_configs"`
}

type staticConfig struct {
	Targets []string          `yaml:"targets,flow"`
	Labels  map[string]string `yaml:"labels,omitempty"`
}

type scrape struct {
	Job       string              `yaml:"job_name"`
	Interval  string              `yaml:"scrape_interval,omitempty"`
	Scheme    string              `yaml:"scheme"`
	Path      string              `yaml:"metrics_path"`
	Params    map[string][]string `yaml:"params,omitempty"`
	BasicAuth *emit.BasicAuth     `yaml:"basic_auth,omitempty"`
	TLS       *emit.ClientTLS     `yaml:"tls_config,omitempty"`
	Files     []fileSD            `yaml:"file_sd_configs"`
	Relabel   []relabel           `yaml:"relabel_configs,omitempty"`
}

type fileSD struct {
	Files []string `yaml:"files,flow"`
}

type relabel struct {
	Source      []string `yaml:"source_labels,flow,omitempty"`
	Target      string   `yaml:"target_label"`
	Replacement string   `yaml:"replacement,omitempty"`
}

// Config is the emit.Format "prometheus".
func Config(p *plan.Plan, i *plan.Instance, f plan.File) ([]tree.File, error) {
	c := config{
		Global: global{
			ScrapeInterval: setting(i, "scrape_interval", "15s"), EvaluationInterval: setting(i, "evaluation_interval", "15s"),
			ExternalLabels: map[string]string{"site": p.Site, replicaLabel: i.Node.Name},
		},
		Rules:    ruleFiles(p),
		Alerting: alertmanagers(i, f.Path),
		Scrape:   jobs(p, i, f.Path),
	}
	content, err := emit.YAML(c)
	if err != nil {
		return nil, err
	}
	return []tree.File{emit.For(i, f, content)}, nil
}

// ruleFiles are the globs that find the rules of a site.
func ruleFiles(p *plan.Plan) []string {
	globs := []string{rulesDir + "/*.yml"}
	if len(p.Rules) > 0 {
		globs = append(globs, rulesDir+"/"+ownDir+"/*.yml")
	}
	return globs
}

// setting is a text among the instance's settings.
func setting(i *plan.Instance, name, otherwise string) string {
	text, _ := i.Settings[name].(string)
	return cmp.Or(text, otherwise)
}

func alertmanagers(i *plan.Instance, path string) *alerting {
	own := alertmanager{Scheme: "https", TLS: emit.ClientTLSOf(i, path)}
	var targets []string
	for _, l := range i.Out {
		if l.Purpose == blueprint.Alerting {
			targets, own.BasicAuth = append(targets, l.Address()), emit.BasicAuthOf(l, path)
		}
	}
	if len(targets) == 0 {
		return nil
	}
	own.Targets = []staticConfig{{Targets: targets}}
	return &alerting{
		// An alert of two Prometheus is one alert: their names would tell them apart.
		Relabel:       []drop{{Action: "labeldrop", Regex: replicaLabel}},
		Alertmanagers: []alertmanager{own},
	}
}

// jobs are the scrape configurations, sorted by name.
func jobs(p *plan.Plan, i *plan.Instance, path string) []scrape {
	var list []scrape
	byJob := scrapesByJob(i)
	for _, job := range slices.Sorted(maps.Keys(byJob)) {
		list = append(list, scrapeOf(byJob[job][0], path))
	}
	for _, l := range probers(i) {
		list = append(list, probeOf(l, path))
	}
	for _, e := range p.Externals {
		list = append(list, externalOf(i, e, path))
	}
	slices.SortFunc(list, func(a, b scrape) int { return cmp.Compare(a.Job, b.Job) })
	return list
}

// scrapesByJob groups the scrape links of a Prometheus by job.
func scrapesByJob(i *plan.Instance) map[string][]*plan.Link {
	byJob := map[string][]*plan.Link{}
	for _, l := range i.Out {
		if l.Purpose == blueprint.Scrape {
			job := l.To.Metrics.Job
			byJob[job] = append(byJob[job], l)
		}
	}
	return byJob
}

// scrapeOf is the job that a link belongs to; what is not in the target files
// is the same for all links of a job, as it comes from one blueprint.
func scrapeOf(l *plan.Link, path string) scrape {
	m := l.To.Metrics
	tls := emit.ClientTLSOf(l.From, path)
	s := scrape{Job: m.Job, Interval: m.Interval, Scheme: l.Scheme, Path: l.Path, TLS: &tls, Files: targetFiles(m.Job)}
	for _, param := range m.Params {
		if s.Params == nil {
			s.Params = map[string][]string{}
		}
		s.Params[param.Name] = []string{param.Value}
	}
	s.BasicAuth = emit.BasicAuthOf(l, path)
	return s
}

func targetFiles(job string) []fileSD {
	return []fileSD{{Files: []string{targetsDir + "/" + job + ".yml"}}}
}

// probers are the scrape links that lead to instances which probe others.
func probers(i *plan.Instance) []*plan.Link {
	var list []*plan.Link
	for _, l := range i.Out {
		if l.Purpose == blueprint.Scrape && len(probes(l.To.Instance)) > 0 {
			list = append(list, l)
		}
	}
	return list
}

// probes are the links that a prober looks at.
func probes(i *plan.Instance) []*plan.Link {
	return slices.DeleteFunc(slices.Clone(i.Out), func(l *plan.Link) bool { return l.Purpose != blueprint.Probe })
}

// probeJob is the job of what one prober sees; there is a job for each.
func probeJob(l *plan.Link) string { return plan.ProbeJobs + l.To.Instance.Node.Name }

// probeOf asks the prober for each of its targets: the target's address
// becomes a parameter, and the prober's own address is dialled.
func probeOf(l *plan.Link, path string) scrape {
	tls := emit.ClientTLSOf(l.From, path)
	return scrape{
		Job: probeJob(l), Interval: setting(l.To.Instance, "probe_interval", ""), Scheme: l.Scheme, Path: "/probe", TLS: &tls, BasicAuth: emit.BasicAuthOf(l, path), Files: targetFiles(probeJob(l)),
		Params: map[string][]string{"module": {emit.ProbeModule}},
		Relabel: []relabel{
			{Source: []string{"__address__"}, Target: "__param_target"},
			{Target: "__address__", Replacement: l.Address()},
			{Target: "prober", Replacement: l.To.Instance.Node.Name},
		},
	}
}

// externalOf scrapes what gen does not install.
func externalOf(i *plan.Instance, e *plan.External, path string) scrape {
	s := scrape{Job: e.Name, Interval: e.Interval, Scheme: e.Scheme, Path: e.Path, Files: targetFiles(e.Name)}
	switch e.CA {
	case "": // plaintext
	case "site":
		tls := emit.ClientTLSOf(i, path)
		s.TLS = &tls
	case "system":
		s.TLS = &emit.ClientTLS{MinVersion: "TLS12"}
	default:
		s.TLS = &emit.ClientTLS{CA: e.CA, MinVersion: "TLS12"}
	}
	if s.TLS != nil {
		s.TLS.ServerName = e.ServerName
	}
	if e.Secret != "" {
		s.BasicAuth = &emit.BasicAuth{Username: e.Username, Password: emit.Relative(path, i.SecretPath(e.Secret))}
	}
	return s
}
