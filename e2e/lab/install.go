package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"strings"

	"gen/generator/describe"
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
		if tool := recipes[service.Blueprint].tool; tool != "" && service.Image != "" {
			if err := h.bring(filepath.Join(tools, tool+"-"+service.Version), staged+tool); err != nil {
				return err
			}
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

// control starts, stops or restarts a service, wherever it runs.
func (h *host) control(ctx context.Context, verb string, service describe.Service) error {
	_, err := h.run(ctx, controller(service), verb, service.Unit)
	return err
}

// controller is the program that does so.
func controller(service describe.Service) string {
	if service.Image != "" {
		return "docker"
	}
	return "systemctl"
}

// runs tells whether a service runs.
func (h *host) runs(ctx context.Context, service describe.Service) bool {
	if service.Image != "" {
		said, err := h.run(ctx, "docker", "ps", "--quiet", "--filter", "name=^"+service.Unit+"$")
		return err == nil && strings.TrimSpace(said) != ""
	}
	_, err := h.run(ctx, "systemctl", "is-active", service.Unit)
	return err == nil
}

// install does for a running host what the README says, and returns what that prints.
func (h *host) install(ctx context.Context, s *site, folder string, told instructions, environment ...string) (string, error) {
	bring, err := told.with("gen bundle")
	if err != nil {
		return "", err
	}
	return s.script(ctx, folder, replaced(bring, "NODE", h.Name), environment...)
}
