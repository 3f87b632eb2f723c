package main

import (
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"gen/e2e/pieces"
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
	// tests tells that they are tests of rules.
	tests bool
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
				job{[]string{promtool, "check", "config", in + "prometheus.yml"}, []string{in}, false, false},
				job{[]string{promtool, "check", "web-config", in + "web-config.yml"}, []string{in + "web-config.yml"}, false, false},
				job{[]string{promtool, "check", "rules", rules + "*.yml"}, []string{rules}, true, false},
				job{[]string{promtool, "test", "rules", tests + "*.yml"}, []string{rules, tests}, true, true})
		case "alertmanager":
			all = append(all, job{[]string{program("amtool"), "check-config", in + "alertmanager.yml"}, []string{in}, false, false})
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
		name := path.Base(file)
		if j.tests { // those that take long are in a file beside
			name = strings.TrimSuffix(strings.TrimSuffix(name, ".yml"), ".long") + "{,.long}.yml"
		}
		j.words = append(slices.Clone(j.words[:last]), path.Dir(j.words[last])+"/"+name)
	}
	return j, true
}

// run calls the tool in a tree, and tells what it said and whether it was
// content. Pieces of tests that are sound are not run again.
func (j job) run(folder string, sound map[pieces.Piece]bool) (string, bool) {
	last := len(j.words) - 1
	files := j.files(folder)
	if len(files) == 0 {
		return "there is no " + j.words[last], j.alike // rules without tests
	}
	if j.tests {
		cut, err := os.MkdirTemp("", "gen-score-")
		if err != nil {
			return err.Error(), false
		}
		defer os.RemoveAll(cut)
		few, err := unproven(files, cut, sound)
		if err == nil && len(few) == 0 {
			return "", true
		}
		if err == nil { // else promtool says what it thinks of the files as they are
			files = few
		}
	}
	said, err := exec.Command(j.words[0], append(slices.Clone(j.words[1:last]), files...)...).CombinedOutput()
	return string(said), err == nil
}

// files are those that the pattern finds, which may end in {,.long}.yml.
func (j job) files(folder string) []string {
	pattern := filepath.Join(folder, filepath.FromSlash(j.words[len(j.words)-1]))
	var files []string
	for _, kind := range []string{"", ".long"} {
		found, _ := filepath.Glob(strings.ReplaceAll(pattern, "{,.long}", kind)) // the pattern is ours
		files = append(files, found...)
	}
	slices.Sort(files)
	return slices.Compact(files)
}

// unproven writes the pieces of tests that are not known to be sound.
func unproven(files []string, folder string, sound map[pieces.Piece]bool) ([]string, error) {
	var few []pieces.Piece
	for _, file := range files {
		list, err := pieces.Cut(file)
		if err != nil {
			return nil, err
		}
		few = append(few, slices.DeleteFunc(list, func(p pieces.Piece) bool { return sound[p] })...)
	}
	return pieces.Write(few, folder)
}
