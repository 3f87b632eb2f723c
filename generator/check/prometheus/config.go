// Package prometheus reads what Prometheus reads with Prometheus' own code:
// its configuration, target files, rules and expressions. That code is of one
// version, newer than those of most sites; which keys a version has is known
// to package compat.
package prometheus

import (
	"errors"
	"fmt"
	"log/slog"

	"github.com/prometheus/common/model"
	"github.com/prometheus/prometheus/config"
	_ "github.com/prometheus/prometheus/discovery/file" // registers file_sd_configs
	"github.com/prometheus/prometheus/discovery/targetgroup"
	"gopkg.in/yaml.v3"

	"gen/generator/check/words"
)

var silent = slog.New(slog.DiscardHandler)

// Config reads a prometheus.yml (config/config.go); the error is in the words of people.
func Config(content []byte) error {
	_, err := config.Load(string(content), silent)
	return plain(err)
}

// Targets reads a target file as file_sd does (discovery/file/file.go), of
// which every kind of entry is looked at once: see Samples.
func Targets(content []byte) error {
	var groups []*targetgroup.Group
	if err := yaml.Unmarshal(Samples(content, "- "), &groups); err != nil {
		return plain(err)
	}
	for _, g := range groups {
		if err := checkGroup(g); err != nil {
			return err
		}
	}
	return nil
}

func checkGroup(g *targetgroup.Group) error {
	if g == nil || len(g.Targets) == 0 {
		return errors.New("an entry has no targets")
	}
	for _, t := range g.Targets {
		if err := config.CheckTargetAddress(t[model.AddressLabel]); err != nil || t[model.AddressLabel] == "" {
			return fmt.Errorf("%q is not an address to scrape", t[model.AddressLabel])
		}
	}
	for name, value := range g.Labels {
		if !model.LegacyValidation.IsValidLabelName(string(name)) || !value.IsValid() {
			return fmt.Errorf("%q cannot be a label with the value %q", name, value)
		}
	}
	return nil
}

func plain(err error) error {
	if err == nil {
		return nil
	}
	return errors.New(words.Of(err))
}
