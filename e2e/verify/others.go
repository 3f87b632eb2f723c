package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"strings"
	"unicode/utf8"

	"gopkg.in/yaml.v3"
)

// checkCompose has every pinned docker compose read the file: people run what their distribution brings.
func checkCompose(n *node, file string) error {
	versions := n.box.versions["docker-compose"]
	if len(versions) == 0 {
		return fmt.Errorf("docker-compose is not in %s", n.box.folder)
	}
	var all []error
	for _, version := range versions {
		all = append(all, silent(n.box.path("docker-compose", version), "-f", n.at(file), "config", "-q"))
	}
	return errors.Join(all...)
}

func checkBlackbox(n *node, file string) error {
	_, err := n.tool("blackbox_exporter", "blackbox_exporter", "--config.check", "--config.file="+n.at(file))
	return err
}

func checkNft(n *node, file string) error { return silent("nft", "-c", "-f", n.at(file)) }

func checkScript(n *node, file string) error { return silent("shellcheck", n.at(file)) }

// hostLine is a Host of an ssh_config, without patterns.
var hostLine = regexp.MustCompile(`(?m)^Host\s+([^\s*?!]+)`)

// checkSSH resolves every host that the file names.
func checkSSH(n *node, file string) error {
	hosts := hostLine.FindAllStringSubmatch(n.files[file], -1)
	if len(hosts) == 0 {
		return errors.New("names no host")
	}
	var all []error
	for _, host := range hosts {
		all = append(all, loud("ssh", "-G", "-F", n.at(file), host[1]))
	}
	return errors.Join(all...)
}

func checkJSON(n *node, file string) error {
	var value any
	return json.Unmarshal([]byte(n.files[file]), &value)
}

func checkYAML(n *node, file string) error {
	var value any
	return yaml.Unmarshal([]byte(n.files[file]), &value)
}

// iniLine is what a line of an INI file may be: empty, a comment, a section, an assignment.
var iniLine = regexp.MustCompile(`^\s*($|[#;]|\[[^\]]+\]\s*$|[A-Za-z0-9_.-]+\s*=)`)

func checkINI(n *node, file string) error {
	for number, line := range strings.Split(n.files[file], "\n") {
		if !iniLine.MatchString(line) {
			return fmt.Errorf("line %d: not of an INI file: %s", number+1, line)
		}
	}
	return nil
}

// checkText is for files that no program of a node reads: they are text, and end with a newline.
func checkText(n *node, file string) error {
	text := n.files[file]
	if !utf8.ValidString(text) || !strings.HasSuffix(text, "\n") {
		return errors.New("not text that ends with a newline")
	}
	return nil
}
