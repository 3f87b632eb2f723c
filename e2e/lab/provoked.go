package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"

	"gen/generator/describe"
)

// marks are how the titles of messages begin, by severity.
var marks = map[string]string{"critical": "🔴", "warning": "🟠", "info": "🔵"}

// provoked has as many alerts fire as can be provoked, and waits until everybody has heard of each.
func (l *lab) provoked(ctx context.Context) (string, error) {
	known, err := readProvocations()
	if err != nil {
		return "", err
	}
	chosen, unknown := known.of(l.Alerts)
	hurry := impatient(l.Alerts)
	other, _, err := l.variant(ctx, hurry.old, hurry.new)
	if err == nil {
		err = l.there(ctx, other)
	}
	if err != nil {
		return "", err
	}
	first, waves := l.world.count(), chosen.waves()
	end, unplayed := l.playAll(ctx, chosen.tunes())
	heard := l.wave(ctx, chosen, waves[0], first)
	err = errors.Join(unknown, unplayed, heard, end(), l.wave(ctx, chosen, waves[1], first), l.there(ctx, l.site))
	return fmt.Sprintf("%d of %d alerts, %d cannot be", len(waves[0])+len(waves[1]), len(l.Alerts), len(chosen.Not)), err
}

// playAll puts stand-ins in the place of jobs, and returns what ends those that there are.
func (l *lab) playAll(ctx context.Context, tunes map[string]counters) (func() error, error) {
	var ends []func() error
	var all []error
	for job, told := range tunes {
		if end, err := l.replace(ctx, job, told); err != nil {
			all = append(all, err)
		} else {
			ends = append(ends, end)
		}
	}
	return func() error {
		var all []error
		for _, end := range ends {
			all = append(all, end())
		}
		return errors.Join(all...)
	}, errors.Join(all...)
}

// wave runs the scripts of alerts at the same time, and takes back what they did once everybody has
// heard of all.
func (l *lab) wave(ctx context.Context, p provocations, names []string, first int) error {
	happens := l.scripts(ctx, p, names, func(c cause) string { return c.Script })
	unheard := eventually(ctx, func() error { return l.allHeard(ctx, names, first) })
	over := l.scripts(ctx, p, names, func(c cause) string { return c.Mend })
	missing := l.unheard(names, first)
	l.count("alerts provoked", len(names))
	l.count("alerts delivered", len(names)-len(missing))
	return errors.Join(happens, unheard, over)
}

// scripts runs a script for each alert that has one.
func (l *lab) scripts(ctx context.Context, p provocations, names []string, of func(cause) string) error {
	all := make([]error, len(names))
	var group sync.WaitGroup
	for at, name := range names {
		c, ok := p.Real[name]
		if !ok || of(c) == "" {
			continue
		}
		group.Go(func() {
			_, node, err := l.find(c.On)
			if err == nil {
				_, err = l.host(node.Name).run(ctx, "sh", "-euc", of(c))
			}
			if err != nil {
				all[at] = fmt.Errorf("%s: %w", name, err)
			}
		})
	}
	group.Wait()
	return errors.Join(all...)
}

// allHeard tells of which alerts somebody has not heard, and what Prometheus knows of them.
func (l *lab) allHeard(ctx context.Context, names []string, first int) error {
	missing := l.unheard(names, first)
	if len(missing) == 0 {
		return nil
	}
	alerts, err := l.server.alerts(ctx)
	states := map[string]string{}
	for _, a := range alerts {
		states[a.Labels["alertname"]] = a.State
	}
	var all []string
	for _, name := range missing {
		all = append(all, fmt.Sprintf("%s (%s in Prometheus)", name, cmp.Or(states[name], "nothing")))
	}
	return errors.Join(err, fmt.Errorf("not everybody has heard, with the right title, of %s", list(all)))
}

// unheard are the alerts of which not everybody has heard with the title that they should have.
func (l *lab) unheard(names []string, first int) []string {
	var all []string
	for _, name := range names {
		at := slices.IndexFunc(l.Alerts, func(a describe.Alert) bool { return a.Name == name })
		mark := marks[l.Alerts[at].Severity]
		if !l.world.titled(first, "discord", mark, name) || !l.world.titled(first, "mail", mark, name) ||
			l.world.times(first, "webhook", firing, "alertname:"+name+" ") == 0 {
			all = append(all, name)
		}
	}
	return all
}
