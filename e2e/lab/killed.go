package main

import (
	"context"
	"errors"
	"fmt"
)

// applyKilled ends apply at once and without a word while it is at work, and runs it again: as soon
// as it has noted how to go back, and once it is at work with units.
func (l *lab) applyKilled(ctx context.Context) (string, error) {
	server, err := l.watchedServer()
	if err != nil {
		return "", err
	}
	other, _, err := l.variant(ctx, otherPort.old, otherPort.new)
	if err != nil {
		return "", err
	}
	for _, moment := range []string{"beside", "restart"} {
		// With the old bundle apply goes back first, with the same one it goes on.
		for _, next := range []*site{l.site, other} {
			if err := l.kill(ctx, server.host, other, moment); err != nil {
				return "", fmt.Errorf("after it has noted %q: %w", moment, err)
			}
			if err := errors.Join(l.there(ctx, next), l.there(ctx, l.site)); err != nil {
				return "", fmt.Errorf("killed after it has noted %q: %w", moment, err)
			}
		}
	}
	_, err = l.unitsRun(ctx)
	return "4 times", err
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
