package main

import (
	"errors"
	"fmt"
	"path/filepath"
	"regexp"
	"strings"
)

// exposure is the most that a unit may score in systemd-analyze security, in tenths.
const exposure = "25"

// checkSysusers creates the users for real, in the files laid over this machine's.
func checkSysusers(n *node, file string) error {
	return loud("systemd-sysusers", n.at(file))
}

// checkTmpfiles creates the folders and sets owners and modes for real, as above.
func checkTmpfiles(n *node, file string) error {
	return silent("systemd-tmpfiles", "--create", n.at(file))
}

// checkUnits has systemd load all units together, and asks how much each service could do.
func checkUnits(n *node, files []string) error {
	var all []error
	for _, file := range files {
		if unit := filepath.Base(strings.TrimSuffix(filepath.Dir(file), ".d")); isDropIn(file) {
			all = append(all, silent("systemd-analyze", "verify", "--man=no", unit))
			continue
		}
		if err := silent("systemd-analyze", "verify", "--man=no", n.at(file)); err != nil {
			all = append(all, err)
		}
		if filepath.Ext(file) == ".service" && !runsCompose(n.files[file]) {
			all = append(all, checkExposure(n, file), checkStart(n, file))
		}
	}
	return errors.Join(all...)
}

func isDropIn(file string) bool { return strings.HasSuffix(filepath.Dir(file), ".d") }

// packaged are units of packages that this machine need not have; verify puts stand-ins in their place.
var packaged = []string{"docker.service", "grafana-server.service", "httpd.service"}

// standIn is a unit that stands for one of a package.
const standIn = "[Unit]\nDescription=stand-in\n[Service]\nExecStart=/bin/true\n[Install]\nWantedBy=multi-user.target\n"

// furnishUnits puts the stand-ins where packages put their units.
func furnishUnits() error {
	var all []error
	for _, unit := range packaged {
		all = append(all, writeNew("/usr/lib/systemd/system/"+unit, standIn, 0o644))
	}
	return errors.Join(all...)
}

// runsCompose tells a unit that only starts containers: its sandbox is that of the client
// program, while the containers get theirs from the engine.
func runsCompose(unit string) bool { return strings.Contains(unit, "docker compose") }

// overall is the line with the score, such as "Overall exposure level for a.service: 1.4 OK".
var overall = regexp.MustCompile(`Overall exposure level.*`)

func checkExposure(n *node, file string) error {
	out, err := command("systemd-analyze", "security", "--no-pager", "--offline=yes", "--threshold="+exposure, n.at(file))
	if err != nil {
		return fmt.Errorf("%s: more exposed than %s tenths: %s", file, exposure, overall.FindString(out))
	}
	return nil
}

// presetLine is a line of a preset file, such as "enable prometheus.service".
var presetLine = regexp.MustCompile(`(?m)^(?:enable|disable)\s+(\S+)`)

// checkPreset applies the preset to every unit that it names.
func checkPreset(n *node, file string) error {
	names := presetLine.FindAllStringSubmatch(n.files[file], -1)
	if len(names) == 0 {
		return errors.New("names no unit")
	}
	var all []error
	for _, name := range names {
		all = append(all, loud("systemctl", "--root=/", "preset", name[1]))
	}
	return errors.Join(all...)
}
