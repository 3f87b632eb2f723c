package main

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"
)

// applyKilled ends apply at once and without a word while it is at work, and runs it again: as soon
// as it has noted how to go back, and once it is at work with units.
func (l *lab) applyKilled(ctx context.Context) (string, error) {
	server, err := l.watchedServer()
	if err != nil {
		return "", err
	}
	port := changes[1]
	other, _, err := l.variant(ctx, port.old, port.new)
	if err != nil {
		return "", err
	}
	for _, moment := range []string{"beside", "restart"} {
		if err := l.kill(ctx, server.host, other, moment); err != nil {
			return "", fmt.Errorf("after it has noted %q: %w", moment, err)
		}
		// The old bundle: apply goes back first, as this is another one.
		if _, err := server.host.install(ctx, l.site, l.folder, l.told); err != nil {
			return "", err
		}
		if err := l.kill(ctx, server.host, other, moment); err != nil {
			return "", fmt.Errorf("again: %w", err)
		}
		// The same bundle: apply goes on.
		if err := l.there(ctx, other); err != nil {
			return "", err
		}
		if err := l.there(ctx, l.site); err != nil {
			return "", err
		}
	}
	return "4 times", nil
}

// there brings a site to all hosts, and all its targets are up.
func (l *lab) there(ctx context.Context, s *site) error {
	err := l.each(func(h *host) error { _, err := h.install(ctx, l.site, s.folder, l.told); return err })
	_, down := l.areUp(ctx, s.expected())
	return errors.Join(err, down)
}

// kill brings a site to a host and ends apply when its journal has a note of that kind.
func (l *lab) kill(ctx context.Context, h *host, s *site, note string) error {
	killed := make(chan error, 1)
	go func() {
		_, err := h.run(ctx, "timeout", "30", "sh", "-c",
			`until grep -q "^`+note+`" /var/lib/gen/journal/list; do sleep 0.01; done 2>/dev/null; pkill -KILL -f "^(/bin/)?sh /etc/gen/apply"`)
		killed <- err
	}()
	_, ended := h.install(ctx, l.site, s.folder, l.told)
	if err := <-killed; err != nil {
		return fmt.Errorf("apply cannot be killed: %w", errors.Join(err, ended))
	}
	if ended == nil {
		return errors.New("apply was at its end already")
	}
	return nil
}

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
	lost := eventually(ctx, time.Minute, func() error {
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
	if _, err := messenger.run(ctx, "systemctl", "stop", service.Unit); err != nil {
		return "", err
	}
	return l.alarm(ctx, func() error {
		fires := eventually(ctx, time.Minute, func() error { return l.fires(ctx, alarming) })
		_, err := messenger.run(ctx, "systemctl", "start", service.Unit)
		return errors.Join(fires, err)
	})
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

// diskFull fills the disk of the host that scrapes: it goes on, apply touches nothing, and all is
// well when there is room again.
func (l *lab) diskFull(ctx context.Context) (string, error) {
	h, err := l.scraper()
	if err != nil {
		return "", err
	}
	other, _, err := l.variant(ctx, changes[0].old, changes[0].new)
	if err != nil {
		return "", err
	}
	if _, err := h.run(ctx, "sh", "-euc", fill); err != nil {
		return "", err
	}
	undisturbed := h.undisturbed(ctx, func() error {
		_, err := h.install(ctx, l.site, other.folder, l.told)
		if err == nil || !strings.Contains(err.Error(), "of space at") && !strings.Contains(err.Error(), "No space left") {
			err = fmt.Errorf("apply did not find the disk full: %w", errors.Join(err, errors.New("it has ended")))
		} else {
			err = nil
		}
		return err
	})
	_, emptied := h.run(ctx, "rm", "-f", "/full", "/fuller")
	return "", errors.Join(undisturbed, emptied, l.there(ctx, l.site))
}
