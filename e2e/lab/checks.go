package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"gen/generator/describe"
)

// check is one thing to look at.
type check struct {
	name  string
	look  func(context.Context) (found string, err error)
	part  string           // of the checks, in which it is; sights are in every part
	fits  func(*site) bool // whether a site has what it looks at; nil is that every one has
	fault bool             // whether the site has survived something when it is well
}

// Parts of the checks, which can be looked at apart, and so at the same time on hosts of their own.
const (
	onlySights = "sights"
	handovers  = "handovers"
	trials     = "trials"
	alarms     = "alarms"
)

// checks are in order: what is looked at first explains what comes after.
func (l *lab) checks() []check {
	return slices.Concat(l.sights(),
		part(handovers, l.handovers()), part(trials, l.trials()), part(trials, l.pairChecks()), part(alarms, l.alarms()),
		l.ends())
}

// part says of checks in which part they are.
func part(name string, checks []check) []check {
	for at := range checks {
		checks[at].part = name
	}
	return checks
}

// wanted tells whether a check is to be looked at.
func (o options) wanted(c check, s *site) bool {
	_, part := splitPart(o.sites[0])
	return o.checks.MatchString(c.name) && (part == "" || c.part == "" || c.part == part) && (c.fits == nil || c.fits(s))
}

// splitPart takes SITE:PART apart, of which the part may be missing.
func splitPart(site string) (file, part string) {
	for _, part := range []string{onlySights, handovers, trials, alarms} {
		if file, found := strings.CutSuffix(site, ":"+part); found {
			return file, part
		}
	}
	return site, ""
}

// sights only look.
func (l *lab) sights() []check {
	return []check{
		{name: "no unit and no container has failed", look: l.unitsRun},
		{name: "every target is up", look: l.targetsUp},
		{name: "exporters see what they watch", look: l.watched},
		{name: "every rule evaluates", look: l.rulesEvaluate},
		{name: "every host tells that it has what was built", look: l.asBuilt},
		{name: "nothing listens on every address", look: l.addressesNamed},
		{name: "the members of a cluster know each other", look: l.peersKnown, fits: paired},
		{name: "listeners admit their clients and nobody else", look: l.strangersRefused},
		{name: "firewalls keep other hosts out", look: l.firewallsHold},
		{name: "a second apply changes nothing", look: l.appliedAgain},
		{name: "no alert fires", look: l.quiet},
	}
}

// handovers bring alerts to people, and new certificates to hosts.
func (l *lab) handovers() []check {
	return []check{
		{name: "an alert reaches everybody, and its end too", look: l.alertsArrive},
		{name: "certificates are renewed while Prometheus scrapes", look: l.renewed},
		{name: "authorities are rotated while Prometheus scrapes", look: l.rotated},
		{name: "what the old authorities have signed is refused", look: l.retiredRefused},
		{name: "the members of a cluster still know each other", look: l.peersKnown, fits: paired},
		{name: "an alert reaches everybody after the rotation", look: l.alertsArrive, fits: alone},
		{name: "who steals an authority cannot pretend to be another host", look: l.constraintsHold},
	}
}

// trials change the site, break it, and see it come back.
func (l *lab) trials() []check {
	return []check{
		{name: "a change touches nothing else", look: l.onlyChanged},
		{name: "a change that nginx refuses is taken back", look: l.changeRefused, fault: true},
		{name: "mistakes show, and apply mends them", look: l.mistakesShow, fits: alone},
		{name: "a service that goes leaves nothing", look: l.serviceGoes, fits: withApacheExporter},
		{name: "apply is killed, and run again", look: l.applyKilled, fits: alone, fault: true},
		{name: "a host that restarts comes back", look: l.hostRestarts, fits: alone, fault: true},
		{name: "a host that was cut off comes back", look: l.cableCut, fault: true},
		{name: "an alert arrives though Alertmanager was away", look: l.messengerSleeps, fits: alone, fault: true},
		{name: "a full disk stops apply before it begins, and nothing else", look: l.diskFull, fits: alone, fault: true},
	}
}

// alarms look at what people see: panels, and messages of all alerts that can be provoked.
func (l *lab) alarms() []check {
	return []check{
		{name: "every query of a panel has data", look: l.panelsTell, fits: inFull},
		{name: "every alert that can be provoked reaches everybody", look: l.provoked, fits: inFull},
	}
}

// ends come last, since after them nothing is as it was.
func (l *lab) ends() []check {
	return []check{
		{name: "everything comes back after a power cycle", look: l.powerCycle, fault: true},
		{name: "no message was refused", look: l.messagesTaken},
	}
}

// paired tells whether a site has more than one Alertmanager.
func paired(s *site) bool { return len(s.all("alertmanager")) > 1 }

// alone is the opposite: one of them that is away is missed.
func alone(s *site) bool { return !paired(s) }

// inFull is the one site of which every panel and every alert is looked at: the others have the same.
func inFull(s *site) bool { return s.name == "systemd" }

func withApacheExporter(s *site) bool { return len(s.all("apache_exporter")) > 0 }

// unitsRun waits until all is well: a container may have been asked for its health too early.
func (l *lab) unitsRun(ctx context.Context) (string, error) {
	return "", eventually(ctx, func() error { _, err := l.unitsAre(ctx); return err })
}

// unitsAre is unitsRun without patience.
func (l *lab) unitsAre(ctx context.Context) (string, error) {
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
		all = append(all, eventually(ctx, func() error {
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
