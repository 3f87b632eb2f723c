package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"strings"
)

// upstream are the names of programs that gen calls by the name of their service.
var upstream = map[string]string{"nginx_exporter": "nginx-prometheus-exporter"}

// programs puts on the host's disk what its services run, and what the distribution has not.
func (h *host) programs(tools string) error {
	for _, service := range h.Services {
		where := service.Program
		if service.Image != "" {
			where = staged + service.Blueprint
		} else if path.Dir(where) != "/usr/local/bin" {
			continue
		}
		name := service.Blueprint
		if name == "front" {
			continue // nginx, which the disk has
		}
		if other, ok := upstream[name]; ok {
			name = other
		}
		if err := h.bring(filepath.Join(tools, name+"-"+service.Version), where); err != nil {
			return err
		}
	}
	if !h.hasContainers() {
		return nil
	}
	return errors.Join(h.bring("/bin/busybox", staged+"busybox"), h.bring(filepath.Join(tools, composePlugin), pluginPath),
		h.bring("e2e/lab/image.sh", staged+"image.sh"))
}

// bring copies a program to the host's disk.
func (h *host) bring(program, where string) error {
	text, err := os.ReadFile(program)
	if err != nil {
		return fmt.Errorf("%s has not been prepared: %w", filepath.Base(program), err)
	}
	return errors.Join(h.folder(where), os.WriteFile(filepath.Join(h.root(), where), text, 0o755))
}

// values are secrets whose form matters; that of all others does not.
var values = map[string]string{"discord-webhook": discordURL}

// install does on a running host what the README says: copy, make users, write secrets, start.
func (h *host) install(ctx context.Context, s *site, told instructions) error {
	carry, err := told.with("ssh")
	if err != nil {
		return err
	}
	users, err := told.with("systemd-tmpfiles")
	if err != nil {
		return err
	}
	start, err := told.with("systemctl")
	if err != nil {
		return err
	}
	carry = strings.ReplaceAll(carry, "NODE", h.Name)
	if err := script(ctx, s.out, carry, "PATH="+filepath.Join(h.work, "bin")+":"+os.Getenv("PATH")); err != nil {
		return err
	}
	for _, piece := range []string{users, h.secrets(), users, start} {
		if _, err := h.run(ctx, "sh", "-euc", piece); err != nil {
			return fmt.Errorf("%s: %w", h.Name, err)
		}
	}
	return nil
}

// secrets is a script that writes the host's secrets, and fills in those that a daemon cannot read
// from a file.
func (h *host) secrets() string {
	var out strings.Builder
	for _, service := range h.Services {
		for _, secret := range service.Secrets {
			value, ok := values[secret.Name]
			if !ok {
				value = "harmless"
			}
			fmt.Fprintf(&out, "printf %%s '%s' >'%s'\n", value, secret.Path)
			if secret.Inline {
				fmt.Fprintf(&out, "grep -rlF 'https://gen-secret.invalid/%[1]s' '/etc/%[2]s' | xargs sed -i 's|https://gen-secret.invalid/%[1]s|%[3]s|'\n", secret.Name, service.Name, value)
			}
		}
	}
	return out.String()
}
