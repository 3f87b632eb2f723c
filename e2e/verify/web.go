package main

import (
	"errors"
	"fmt"
	"os"
	"strings"
)

// checkNginx has Debian's nginx read its configuration with n's files in it, and wants it to have
// read each of them: a file that no include reaches is dead.
func checkNginx(_ *node, files []string) error {
	out, err := command("nginx", "-T")
	return errors.Join(err, warnings(out), unreached(out, files, "# configuration file %s:"))
}

// checkNginxProcesses does so for each nginx process of its own, such as a TLS front.
func checkNginxProcesses(n *node, files []string) error {
	var all []error
	for _, file := range files {
		if file == "/etc/nginx/nginx.conf" {
			all = append(all, checkNginx(n, []string{file}))
			continue
		}
		out, err := command("nginx", "-t", "-c", n.at(file))
		all = append(all, err, warnings(out))
	}
	return errors.Join(all...)
}

// warnings are lines that nginx prints although it accepts the configuration.
func warnings(out string) error {
	var all []error
	for line := range strings.Lines(out) {
		if strings.HasPrefix(line, "nginx: [") {
			all = append(all, errors.New(strings.TrimSpace(line)))
		}
	}
	return errors.Join(all...)
}

// checkApache is checkNginx for Apache.
func checkApache(_ *node, files []string) error {
	out, err := command("apache2ctl", "-t", "-D", "DUMP_INCLUDES")
	return errors.Join(err, unreached(out, files, ") %s\n"))
}

// checkHTTPD has Debian's Apache read a file that is laid out as on Red Hat: there modules are found
// below the server's root.
func checkHTTPD(n *node, file string) error {
	if _, err := os.Lstat("/etc/apache2/modules"); err != nil {
		if err := os.Symlink("/usr/lib/apache2/modules", "/etc/apache2/modules"); err != nil {
			return err
		}
	}
	return loud("apache2ctl", "-t", "-c", "Include "+n.at(file))
}

// unreached lists the files that a server did not read, by the line that it prints of one. A file
// may also be reached through a link to it.
func unreached(out string, files []string, line string) error {
	var all []error
	for _, file := range files {
		if !strings.Contains(out, fmt.Sprintf(line, file)) && !linked(out, file, line) {
			all = append(all, fmt.Errorf("%s: no include reaches it", file))
		}
	}
	return errors.Join(all...)
}

// linked tells whether a server read file under its name in the -enabled folder beside it.
func linked(out, file, line string) bool {
	enabled := strings.Replace(file, "-available/", "-enabled/", 1)
	_, err := os.Stat(enabled)
	return enabled != file && err == nil && strings.Contains(out, fmt.Sprintf(line, enabled))
}
