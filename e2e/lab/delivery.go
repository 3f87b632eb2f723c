package main

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// told are the services outside that hear of the lab's alert.
var told = []string{"discord", "mail", "webhook"}

// quiet looks for alerts that fire though nothing is wrong. What is said of a host's resources is
// left out: all hosts share the kernel of this machine, and report its load and clock.
func (l *lab) quiet(ctx context.Context) (string, error) {
	shared := map[string]bool{}
	for _, a := range l.Alerts {
		shared[a.Name] = a.Service == "node_exporter"
	}
	alerts, err := l.server.alerts(ctx)
	all := []error{err}
	for _, a := range alerts {
		if name := a.Labels["alertname"]; a.State == "firing" && !shared[name] {
			all = append(all, fmt.Errorf("%s fires: %v", name, a.Labels))
		}
	}
	return "", errors.Join(all...)
}

// alarming is the alert when nginx is stopped.
const alarming = "NginxDown"

func (l *lab) alertsArrive(ctx context.Context) (string, error) {
	return l.alarm(ctx, func() error { return nil })
}

// alarm stops nginx until everybody outside has been told, and starts it until everybody knows that
// it is over. Something else may happen meanwhile.
func (l *lab) alarm(ctx context.Context, meanwhile func() error) (string, error) {
	service, node, err := l.find("nginx")
	if err != nil {
		return "", err
	}
	victim := l.host(node.Name)
	first, began := l.world.count(), time.Now()
	if _, err := victim.run(ctx, "systemctl", "stop", service.Unit); err != nil {
		return "", err
	}
	other := meanwhile()
	firing := eventually(ctx, 2*time.Minute, func() error { return l.everybodyHeard(first, "FIRING", alarming) })
	heard := time.Since(began)
	if _, err := victim.run(ctx, "systemctl", "start", service.Unit); err != nil || other != nil || firing != nil {
		return "", errors.Join(err, other, firing)
	}
	began = time.Now()
	err = eventually(ctx, 2*time.Minute, func() error { return l.everybodyHeard(first, "RESOLVED", alarming) })
	return fmt.Sprintf("to %s after %.0f s, its end after %.0f s", list(told), heard.Seconds(), time.Since(began).Seconds()), err
}

func (l *lab) everybodyHeard(first int, words ...string) error {
	var all []error
	for _, service := range told {
		if !l.world.heard(first, service, words...) {
			all = append(all, fmt.Errorf("%s has not heard %s", service, list(words)))
		}
	}
	return errors.Join(all...)
}

func (l *lab) messagesTaken(context.Context) (string, error) {
	var all []error
	for _, why := range l.world.refusals() {
		all = append(all, errors.New(why))
	}
	return fmt.Sprintf("%d messages", l.world.count()), errors.Join(all...)
}
