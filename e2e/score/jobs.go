package main

import (
	"os/exec"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"gen/generator/plan"
)

// job is one call of a tool, for one node.
type job struct {
	// words are the program and its arguments; the last one is a pattern of files
	// below the folder of the tree.
	words []string
	// below are folders of the tree that it reads.
	below []string
	// alike tells that it reads files one by one: of a fault, those of its name.
	alike bool
}

// jobs are what an administrator runs over the nodes of a site: for each
// Prometheus promtool, for each Alertmanager amtool, at their versions.
func jobs(p *plan.Plan, tools string) []job {
	var all []job
	for _, i := range p.Instances() {
		in := i.Node.Name + i.ConfigDir() + "/"
		program := func(name string) string { return filepath.Join(tools, name+"-"+i.Version.String()) }
		switch i.Blueprint.Name {
		case "prometheus":
			promtool, rules, tests := program("promtool"), in+"rules/", in+"rule-tests/"
			all = append(all,
				job{[]string{promtool, "check", "config", in + "prometheus.yml"}, []string{in}, false},
				job{[]string{promtool, "check", "web-config", in + "web-config.yml"}, []string{in + "web-config.yml"}, false},
				job{[]string{promtool, "check", "rules", rules + "*.yml"}, []string{rules}, true},
				job{[]string{promtool, "test", "rules", tests + "*.yml"}, []string{rules, tests}, true})
		case "alertmanager":
			all = append(all, job{[]string{program("amtool"), "check-config", in + "alertmanager.yml"}, []string{in}, false})
		}
	}
	return all
}

// of is the job for one file; there is none for a file that it does not read.
func (j job) of(file string) (job, bool) {
	if !slices.ContainsFunc(j.below, func(folder string) bool { return strings.HasPrefix(file, folder) }) {
		return j, false
	}
	if j.alike {
		last := len(j.words) - 1
		j.words = append(slices.Clone(j.words[:last]), path.Dir(j.words[last])+"/"+path.Base(file))
	}
	return j, true
}

// run calls the tool in a tree, and tells what it said and whether it was content.
func (j job) run(folder string) (string, bool) {
	last := len(j.words) - 1
	files, err := filepath.Glob(filepath.Join(folder, filepath.FromSlash(j.words[last])))
	if err != nil || len(files) == 0 {
		return "there is no " + j.words[last], j.alike // rules without tests
	}
	args := append(append([]string{}, j.words[1:last]...), files...)
	said, err := exec.Command(j.words[0], args...).CombinedOutput()
	return string(said), err == nil
}
