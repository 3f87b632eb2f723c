package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
)

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
	return l.areUp(ctx, l.expected())
}

// areUp waits until these targets are up and Prometheus has no others.
func (l *lab) areUp(ctx context.Context, expected []string) (string, error) {
	err := eventually(ctx, func() error { return l.areNow(ctx, expected) })
	return fmt.Sprintf("%d targets", len(expected)), err
}

// targetsAre is targetsUp without patience.
func (l *lab) targetsAre(ctx context.Context) (string, error) { return "", l.areNow(ctx, l.expected()) }

// areNow is content when each Prometheus has these targets, all up.
func (l *lab) areNow(ctx context.Context, expected []string) error {
	all := make([]error, len(l.servers))
	for at, server := range l.servers {
		all[at] = server.areNow(ctx, expected)
	}
	return errors.Join(all...)
}

func (p *prometheus) areNow(ctx context.Context, expected []string) error {
	targets, err := p.targets(ctx)
	if err != nil {
		return err
	}
	var up []string
	var all []error
	for _, t := range targets {
		if t.Health == "up" {
			up = append(up, t.name())
		} else {
			all = append(all, fmt.Errorf("%s is %s: %s", t.name(), t.Health, t.LastError))
		}
	}
	if slices.Sort(up); len(all) == 0 && !slices.Equal(up, expected) {
		all = append(all, fmt.Errorf("up are %s; expected are %s", list(up), list(expected)))
	}
	return errors.Join(all...)
}

func (l *lab) rulesEvaluate(ctx context.Context) (found string, err error) {
	err = eventually(ctx, func() error { found, err = l.rulesAre(ctx); return err })
	return found, err
}

// rulesAre is rulesEvaluate without patience.
func (l *lab) rulesAre(ctx context.Context) (string, error) {
	rules, err := l.server.rules(ctx)
	all := []error{err}
	for _, r := range rules {
		if r.Health != "ok" {
			all = append(all, fmt.Errorf("%s is %s: %s", r.Name, r.Health, r.LastError))
		}
	}
	if len(rules) == 0 {
		all = append(all, errors.New("there are none"))
	}
	return fmt.Sprintf("%d rules", len(rules)), errors.Join(all...)
}
