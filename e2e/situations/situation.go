package main

import (
	"bytes"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"time"

	"gopkg.in/yaml.v3"

	"gen/generator/check/ruletests"
)

// situation is what happens to a host, as its exporter records it.
type situation struct {
	Name string `yaml:"name"`
	// What tells what happens, in a few words.
	What string `yaml:"what"`
	// Begins is when it begins, and Lasts for how long it is looked at from then on. What fires already
	// when it begins does not count.
	Begins time.Duration `yaml:"begins"`
	Lasts  time.Duration `yaml:"lasts"`
	// Within is when somebody has to be told, after the beginning; 0 is never: nobody wants to be told.
	Within time.Duration `yaml:"within"`
	// Every is the time between two samples, 15 seconds if it is not said.
	Every time.Duration `yaml:"every"`
	// Series are in promtool's notation; $target and $other stand for the labels of this host and of another.
	Series map[string]string `yaml:"series"`
}

// usual is how often exporters are asked.
const usual = 15 * time.Second

// readSituations reads the file of situations, in its order.
func readSituations(file string) ([]situation, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	var all []situation
	d := yaml.NewDecoder(bytes.NewReader(text))
	d.KnownFields(true)
	if err := d.Decode(&all); err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	for n := range all {
		s := &all[n]
		if s.Every == 0 {
			s.Every = usual
		}
		if s.Name == "" || s.Lasts <= 0 || len(s.Series) == 0 {
			return nil, fmt.Errorf("%s: number %d (%s) lacks a name, its series, or how long it lasts", file, n+1, s.Name)
		}
	}
	return all, nil
}

// input is the series of a situation with the labels that a set expects.
func (s situation) input(of set) []ruletests.Input {
	labels := strings.NewReplacer("$target", of.target, "$other", of.other)
	var in []ruletests.Input
	for _, metric := range slices.Sorted(maps.Keys(s.Series)) {
		in = append(in, ruletests.Input{Series: labels.Replace(metric), Values: s.Series[metric]})
	}
	return in
}

// play tells which alert about the host begins first after the situation has begun, and how long after.
func (s situation) play(of set) (alert string, after time.Duration, err error) {
	fired, err := ruletests.Play(of.rules, s.input(of), s.Every, s.Begins+s.Lasts)
	if err != nil {
		return "", 0, fmt.Errorf("%s, %s: %w", of.name, s.Name, err)
	}
	for _, f := range fired {
		if f.At >= s.Begins && of.tells(f.Labels) {
			return f.Labels["alertname"], f.At - s.Begins, nil
		}
	}
	return "", 0, nil
}
