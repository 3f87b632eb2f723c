package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// change is one of site.yaml: what is replaced by what.
type change struct{ about, old, new string }

var (
	longerWait = change{"how long an alert waits", "\nreceivers:\n", "\nalerts:\n  NginxDown: {for: 2m}\n\nreceivers:\n"}
	otherPort  = change{"a port", "      node_exporter:\n      nginx:\n", "      node_exporter: {port: 9101}\n      nginx:\n"}
)

// effect is what gen build says of a node.
type effect struct {
	Node            string
	Restart, Reload []string
}

// onlyChanged brings sites that differ in one thing, and then the site itself again: what gen build
// has named reloads or restarts, nothing else does, and Prometheus sees the change.
func (l *lab) onlyChanged(ctx context.Context) (string, error) {
	var found []string
	for _, c := range []change{longerWait, otherPort} {
		touched, err := l.changed(ctx, c)
		if err != nil {
			return list(found), fmt.Errorf("%s: %w", c.about, err)
		}
		found = append(found, c.about+": "+touched)
	}
	return strings.Join(found, "; "), nil
}

func (l *lab) changed(ctx context.Context, c change) (string, error) {
	other, said, err := l.variant(ctx, c.old, c.new)
	if err != nil {
		return "", err
	}
	effects, touched, err := readEffects(said)
	if err != nil {
		return "", err
	}
	before, err := l.seen(ctx, l.site)
	if err != nil {
		return "", err
	}
	there := l.bringEffects(ctx, other, effects)
	between, err := l.seen(ctx, other)
	if err == nil && between == before {
		err = errors.New("what has changed does not reach Prometheus")
	}
	back := l.bringEffects(ctx, l.site, effects)
	after, lost := l.seen(ctx, l.site)
	if lost == nil && after != before {
		lost = fmt.Errorf("after going back Prometheus sees\n%s\nand not\n%s", after, before)
	}
	return touched, errors.Join(there, err, back, lost)
}

// line is the line of site.yaml that begins so, with its end.
func (s *site) line(begin string) (string, error) {
	text, err := os.ReadFile(filepath.Join(s.folder, "site.yaml"))
	for line := range strings.Lines(string(text)) {
		if strings.HasPrefix(line, begin) {
			return line, nil
		}
	}
	return "", errors.Join(err, fmt.Errorf("the site has no line with %s", begin))
}

// variant is a copy of the site's folder, built with another text in site.yaml, and what gen build
// said of it.
func (l *lab) variant(ctx context.Context, old, new string) (*site, string, error) {
	folder, err := os.MkdirTemp(l.work, "variant-")
	if err != nil {
		return nil, "", err
	}
	other := &site{work: l.work, folder: folder, out: filepath.Join(folder, "out"), proofs: l.proofs}
	if _, err := do(ctx, "cp", "-a", l.folder+"/.", folder); err != nil {
		return nil, "", err
	}
	file := filepath.Join(folder, "site.yaml")
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, "", err
	}
	if !strings.Contains(string(text), old) {
		return nil, "", fmt.Errorf("the site does not have %q", old)
	}
	if err := os.WriteFile(file, []byte(strings.Replace(string(text), old, new, 1)), 0o644); err != nil {
		return nil, "", err
	}
	said, err := l.script(ctx, folder, "gen build --format json && gen pki issue >/dev/null", l.words())
	return other, said, errors.Join(err, other.describe(ctx))
}

// readEffects reads what gen build says, by node, and all that it names.
func readEffects(said string) (map[string]effect, string, error) {
	var document struct{ Nodes []effect }
	if err := json.Unmarshal([]byte(said), &document); err != nil {
		return nil, "", fmt.Errorf("gen build: %w", err)
	}
	all := map[string]effect{}
	var touched []string
	for _, e := range document.Nodes {
		all[e.Node] = e
		touched = append(append(touched, e.Restart...), e.Reload...)
	}
	return all, list(touched), nil
}

// bringEffects brings a site to its hosts, on which what is expected happens.
func (l *lab) bringEffects(ctx context.Context, s *site, expected map[string]effect) error {
	return l.each(func(h *host) error {
		before, err := h.starts(ctx)
		if err != nil {
			return err
		}
		said, err := h.install(ctx, l.site, s.folder, l.told)
		if err != nil {
			return err
		}
		after, err := h.starts(ctx)
		e := expected[h.Name]
		return errors.Join(err,
			h.same("started anew", anew(before, after), e.Restart),
			h.same("restarted, says apply,", acts(said, "restarted"), e.Restart),
			h.same("reloaded, says apply,", acts(said, "reloaded"), e.Reload))
	})
}

func (h *host) same(verb string, found, expected []string) error {
	if slices.Equal(slices.Sorted(slices.Values(found)), slices.Sorted(slices.Values(expected))) {
		return nil
	}
	return fmt.Errorf("%s: %s are [%s]; expected are [%s]", h.Name, verb, list(found), list(expected))
}

// anew are the units and containers that have started since.
func anew(before, after map[string]string) []string {
	var all []string
	for name, start := range after {
		if start != before[name] {
			all = append(all, name)
		}
	}
	for name := range maps.Keys(before) {
		if _, there := after[name]; !there {
			all = append(all, name)
		}
	}
	return all
}

// seen is what Prometheus has of a site, once all targets are up: their names, and its alerts with
// how long they wait.
func (l *lab) seen(ctx context.Context, s *site) (string, error) {
	if _, err := l.areUp(ctx, s.expected()); err != nil {
		return "", err
	}
	rules, err := l.server.rules(ctx)
	all := s.expected()
	for _, r := range rules {
		all = append(all, fmt.Sprintf("%s %.0f", r.Name, r.Duration))
	}
	return strings.Join(all, "\n"), err
}
