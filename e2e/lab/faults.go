package main

import (
	"context"
	"errors"
	"fmt"
	"strings"
)

// cableCut takes a host off the network, until its targets are known to be down, and back.
func (l *lab) cableCut(ctx context.Context) (string, error) {
	server, err := l.watchedServer()
	if err != nil {
		return "", err
	}
	port := "vb-" + server.host.Name // as systemd-nspawn names it
	if _, err := do(ctx, "ip", "link", "set", port, "down"); err != nil {
		return "", err
	}
	lost := eventually(ctx, func() error {
		return l.judged(ctx, server.target(), func(t target) error {
			if t.Health != "down" {
				return fmt.Errorf("%s is %s though its host is cut off", t.name(), t.Health)
			}
			return nil
		})
	})
	_, err = do(ctx, "ip", "link", "set", port, "up")
	found, up := l.targetsUp(ctx)
	return found + " up again", errors.Join(lost, err, up)
}

// hostRestarts boots one host anew while the others run.
func (l *lab) hostRestarts(ctx context.Context) (string, error) {
	server, err := l.watchedServer()
	if err != nil {
		return "", err
	}
	if err := errors.Join(server.host.halt(), server.host.start(ctx)); err != nil {
		return "", err
	}
	_, units := l.unitsRun(ctx)
	found, up := l.targetsUp(ctx)
	return found + " up again", errors.Join(units, up)
}

// messengerSleeps stops Alertmanager before an alert fires: everybody is told once it is back. That
// takes a minute, after which Prometheus sends again what it could not (rules.alert.resend-delay).
func (l *lab) messengerSleeps(ctx context.Context) (string, error) {
	service, node, err := l.find("alertmanager")
	if err != nil {
		return "", err
	}
	messenger := l.host(node.Name)
	if err := messenger.control(ctx, "stop", service); err != nil {
		return "", err
	}
	return l.alarm(ctx, func() error {
		fires := eventually(ctx, func() error { return l.fires(ctx, alarming) })
		return errors.Join(fires, messenger.control(ctx, "start", service))
	}, func() error { return nil })
}

// fires tells whether Prometheus knows of an alert.
func (l *lab) fires(ctx context.Context, name string) error {
	alerts, err := l.server.alerts(ctx)
	for _, a := range alerts {
		if a.Labels["alertname"] == name && a.State == "firing" {
			return nil
		}
	}
	return errors.Join(errors.New(name+" does not fire"), err)
}

// fill takes all room of a disk but what only root may use.
const fill = `free=$(df --output=avail -B1 / | tail -n 1)
fallocate -l $((free - 4194304)) /full
dd if=/dev/zero of=/fuller bs=64k count=64 status=none`

// diskFull fills the disk of the host that scrapes until Prometheus cannot store what it has
// scraped. apply touches nothing then, and all goes on when there is room again.
func (l *lab) diskFull(ctx context.Context) (string, error) {
	h, err := l.scraper()
	if err != nil {
		return "", err
	}
	other, _, err := l.variant(ctx, longerWait.old, longerWait.new)
	if err != nil {
		return "", err
	}
	if _, err := h.run(ctx, "sh", "-euc", fill); err != nil {
		return "", err
	}
	undisturbed := h.undisturbed(ctx, func() error {
		stopped := eventually(ctx, func() error { return l.stores(ctx, false) })
		_, err := h.install(ctx, l.site, other.folder, l.told)
		if err == nil || !strings.Contains(err.Error(), "of space at") && !strings.Contains(err.Error(), "No space left") {
			return fmt.Errorf("apply did not find the disk full: %w", errors.Join(err, errors.New("it has ended")))
		}
		return stopped
	})
	_, emptied := h.run(ctx, "rm", "-f", "/full", "/fuller")
	again := eventually(ctx, func() error { return l.stores(ctx, true) })
	return "", errors.Join(undisturbed, emptied, again, l.there(ctx, l.site))
}

// stores tells whether Prometheus has samples of the last seconds.
func (l *lab) stores(ctx context.Context, expected bool) error {
	ages, err := l.server.vector(ctx, "time() - max(timestamp(up))")
	if err != nil {
		return err
	}
	if len(ages) == 0 {
		return errors.New("there are no samples in Prometheus")
	}
	for _, age := range ages {
		if fresh := age.value < 10; fresh != expected {
			return fmt.Errorf("the last samples are %.0f s old", age.value)
		}
	}
	return nil
}
