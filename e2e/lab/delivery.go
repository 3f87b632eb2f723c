package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"
)

// told are the services outside that hear of the lab's alert.
var told = []string{"discord", "mail", "webhook"}

// belated are alerts about answers that come late, as they do on a machine that is busy with other work.
var belated = []string{"HostDown", "PrometheusRulesMissed", "ScrapeSlow", "TargetDown", "TargetFlapping"}

// quiet looks for alerts that fire though nothing is wrong. What is said of a host's resources is
// left out: all hosts share the kernel of this machine, and report its load and clock.
func (l *lab) quiet(ctx context.Context) (string, error) {
	shared := map[string]bool{}
	for _, a := range l.Alerts {
		shared[a.Name] = a.Service == "node_exporter"
	}
	return "", eventually(ctx, func() error { // what was not up yet may have fired
		alerts, err := l.server.alerts(ctx)
		all := []error{err}
		busy := slowness() > 1
		for _, a := range alerts {
			if name := a.Labels["alertname"]; a.State == "firing" && !shared[name] && !(busy && slices.Contains(belated, name)) {
				all = append(all, fmt.Errorf("%s fires: %v", name, a.Labels))
			}
		}
		return errors.Join(all...)
	})
}

// alarming is the alert when nginx is stopped.
const alarming = "NginxDown"

func (l *lab) alertsArrive(ctx context.Context) (string, error) {
	nothing := func() error { return nil }
	return l.alarm(ctx, nothing, nothing)
}

// alarm stops nginx until everybody outside has been told, and starts it until everybody knows that
// it is over. Something else may happen meanwhile, and once everybody knows that it fires.
func (l *lab) alarm(ctx context.Context, meanwhile, known func() error) (string, error) {
	service, node, err := l.find("nginx")
	if err != nil {
		return "", err
	}
	victim := l.host(node.Name)
	l.count("alerts provoked", 1)
	first, began := l.world.count(), time.Now()
	if err := victim.control(ctx, "stop", service); err != nil {
		return "", err
	}
	other := meanwhile()
	unheard := eventually(ctx, func() error { return l.everybodyHeard(first, firing, alarming) })
	heard := time.Since(began)
	if unheard == nil {
		unheard = known()
	}
	if err := victim.control(ctx, "start", service); err != nil || other != nil || unheard != nil {
		return "", errors.Join(err, other, unheard)
	}
	began = time.Now()
	err = eventually(ctx, func() error { return l.everybodyHeard(first, resolved, alarming) })
	return fmt.Sprintf("to %s after %.0f s, its end after %.0f s", list(told), heard.Seconds(), time.Since(began).Seconds()), err
}

func (l *lab) everybodyHeard(first int, state, alert string) error {
	var all []error
	for _, service := range told {
		if l.world.times(first, service, state, alert) == 0 {
			all = append(all, fmt.Errorf("%s has not heard that %s is %s", service, alert, state))
		}
	}
	return errors.Join(all...)
}

func (l *lab) messagesTaken(context.Context) (string, error) {
	var all []error
	for _, why := range l.world.refusals() {
		all = append(all, errors.New(why))
	}
	l.count("messages delivered", l.world.count()-len(all))
	return fmt.Sprintf("%d messages", l.world.count()), errors.Join(all...)
}
