// Package unit reads unit files of systemd with the reader of CoreOS, and
// knows which sections and directives there are.
package unit

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/coreos/go-systemd/v22/unit"

	"gen/generator/check/words"
	"gen/generator/compat"
	"gen/generator/report"
)

// sections are those of the kinds of units that gen writes (systemd.unit(5), systemd.syntax(7)).
var sections = []string{"Unit", "Service", "Install", "Timer", "Socket", "Path", "Mount"}

// choices are directives that take one of a few words (systemd.service(5), version 257).
var choices = map[string][]string{
	"Type":         {"simple", "exec", "forking", "oneshot", "dbus", "notify", "notify-reload", "idle"},
	"Restart":      {"no", "on-success", "on-failure", "on-abnormal", "on-watchdog", "on-abort", "always"},
	"KillMode":     {"control-group", "mixed", "process", "none"},
	"NotifyAccess": {"none", "main", "exec", "all"},
}

// specifiers are the letters that may follow a percent sign (systemd.unit(5), "Specifiers").
const specifiers = "%aAbBCdDEfgGhHiIjJlLmMnNopPqsStTuUvVwWyY"

// Service reads a unit of a service; nil is nothing wrong. A drop-in need not
// say what to start.
func Service(content []byte, dropIn bool) error {
	if err := outside(content); err != nil {
		return err
	}
	parts, err := unit.DeserializeSections(bytes.NewReader(content))
	if err != nil {
		return errors.New(words.Of(err))
	}
	starts := dropIn
	for _, part := range parts {
		if !slices.Contains(sections, part.Section) {
			return unknown("section", "["+part.Section+"]", part.Section, sections)
		}
		for _, entry := range part.Entries {
			if err := directive(part.Section, entry.Name, entry.Value); err != nil {
				return err
			}
			starts = starts || part.Section == "Service" && entry.Name == "ExecStart" && entry.Value != ""
		}
	}
	if !starts {
		return errors.New("there is nothing to start: [Service] has no ExecStart")
	}
	return nil
}

func directive(section, name, value string) error {
	_, newest := compat.Checked("systemd")
	if known := compat.Lookup("systemd", compat.Directive, name, newest); !known.Known && known.Nearest != "" {
		return fmt.Errorf("[%s] has no directive %s; did you mean %s?", section, name, known.Nearest)
	}
	if words, limited := choices[name]; limited && value != "" && !slices.Contains(words, value) {
		return unknown("value", name+"="+value, value, words)
	}
	return checkSpecifiers(name, value)
}

// checkSpecifiers refuses a percent sign that stands for nothing, with which systemd ignores the whole line.
func checkSpecifiers(name, value string) error {
	for rest := value; ; {
		_, after, found := strings.Cut(rest, "%")
		if !found {
			return nil
		}
		if after == "" || !strings.ContainsRune(specifiers, rune(after[0])) {
			return fmt.Errorf("%s has a percent sign that stands for nothing; one that is meant is written %%%%", name)
		}
		rest = after[1:]
	}
}

func unknown(kind, shown, word string, known []string) error {
	if near, ok := report.Nearest(word, known); ok {
		return fmt.Errorf("there is no %s %s; did you mean %s?", kind, shown, near)
	}
	return fmt.Errorf("there is no %s %s; there are %s", kind, shown, strings.Join(known, ", "))
}

// outside refuses what stands before the first section, which the reader skips
// and systemd ignores.
func outside(content []byte) error {
	for line := range bytes.Lines(content) {
		switch line = bytes.TrimSpace(line); {
		case len(line) == 0 || line[0] == '#' || line[0] == ';':
		case line[0] == '[':
			return nil
		default:
			return fmt.Errorf("%q stands before the first section", line)
		}
	}
	return errors.New("there is no section")
}
