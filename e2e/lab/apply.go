package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
)

// nothingToChange is the end of what apply says then.
const nothingToChange = ": nothing to change\n"

// appliedAgain brings the same bundles again: nothing is to be done, and nothing starts anew.
func (l *lab) appliedAgain(ctx context.Context) (string, error) {
	began := time.Now()
	err := l.each(func(h *host) error {
		return h.undisturbed(ctx, func() error {
			said, err := h.install(ctx, l.site, l.folder, l.told)
			if err == nil && !strings.HasSuffix(said, nothingToChange) {
				err = fmt.Errorf("%s: apply said %s", h.Name, said)
			}
			return err
		})
	})
	return fmt.Sprintf("in %.1f s", time.Since(began).Seconds()), err
}

// changeRefused brings a bundle with a file that nginx cannot read: everything stays as it is.
func (l *lab) changeRefused(ctx context.Context) (string, error) {
	_, node, err := l.find("nginx")
	if err != nil {
		return "", err
	}
	const file = "/etc/nginx/conf.d/gen-status.conf"
	h := l.host(node.Name)
	before, err := h.run(ctx, "cat", file)
	if err != nil {
		return "", err
	}
	return "", h.undisturbed(ctx, func() error {
		_, failed := h.install(ctx, l.site, l.folder, l.told, spoiled+"="+file)
		if failed == nil || !strings.Contains(failed.Error(), "what was there before is back") {
			return fmt.Errorf("apply did not go back: %w", errors.Join(failed, errors.New("it has ended")))
		}
		after, err := h.run(ctx, "cat", file)
		if err == nil && after != before {
			err = fmt.Errorf("%s is another one", file)
		}
		return err
	})
}

// serviceGoes takes a service out of the site and brings its host what is left; then it brings
// everything again.
func (l *lab) serviceGoes(ctx context.Context) (string, error) {
	service, node, err := l.find("apache_exporter")
	if err != nil {
		return "", err
	}
	h := l.host(node.Name)
	line, err := l.line("      apache_exporter:")
	if err != nil {
		return "", err
	}
	without, _, err := l.variant(ctx, line, "")
	if err != nil {
		return "", err
	}
	said, err := h.install(ctx, l.site, without.folder, l.told)
	if err != nil {
		return "", err
	}
	left, err := h.run(ctx, "find", "/etc", "-path", "*"+service.Name+"*", "-not", "-path", "*/multi-user.target.wants/*")
	if runs := h.runs(ctx, service); err == nil && (left != "" || runs) {
		err = fmt.Errorf("runs: %t; it leaves %s", runs, left)
	}
	_, again := h.install(ctx, l.site, l.folder, l.told)
	found, up := l.targetsUp(ctx)
	return fmt.Sprintf("%d files; %s up again", strings.Count(said, "\n  remove "), found), errors.Join(err, again, up)
}

// host is the host of a node.
func (l *lab) host(name string) *host {
	return l.hosts[slices.IndexFunc(l.hosts, func(h *host) bool { return h.Name == name })]
}

// undisturbed does something, after which the same processes have to run on the host as before.
func (h *host) undisturbed(ctx context.Context, do func() error) error {
	before, err := h.starts(ctx)
	if err != nil {
		return err
	}
	failed := do()
	after, err := h.starts(ctx)
	return errors.Join(failed, err, h.same("started anew", anew(before, after), nil))
}

// starts tells one start of each unit and container from the next.
func (h *host) starts(ctx context.Context) (map[string]string, error) {
	args := []string{"systemctl", "show", "--value", "--property=InvocationID", "gen-firewall.service"}
	for _, service := range h.Services {
		if service.Image == "" {
			args = append(args, service.Unit)
		}
	}
	said, err := h.run(ctx, args...)
	if err != nil {
		return nil, err
	}
	all := map[string]string{}
	ids := strings.Fields(said)
	for at, unit := range args[4:] {
		all[unit] = ids[at]
	}
	if !h.hasContainers() {
		return all, nil
	}
	said, err = h.run(ctx, "sh", "-c", "docker ps --quiet | xargs docker inspect --format '{{.Name}} {{.State.StartedAt}}'")
	for line := range strings.Lines(said) {
		name, start, _ := strings.Cut(strings.TrimSpace(line), " ")
		all[name] = start
	}
	return all, err
}
