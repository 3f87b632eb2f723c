package main

import (
	"errors"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"gopkg.in/yaml.v3"
)

// What configurations mention without bringing it: found by the look of a path.
var (
	pemPath    = regexp.MustCompile(`[A-Za-z0-9_./-]+\.(?:crt|pem|key)\b`)
	secretPath = regexp.MustCompile(`[A-Za-z0-9_./-]*/?secrets/[A-Za-z0-9_.-]*[A-Za-z0-9_]`)
	execPath   = regexp.MustCompile(`(?m)^Exec[A-Za-z]+=[-+!@:]*([^-+!@:\s]\S*)`)
)

// harmless is the value of every secret. It is a URL, because some secrets have to be one.
const harmless = "https://secret.invalid/value"

// furnish puts beside n's files what the node will have by other means: programs, secrets,
// certificates. A certificate for which the tree has a request is left to checkRequest.
func (n *node) furnish() error {
	if err := furnishUnits(); err != nil {
		return err
	}
	if err := n.furnishPrograms(); err != nil {
		return err
	}
	for _, path := range n.mentioned(secretPath) {
		if err := writeNew(path, harmless, 0o640); err != nil {
			return err
		}
	}
	if err := n.furnishHosts(); err != nil {
		return err
	}
	return n.furnishPEM(n.mentioned(pemPath))
}

// furnishPrograms puts an empty script where a unit's program will be, if this machine has none.
func (n *node) furnishPrograms() error {
	var all []error
	for _, text := range n.files {
		for _, match := range execPath.FindAllStringSubmatch(text, -1) {
			path := match[1]
			if !filepath.IsAbs(path) {
				path = filepath.Join("/usr/local/bin", path)
			}
			all = append(all, writeNew(path, "#!/bin/sh\n", 0o755))
		}
	}
	return errors.Join(all...)
}

// furnishHosts gives the services of compose files an address each, as the engine's name server
// does: nginx resolves names when it reads its configuration.
func (n *node) furnishHosts() error {
	hosts := "127.0.0.1 localhost\n::1 localhost\n"
	for _, file := range paths(n.files) {
		if !strings.HasPrefix(filepath.Base(file), "compose.y") {
			continue
		}
		var project struct {
			Services map[string]any `yaml:"services"`
		}
		if err := yaml.Unmarshal([]byte(n.files[file]), &project); err != nil {
			continue // docker compose says it better
		}
		for _, name := range slices.Sorted(maps.Keys(project.Services)) {
			hosts += "127.0.0.1 " + name + "\n"
		}
	}
	return os.WriteFile("/etc/hosts", []byte(hosts), 0o644)
}

// furnishPEM makes pairs of what comes as STEM.key and STEM.crt, and a bundle of both CAs of all else.
func (n *node) furnishPEM(mentioned []string) error {
	for _, path := range mentioned {
		stem := strings.TrimSuffix(path, filepath.Ext(path))
		if _, requested := n.files[stem+".cnf"]; requested {
			continue
		}
		var err error
		if slices.Contains(mentioned, stem+".key") {
			err = writePair(stem, filepath.Ext(path))
		} else {
			err = writeNew(path, authorities.bundle(), 0o644)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// mentioned lists the paths in n's files that match, made absolute, in order. What people read is
// left out: a page may speak of files that are elsewhere.
func (n *node) mentioned(pattern *regexp.Regexp) []string {
	var found []string
	for _, file := range paths(n.files) {
		if filepath.Ext(file) == ".md" {
			continue
		}
		for _, match := range pattern.FindAllStringSubmatch(n.files[file], -1) {
			path := match[len(match)-1]
			if !filepath.IsAbs(path) {
				path = filepath.Join(filepath.Dir(file), path)
			}
			found = append(found, filepath.Clean(path))
		}
	}
	slices.Sort(found)
	return slices.Compact(found)
}
