package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"gen/generator/describe"
)

const (
	// staged is where the lab puts on a host's disk what becomes images.
	staged = "/var/lib/lab/"
	// composePlugin is the Compose of hosts with containers, and pluginPath where docker looks for it.
	composePlugin = "docker-compose-2.40.3"
	pluginPath    = "/usr/libexec/docker/cli-plugins/docker-compose"
)

// recipe is what matters of an official image: its program, the user, what runs it, and the program
// for people in it, if there is one.
type recipe struct{ program, where, user, entrypoint, tool string }

// recipes are those of the images' Dockerfiles, by blueprint.
var recipes = map[string]recipe{
	"prometheus":      {staged + "prometheus", "/bin/prometheus", "nobody", `["/bin/prometheus"]`, "promtool"},
	"alertmanager":    {staged + "alertmanager", "/bin/alertmanager", "nobody", `["/bin/alertmanager"]`, "amtool"},
	"node_exporter":   {staged + "node_exporter", "/bin/node_exporter", "nobody", `["/bin/node_exporter"]`, ""},
	"nginx_exporter":  {staged + "nginx_exporter", "/usr/bin/nginx-prometheus-exporter", "1001:1001", `["/usr/bin/nginx-prometheus-exporter"]`, ""},
	"apache_exporter": {staged + "apache_exporter", "/bin/apache_exporter", "nobody", `["/bin/apache_exporter"]`, ""},
	"cadvisor":        {staged + "cadvisor", "/usr/bin/cadvisor", "root", `["/usr/bin/cadvisor","-logtostderr"]`, ""},
	"front":           {"/usr/sbin/nginx", "/usr/sbin/nginx", "root", `[]`, ""},
}

func (h *host) hasContainers() bool {
	return slices.ContainsFunc(h.Services, func(s describe.Service) bool { return s.Image != "" })
}

// writableGroups lets the host's engine divide control groups of version 1, which systemd-nspawn
// hands out read-only.
const writableGroups = `[Service]
ExecStartPre=/bin/sh -c 'for g in /sys/fs/cgroup/*/; do mount -o remount,rw,bind "$g" || true; done'
`

// silentKernel stands in for the kernel's log, which no host of the lab sees: /dev/null by another name.
const silentKernel = "c /dev/kmsg 0600 root root - 1:3\n"

// images gives the host's engine what it would fetch from a registry.
func (h *host) images(ctx context.Context) error {
	if !h.hasContainers() {
		return nil
	}
	if _, err := h.run(ctx, "systemctl", "start", "docker"); err != nil {
		return err
	}
	made := map[string]bool{}
	for _, service := range h.Services {
		if service.Image == "" || made[service.Image] {
			continue
		}
		r, ok := recipes[service.Blueprint]
		if !ok {
			return fmt.Errorf("the lab does not know how to make %s", service.Image)
		}
		if _, err := h.run(ctx, staged+"image.sh", service.Image, r.program, r.where, r.user, r.entrypoint, r.tool); err != nil {
			return err
		}
		made[service.Image] = true
	}
	return nil
}

// loosen writes what only an engine in a lab needs.
func (h *host) loosen() error {
	if !h.hasContainers() {
		return nil
	}
	file := "etc/systemd/system/containerd.service.d/lab.conf"
	return errors.Join(h.folder(file), h.write(file, writableGroups), h.write("etc/tmpfiles.d/lab.conf", silentKernel))
}

// containersRun finds containers that do not run, and what they said last.
func (h *host) containersRun(ctx context.Context) error {
	if !h.hasContainers() {
		return nil
	}
	rows, err := h.run(ctx, "docker", "ps", "--all", "--format", "{{.Names}} {{.Status}}")
	all := []error{err}
	for _, row := range strings.Split(strings.TrimSpace(rows), "\n") {
		name, status, _ := strings.Cut(row, " ")
		if !strings.HasPrefix(status, "Up") || strings.Contains(status, "unhealthy") {
			said, _ := h.run(ctx, "sh", "-c", "docker logs --tail 5 "+name+" 2>&1")
			all = append(all, fmt.Errorf("%s: container %s is %s: %s", h.Name, name, status, strings.TrimSpace(said)))
		}
	}
	return errors.Join(all...)
}
