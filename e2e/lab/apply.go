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

// appliedAgain brings the same bundles again: nothing is to be done, and nothing starts anew.
func (l *lab) appliedAgain(ctx context.Context) (string, error) {
	began := time.Now()
	err := l.each(func(h *host) error {
		return h.undisturbed(ctx, func() error {
			said, err := h.install(ctx, l.site, l.folder, l.told)
			if err == nil && !strings.HasSuffix(said, ": nothing to change\n") {
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
	without, err := l.without(ctx, "      apache_exporter:\n")
	if err != nil {
		return "", err
	}
	said, err := h.install(ctx, l.site, without, l.told)
	if err != nil {
		return "", err
	}
	left, err := h.run(ctx, "find", "/etc", "-path", "*"+service.Name+"*", "-not", "-path", "*/multi-user.target.wants/*")
	if active, _ := h.run(ctx, "systemctl", "is-active", service.Unit); err == nil && (left != "" || strings.TrimSpace(active) == "active") {
		err = fmt.Errorf("is %s and leaves %s", strings.TrimSpace(active), left)
	}
	_, again := h.install(ctx, l.site, l.folder, l.told)
	found, up := l.targetsUp(ctx)
	return fmt.Sprintf("%d files; %s up again", strings.Count(said, "\n  remove "), found), errors.Join(err, again, up)
}

// without is a copy of the site's folder, built without some lines of site.yaml.
func (l *lab) without(ctx context.Context, lines string) (string, error) {
	folder := filepath.Join(l.work, "without")
	if _, err := do(ctx, "cp", "-a", l.folder, folder); err != nil {
		return "", err
	}
	file := filepath.Join(folder, "site.yaml")
	text, err := os.ReadFile(file)
	if err != nil {
		return "", err
	}
	if !strings.Contains(string(text), lines) {
		return "", fmt.Errorf("the site does not have %q", lines)
	}
	if err := os.WriteFile(file, []byte(strings.Replace(string(text), lines, "", 1)), 0o644); err != nil {
		return "", err
	}
	_, err = l.script(ctx, folder, "gen build && gen pki issue", "GEN_PASSPHRASE_FILE="+filepath.Join(l.work, "words"))
	return folder, err
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
	if err == nil && before != after {
		err = fmt.Errorf("%s: something started anew: before\n%s\nafter\n%s", h.Name, before, after)
	}
	return errors.Join(failed, err)
}

// starts tells one start of each unit and container from the next.
func (h *host) starts(ctx context.Context) (string, error) {
	var units []string
	for _, service := range h.Services {
		if service.Image == "" {
			units = append(units, service.Unit)
		}
	}
	args := append([]string{"systemctl", "show", "--property=Id", "--property=InvocationID", "gen-firewall.service"}, units...)
	started, err := h.run(ctx, args...)
	if err == nil && h.hasContainers() {
		var containers string
		containers, err = h.run(ctx, "sh", "-c", "docker ps --quiet | xargs docker inspect --format '{{.Name}} {{.State.StartedAt}}' | sort")
		started += containers
	}
	return started, err
}
