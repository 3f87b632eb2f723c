package ends

import (
	"bytes"
	"strings"

	"gopkg.in/yaml.v3"
)

// scrape is what scrape_configs and alertmanagers have in common
// (prometheus/config/config.go).
type scrape struct {
	httpClient `yaml:",inline"`
	Name       string                       `yaml:"job_name"`
	Scheme     string                       `yaml:"scheme"`
	Path       string                       `yaml:"metrics_path"`
	Prefix     string                       `yaml:"path_prefix"`
	Params     map[string][]string          `yaml:"params"`
	Files      []struct{ Files []string }   `yaml:"file_sd_configs"`
	Static     []struct{ Targets []string } `yaml:"static_configs"`
	Relabel    []struct {
		Target      string `yaml:"target_label"`
		Replacement string `yaml:"replacement"`
	} `yaml:"relabel_configs"`
}

// Prometheus reads a prometheus.yml.
func Prometheus(file string, content []byte) Content {
	var c struct {
		Rules    []string `yaml:"rule_files"`
		Scrapes  []scrape `yaml:"scrape_configs"`
		Alerting struct {
			Alertmanagers []scrape
		}
	}
	var out Content
	if yaml.Unmarshal(content, &c) != nil {
		return out
	}
	for _, glob := range c.Rules {
		out.Paths = append(out.Paths, folder(Absolute(file, glob)))
	}
	for _, s := range c.Scrapes {
		job := s.job(file)
		job.Dial.About = "job " + s.Name
		out.add(job)
	}
	for _, s := range c.Alerting.Alertmanagers {
		job := s.job(file)
		job.Dial.About, job.Dial.Path = "alerting", s.Prefix
		out.add(job)
	}
	return out
}

func (c *Content) add(j Job) {
	c.Jobs = append(c.Jobs, j)
	c.Paths = append(c.Paths, j.Dial.paths()...)
	for _, f := range j.Files {
		c.Paths = append(c.Paths, folder(f))
	}
}

// job has the defaults of Prometheus: http, and /metrics.
func (s scrape) job(file string) Job {
	j := Job{Name: s.Name, Dial: Dial{Scheme: "http", Path: "/metrics", Client: s.of(file)}}
	if s.Scheme != "" {
		j.Dial.Scheme = s.Scheme
	}
	if s.Path != "" {
		j.Dial.Path = s.Path
	}
	for _, sd := range s.Files {
		for _, f := range sd.Files {
			j.Files = append(j.Files, Absolute(file, f))
		}
	}
	for _, static := range s.Static {
		j.Static = append(j.Static, static.Targets...)
	}
	for _, rule := range s.Relabel {
		if rule.Target == "__address__" && rule.Replacement != "" {
			j.Prober = rule.Replacement
		}
	}
	if modules := s.Params["module"]; j.Prober != "" && len(modules) > 0 {
		j.Module = modules[0]
	}
	return j
}

// quick is how an entry of a target file begins whose targets are one line.
var quick = []byte(`- targets: ["`)

// Targets reads the targets of a file of file_sd. The files are as long as the
// site, so that a list which stands on one line is not left to a YAML reader.
func Targets(content []byte) (list []string) {
	for line := range bytes.Lines(content) {
		rest, ok := bytes.CutPrefix(line, quick)
		switch {
		case !ok && len(bytes.TrimSpace(line)) > 0 && line[0] != '#' && !bytes.HasPrefix(line, []byte("  labels: {")):
			return slowly(content)
		case ok:
			// An address of IPv6 holds brackets itself: the list ends at the last one.
			end := bytes.LastIndexByte(rest, ']')
			if end < 1 || bytes.IndexByte(rest, '\\') >= 0 {
				return slowly(content)
			}
			for _, word := range strings.Split(string(rest[:end]), ",") {
				list = append(list, strings.Trim(word, ` "`))
			}
		}
	}
	return list
}

func slowly(content []byte) (list []string) {
	var groups []struct{ Targets []string }
	if yaml.Unmarshal(content, &groups) != nil {
		return nil
	}
	for _, g := range groups {
		list = append(list, g.Targets...)
	}
	return list
}
