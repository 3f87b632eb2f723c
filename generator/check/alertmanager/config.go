// Package alertmanager reads what Alertmanager reads with Alertmanager's own
// code, says whom an alert would reach, and writes the messages that receivers
// would get. That code is of one version, newer than those of most sites;
// which keys a version has is known to package compat.
package alertmanager

import (
	"errors"
	"strings"

	"github.com/prometheus/alertmanager/config"
	"github.com/prometheus/alertmanager/dispatch"
	"github.com/prometheus/alertmanager/timeinterval"
	"github.com/prometheus/common/model"

	"gen/generator/check/words"
)

// Config is a configuration that Alertmanager accepts.
type Config struct {
	// Templates are the globs of the template files, as they are written.
	Templates []string
	routes    *dispatch.Route
	receivers map[string]receiver
	inhibit   []inhibition
	times     map[string][]timeinterval.TimeInterval
	// silent are the routes that never tell anybody, with the intervals that make it so.
	silent map[*dispatch.Route][]string
}

// Load reads an alertmanager.yml (config/config.go); the error is in the words of people.
func Load(content []byte) (*Config, error) {
	c, err := config.Load(string(content))
	if err != nil {
		return nil, errors.New(strings.NewReplacer(
			"undefined receiver", "a route names a receiver that is not there:", " used in route", "",
			"notification config name", "the receiver",
			"root route must specify a default receiver", "the first route names no receiver",
			"no route provided in config", "there is no route",
			"no routes provided", "there is no route",
		).Replace(words.Of(err)))
	}
	out := &Config{Templates: c.Templates, routes: dispatch.NewRoute(c.Route, nil), receivers: map[string]receiver{}, inhibit: inhibitions(c.InhibitRules), times: intervals(c)}
	for _, r := range c.Receivers {
		out.receivers[r.Name] = receiverOf(r)
	}
	out.silent = out.silences()
	return out, nil
}

// Corners returns, for every route, the labels that it and those above it ask
// for, as far as they ask for one value: with them added, an alert takes every
// turn that the tree has.
func (c *Config) Corners() []map[string]string {
	var all []map[string]string
	var walk func(r *dispatch.Route, above map[string]string)
	walk = func(r *dispatch.Route, above map[string]string) {
		own := map[string]string{}
		for name, value := range above {
			own[name] = value
		}
		for _, m := range r.Matchers {
			if m.Type.String() == "=" {
				own[m.Name] = m.Value
			}
		}
		all = append(all, own)
		for _, below := range r.Routes {
			walk(below, own)
		}
	}
	walk(c.routes, nil)
	return all
}

func labelSet(labels map[string]string) model.LabelSet {
	set := model.LabelSet{}
	for name, value := range labels {
		set[model.LabelName(name)] = model.LabelValue(value)
	}
	return set
}

// Fault is one message that cannot be sent as it is.
type Fault struct {
	Receiver string
	// Way is how Alertmanager calls the kind of receiver, such as discord.
	Way string
	// Fact is a sentence in the words of people.
	Fact string
}
