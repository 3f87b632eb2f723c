package main

import (
	"errors"
	"fmt"
	"path/filepath"
	"strings"

	"gopkg.in/yaml.v3"
)

func checkPrometheus(n *node, file string) error {
	_, err := n.tool("promtool", "prometheus", "check", "config", "--lint=all", "--lint-fatal", n.at(file))
	return err
}

func checkRules(n *node, file string) error {
	_, err := n.tool("promtool", "prometheus", "check", "rules", "--lint=all", "--lint-fatal", n.at(file))
	return err
}

func checkWebConfig(n *node, file string) error {
	_, err := n.tool("promtool", "prometheus", "check", "web-config", n.at(file))
	return err
}

// checkHTTPClient has promtool use the file against a port where nobody listens: it must get as far
// as to be refused.
func checkHTTPClient(n *node, file string) error {
	out, err := n.tool("promtool", "prometheus", "query", "instant", "--http.config.file="+n.at(file), "https://127.0.0.1:1", "up")
	if err != nil && strings.Contains(out, "connection refused") {
		return nil
	}
	return fmt.Errorf("not refused as expected: %w", err)
}

// checkTargets wants every target file to be named in a prometheus.yml: promtool read it with that.
func checkTargets(n *node, files []string) error {
	var all []error
	for _, file := range files {
		if !n.globbed(file) {
			all = append(all, fmt.Errorf("%s: no prometheus.yml of this node names it", file))
		}
	}
	return errors.Join(all...)
}

// globbed tells whether a prometheus.yml of n reads file as a target file.
func (n *node) globbed(file string) bool {
	for path, text := range n.files {
		if filepath.Base(path) != "prometheus.yml" {
			continue
		}
		for _, glob := range targetFiles(text) {
			if !filepath.IsAbs(glob) {
				glob = filepath.Join(filepath.Dir(path), glob)
			}
			if ok, err := filepath.Match(glob, file); err == nil && ok {
				return true
			}
		}
	}
	return false
}

// targetFiles lists the paths and globs of target files in a prometheus.yml; none in a broken one,
// of which promtool has said so.
func targetFiles(config string) []string {
	var c struct {
		Scrape []struct {
			Discovery []struct {
				Files []string `yaml:"files"`
			} `yaml:"file_sd_configs"`
		} `yaml:"scrape_configs"`
	}
	if err := yaml.Unmarshal([]byte(config), &c); err != nil {
		return nil
	}
	var files []string
	for _, job := range c.Scrape {
		for _, discovery := range job.Discovery {
			files = append(files, discovery.Files...)
		}
	}
	return files
}
