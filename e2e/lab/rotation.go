package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// Certificates are issued so that they are due in as long as ripeness, and renewed as if it were
// over. It is less than their lives reach back, so that hosts take the new ones now.
const (
	ripeness = 30 * time.Minute
	ripe     = 40 * time.Minute
	skew     = time.Hour // by which gen pki has lives begin and end earlier
)

// birth is when certificates have to be issued for that: gen pki renews in the last third of a
// life, and at most 30 days before its end.
func (s *site) birth(now time.Time) time.Time {
	life := time.Duration(s.Certificates[0].Days) * 24 * time.Hour
	return now.Add(ripeness + skew - life + min(life/3, 30*24*time.Hour))
}

// at is the flag by which gen pki takes another time for now.
func at(moment time.Time) string { return " --now " + moment.UTC().Format(time.RFC3339) }

// renewed brings new certificates of the same authorities while Prometheus scrapes.
func (l *lab) renewed(ctx context.Context) (string, error) {
	return l.unmissed(ctx, func(w *watch) error {
		return l.bringCertificates(ctx, w, "gen pki issue"+at(time.Now().Add(ripe)), true)
	})
}

// rotated walks to new authorities while Prometheus scrapes, one host after the other in each
// step. What the old ones have signed is kept in the folder retired.
func (l *lab) rotated(ctx context.Context) (string, error) {
	if err := os.CopyFS(l.retired(), os.DirFS(l.proofs)); err != nil {
		return "", err
	}
	return l.unmissed(ctx, func(w *watch) error {
		for _, step := range []string{"start", "reissue", "finish"} {
			if err := l.bringCertificates(ctx, w, "gen pki rotate "+step, step == "reissue"); err != nil {
				return fmt.Errorf("%s: %w", step, err)
			}
		}
		return nil
	})
}

func (l *lab) retired() string { return filepath.Join(l.work, "retired") }

// bringCertificates runs a command of gen pki and brings what it has made to one host after the
// other. Whatever the mixture, everybody believes everybody. If all is new, servers show it.
func (l *lab) bringCertificates(ctx context.Context, w *watch, command string, all bool) error {
	before, err := l.serials(l.out)
	if err != nil {
		return err
	}
	if _, err := l.script(ctx, l.folder, command, l.words()); err != nil {
		return err
	}
	after, err := l.serials(l.out)
	if err := errors.Join(err, differ(before, after, all), l.collect()); err != nil {
		return err
	}
	for _, h := range l.hosts {
		said, err := h.install(ctx, l.site, l.folder, l.told)
		w.restarted(h, said)
		believed, doubt := l.believed(ctx)
		if err := errors.Join(err, doubt); err != nil {
			return fmt.Errorf("after %s: %w", h.Name, err)
		}
		w.handshakes += believed
	}
	_, down := l.targetsUp(ctx)
	return errors.Join(l.shown(ctx), down)
}

// differ finds certificates that are as before though all should be new, or the other way round.
func differ(before, after map[string]string, all bool) error {
	var wrong []error
	for path, serial := range after {
		if new := serial != before[path]; new != all {
			wrong = append(wrong, fmt.Errorf("%s: new is %t, expected is %t", path, new, all))
		}
	}
	return errors.Join(wrong...)
}

// retiredRefused tries what the old authorities have signed: clients at every listener, and a
// server at Prometheus.
func (l *lab) retiredRefused(ctx context.Context) (string, error) {
	from, err := l.scraper()
	if err != nil {
		return "", err
	}
	tried := 0
	var all []error
	for _, listener := range l.published() {
		for _, c := range l.Certificates {
			if !isClient(c) || !slices.Contains(listener.Admits, c.CN) {
				continue
			}
			tried++
			stem := strings.TrimSuffix(filepath.Join(l.retired(), c.Node, c.Path), ".crt")
			if err := l.knock(ctx, from, listener, knock{stem: stem, want: refused}); err != nil {
				all = append(all, fmt.Errorf("%s, the old certificate of %s: %w", listener.Bind, c.CN, err))
			}
		}
	}
	victim, err := l.watchedServer()
	if err != nil {
		return "", err
	}
	all = append(all, l.impersonated(ctx, victim, filepath.Join(l.retired(), victim.stem()), distrusted("unknown authority")))
	return fmt.Sprintf("%d clients and a server", tried), errors.Join(all...)
}
