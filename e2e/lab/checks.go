package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"gen/generator/describe"
)

// check is one thing to look at.
type check struct {
	name string
	look func(context.Context) (found string, err error)
}

// checks are in order: what is looked at first explains what comes after.
func (l *lab) checks() []check {
	return []check{
		{"no unit and no container has failed", l.unitsRun},
		{"every target is up", l.targetsUp},
		{"exporters see what they watch", l.watched},
		{"every rule evaluates", l.rulesEvaluate},
		{"nothing listens on every address", l.addressesNamed},
		{"listeners admit their clients and nobody else", l.strangersRefused},
		{"firewalls keep other hosts out", l.firewallsHold},
		{"a second apply changes nothing", l.appliedAgain},
		{"no alert fires", l.quiet},
		{"an alert reaches everybody, and its end too", l.alertsArrive},
		{"no message was refused", l.messagesTaken},
		{"a change that nginx refuses is taken back", l.changeRefused},
		{"a service that goes leaves nothing", l.serviceGoes},
		{"everything comes back after a power cycle", l.powerCycle},
	}
}

func (l *lab) unitsRun(ctx context.Context) (string, error) {
	return "", l.each(func(h *host) error {
		failed, err := h.run(ctx, "systemctl", "list-units", "--failed", "--no-legend", "--plain")
		if err != nil {
			return err
		}
		all := []error{h.containersRun(ctx)}
		for _, line := range strings.Split(strings.TrimSpace(failed), "\n") {
			if unit, _, _ := strings.Cut(line, " "); unit != "" {
				said, _ := h.run(ctx, "journalctl", "--no-pager", "--output=cat", "--lines=8", "--unit="+unit)
				all = append(all, fmt.Errorf("%s: %s has failed: %s", h.Name, unit, strings.TrimSpace(said)))
			}
		}
		return errors.Join(all...)
	})
}

// expected are the instances that Prometheus has to scrape: job and listener.
func (s *site) expected() []string {
	var all []string
	for _, node := range s.Nodes {
		for _, service := range node.Services {
			for _, listener := range service.Listeners {
				if listener.Job != "" {
					all = append(all, listener.Job+" "+node.Name+listener.Bind[strings.LastIndex(listener.Bind, ":"):])
				}
			}
		}
	}
	slices.Sort(all)
	return all
}

func (l *lab) targetsUp(ctx context.Context) (string, error) {
	expected := l.expected()
	err := eventually(ctx, time.Minute, func() error {
		targets, err := l.server.targets(ctx)
		if err != nil {
			return err
		}
		var up []string
		var all []error
		for _, t := range targets {
			if t.Health == "up" {
				up = append(up, t.Labels["job"]+" "+t.Labels["instance"])
			} else {
				all = append(all, fmt.Errorf("%s %s is %s: %s", t.Labels["job"], t.Labels["instance"], t.Health, t.LastError))
			}
		}
		if slices.Sort(up); len(all) == 0 && !slices.Equal(up, expected) {
			all = append(all, fmt.Errorf("up are %s; expected are %s", list(up), list(expected)))
		}
		return errors.Join(all...)
	})
	return fmt.Sprintf("%d targets", len(expected)), err
}

// watched asks the exporters of servers whether these answer them.
func (l *lab) watched(ctx context.Context) (string, error) {
	var all []error
	for blueprint, metric := range map[string]string{"nginx": "nginx_up", "apache": "apache_up"} {
		_, node, err := l.find(blueprint)
		if err != nil {
			continue // the site has none
		}
		all = append(all, eventually(ctx, 20*time.Second, func() error {
			values, err := l.server.query(ctx, metric)
			if err == nil && values[node.Name] != "1" {
				err = fmt.Errorf("%s of %s is %q", metric, node.Name, values[node.Name])
			}
			return err
		}))
	}
	return "", errors.Join(all...)
}

func (l *lab) rulesEvaluate(ctx context.Context) (string, error) {
	count := 0
	err := eventually(ctx, time.Minute, func() error {
		rules, err := l.server.rules(ctx)
		all := []error{err}
		for _, r := range rules {
			if r.Health != "ok" {
				all = append(all, fmt.Errorf("%s is %s: %s", r.Name, r.Health, r.LastError))
			}
		}
		if count = len(rules); count == 0 {
			all = append(all, errors.New("there are none"))
		}
		return errors.Join(all...)
	})
	return fmt.Sprintf("%d rules", count), err
}

func (l *lab) addressesNamed(ctx context.Context) (string, error) {
	return "", l.each(func(h *host) error {
		sockets, err := h.run(ctx, "ss", "--no-header", "--listening", "--tcp", "--numeric", "--processes")
		if err != nil {
			return err
		}
		var all []error
		for _, line := range strings.Split(sockets, "\n") {
			words := strings.Fields(line)
			if len(words) > 3 && (strings.HasPrefix(words[3], "0.0.0.0:") || strings.HasPrefix(words[3], "*:") || strings.HasPrefix(words[3], "[::]:")) {
				all = append(all, fmt.Errorf("%s: %s", h.Name, strings.Join(words, " ")))
			}
		}
		return errors.Join(all...)
	})
}

// powerCycle halts all hosts and boots them from their disks.
func (l *lab) powerCycle(ctx context.Context) (string, error) {
	if err := l.each((*host).halt); err != nil {
		return "", err
	}
	if err := l.each(func(h *host) error { return h.start(ctx) }); err != nil {
		return "", err
	}
	_, units := l.unitsRun(ctx)
	found, targets := l.targetsUp(ctx)
	return found + " up again", errors.Join(units, targets)
}

// isClient tells whether a certificate is a client's.
func isClient(c describe.Certificate) bool { return c.Kind == "client" }
