package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"

	"gopkg.in/yaml.v3"

	"gen/generator/check/ruletests"
)

// set is a set of alerts, with the labels that it expects of a host and of another one like it.
type set struct {
	name          string
	target, other string
	// rules are empty when the set is not there.
	rules ruletests.Rules
	there bool
}

// The sets, in the order of columns. The names of the public ones are those of their folders.
var sets = []set{
	{name: "gen",
		target: `job="node_exporter",host="client1",instance="client1:9100"`,
		other:  `job="node_exporter",host="client2",instance="client2:9100"`},
	{name: "node-mixin",
		target: `job="node",instance="client1:9100"`,
		other:  `job="node",instance="client2:9100"`},
	{name: "kube-prometheus",
		target: `job="node-exporter",namespace="monitoring",pod="node-exporter-1",instance="client1"`,
		other:  `job="node-exporter",namespace="monitoring",pod="node-exporter-2",instance="client2"`},
	{name: "awesome-prometheus-alerts",
		target: `job="node",instance="client1:9100"`,
		other:  `job="node",instance="client2:9100"`},
	{name: "pigsty",
		target: `job="node",cls="web",ins="client1",ip="192.0.2.1",instance="192.0.2.1:9100"`,
		other:  `job="node",cls="web",ins="client2",ip="192.0.2.2",instance="192.0.2.2:9100"`},
}

// mixin is the module that has the node-mixin.
const mixin = "github.com/prometheus/node_exporter@v1.12.1"

// tells tells whether somebody gets an alert with these labels for the host: it is about no other one, and
// is none of those that always fire, or fire to hold back others, which public sets give the severity none.
func (s set) tells(labels map[string]string) bool {
	for _, name := range []string{"host", "instance", "ins"} {
		if of := labels[name]; of != "" && !strings.Contains(s.target, `="`+of+`"`) {
			return false
		}
	}
	return labels["severity"] != "none"
}

// readSets reads the rules of all sets that are there.
func readSets(tools, public string) ([]set, error) {
	all := slices.Clone(sets)
	for n := range all {
		folder := filepath.Join(public, all[n].name)
		var files map[string][]byte
		var err error
		switch {
		case all[n].name == "gen":
			files, err = readRules(ownRules)
		case all[n].name == "node-mixin":
			files, err = render(tools)
		case public != "":
			if files, err = readRules(folder); errors.Is(err, fs.ErrNotExist) {
				err = nil
			}
		}
		if err != nil {
			return nil, err
		}
		all[n].rules, all[n].there = rulesOf(files), len(files) > 0
	}
	return all, nil
}

// rulesOf is files of rules by name.
func rulesOf(files map[string][]byte) ruletests.Rules {
	names := make([]string, 0, len(files))
	for name := range files {
		names = append(names, name)
	}
	slices.Sort(names)
	return ruletests.Rules{
		Files: func() []string { return names },
		Read:  func(name string) ([]byte, bool) { text, ok := files[name]; return text, ok },
	}
}

// readRules reads all files of rules in a folder.
func readRules(folder string) (map[string][]byte, error) {
	entries, err := os.ReadDir(folder)
	if err != nil {
		return nil, err
	}
	files := map[string][]byte{}
	for _, entry := range entries {
		text, err := os.ReadFile(filepath.Join(folder, entry.Name()))
		if err != nil {
			return nil, err
		}
		if files[entry.Name()], err = plain(text); err != nil {
			return nil, fmt.Errorf("%s: %w", filepath.Join(folder, entry.Name()), err)
		}
	}
	return files, nil
}

// plain is a file of rules without what an operator of Kubernetes wraps around it.
func plain(text []byte) ([]byte, error) {
	var wrapped struct {
		Spec yaml.Node `yaml:"spec"`
	}
	if err := yaml.Unmarshal(text, &wrapped); err != nil || wrapped.Spec.IsZero() {
		return text, err
	}
	return yaml.Marshal(&wrapped.Spec)
}

// render makes rules of the node-mixin, as its README says, without its dashboards.
func render(tools string) (map[string][]byte, error) {
	out, err := exec.Command("go", "mod", "download", "-json", mixin).Output()
	if err != nil {
		return nil, fmt.Errorf("go mod download %s: %w", mixin, err)
	}
	var module struct{ Dir string }
	if err := json.Unmarshal(out, &module); err != nil {
		return nil, fmt.Errorf("go mod download %s: %w", mixin, err)
	}
	jsonnet, err := filepath.Glob(filepath.Join(tools, "jsonnet-*[0-9]"))
	if err != nil || len(jsonnet) == 0 {
		return nil, fmt.Errorf("no jsonnet in %s; e2e/install-tools.sh jsonnet makes it", tools)
	}
	program, err := filepath.Abs(jsonnet[0])
	if err != nil {
		return nil, err
	}
	c := exec.Command(program, "-e", `local m = (import 'config.libsonnet') + (import 'alerts/alerts.libsonnet')
+ (import 'rules/rules.libsonnet'); { groups: m.prometheusRules.groups + m.prometheusAlerts.groups }`)
	c.Dir = filepath.Join(module.Dir, "docs", "node-mixin")
	rules, err := c.Output()
	if err != nil {
		return nil, fmt.Errorf("jsonnet: %w", err)
	}
	return map[string][]byte{"node-mixin": rules}, nil
}
