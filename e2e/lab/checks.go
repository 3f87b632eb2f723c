package main

import (
	"context"
	"errors"
	"fmt"
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
		{"certificates are renewed while Prometheus scrapes", l.renewed},
		{"authorities are rotated while Prometheus scrapes", l.rotated},
		{"what the old authorities have signed is refused", l.retiredRefused},
		{"an alert reaches everybody after the rotation", l.alertsArrive},
		{"who steals an authority cannot pretend to be another host", l.constraintsHold},
		{"a change touches nothing else", l.onlyChanged},
		{"a change that nginx refuses is taken back", l.changeRefused},
		{"mistakes show, and apply mends them", l.mistakesShow},
		{"a service that goes leaves nothing", l.serviceGoes},
		{"apply is killed, and run again", l.applyKilled},
		{"a host that restarts comes back", l.hostRestarts},
		{"a host that was cut off comes back", l.cableCut},
		{"an alert arrives though Alertmanager was away", l.messengerSleeps},
		{"a full disk stops apply before it begins, and nothing else", l.diskFull},
		{"everything comes back after a power cycle", l.powerCycle},
		{"no message was refused", l.messagesTaken},
	}
}

func (l *lab) unitsRun(ctx context.Context) (string, error) {
	return "", l.each(func(h *host) error {
		failed, err := h.run(ctx, "systemctl", "list-units", "--state=failed,auto-restart", "--no-legend", "--plain")
		if err != nil {
			return err
		}
		all := []error{h.containersRun(ctx)}
		for _, line := range strings.Split(strings.TrimSpace(failed), "\n") {
			if unit, _, _ := strings.Cut(line, " "); unit != "" {
				said, _ := h.run(ctx, "journalctl", "--no-pager", "--output=cat", "--lines=8", "--unit="+unit)
				all = append(all, fmt.Errorf("%s: %s has failed or starts again and again: %s", h.Name, unit, strings.TrimSpace(said)))
			}
		}
		return errors.Join(all...)
	})
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
			if err == nil && values[node.Name] != 1 {
				err = fmt.Errorf("%s of %s is %v", metric, node.Name, values[node.Name])
			}
			return err
		}))
	}
	return "", errors.Join(all...)
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
