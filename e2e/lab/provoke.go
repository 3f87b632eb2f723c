package main

import (
	_ "embed"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"gopkg.in/yaml.v3"

	"gen/generator/describe"
)

// provocations are all that provoke.yaml says, by the names of alerts.
type provocations struct {
	Real   map[string]cause
	Played map[string]tune
	Not    map[string]string // why not
}

// cause is a script on the first host of a blueprint, and what takes back what it did.
type cause struct {
	On, Script, Mend string
	Wave             int
}

// tune are series that a stand-in tells in the place of a job.
type tune struct {
	From   string
	Series counters
}

// usual is the job in whose place a stand-in tells what nothing else is said of.
const usual = "node_exporter"

//go:embed provoke.yaml
var provokeText []byte

func readProvocations() (provocations, error) {
	var all provocations
	err := yaml.Unmarshal(provokeText, &all)
	return all, err
}

// of is what there is for the alerts of a site; one for which there is nothing is an error.
func (p provocations) of(alerts []describe.Alert) (provocations, error) {
	chosen := provocations{map[string]cause{}, map[string]tune{}, map[string]string{}}
	var all []error
	for _, a := range alerts {
		if c, ok := p.Real[a.Name]; ok {
			chosen.Real[a.Name] = c
		} else if t, ok := p.Played[a.Name]; ok {
			chosen.Played[a.Name] = t
		} else if why, ok := p.Not[a.Name]; ok {
			chosen.Not[a.Name] = why
		} else {
			all = append(all, fmt.Errorf("nobody knows how to provoke %s", a.Name))
		}
	}
	return chosen, errors.Join(all...)
}

// waves are the names of alerts that are provoked at the same time, one wave after the other.
func (p provocations) waves() [2][]string {
	var all [2][]string
	all[0] = slices.Collect(maps.Keys(p.Played))
	for name, c := range p.Real {
		at := 0
		if c.Wave == 2 {
			at = 1
		}
		all[at] = append(all[at], name)
	}
	slices.Sort(all[0])
	slices.Sort(all[1])
	return all
}

// tunes are the series of all alerts, by job.
func (p provocations) tunes() map[string]counters {
	all := map[string]counters{usual: {}}
	for _, t := range p.Played {
		job := t.From
		if job == "" {
			job = usual
		}
		if all[job] == nil {
			all[job] = counters{}
		}
		maps.Copy(all[job], t.Series)
	}
	return all
}

// soon are the durations that the lab does not wait for in full.
var soon = []string{"0s", "30s", "1m"}

// impatient is a site of which everybody hears everything, and soon. HostUnderAttack waits instead,
// as it hides the signs of an attack once it is told.
func impatient(alerts []describe.Alert) change {
	text := "alerts:\n"
	for _, a := range alerts {
		if a.Name == "HostUnderAttack" {
			text += "  HostUnderAttack: {for: 10m}\n"
		} else if !slices.Contains(soon, a.For) {
			text += "  " + a.Name + ": {for: 1m}\n"
		}
	}
	const routes = "routes:\n  default: "
	return change{"how soon everybody is told", routes + receivers[0] + "\n", text + "\n" + routes + "[" + strings.Join(receivers, ", ") + "]\n"}
}

// receivers are the receivers of the lab's sites, the usual one first.
var receivers = []string{"ops-mail", "ops-discord", "ops-hook"}
