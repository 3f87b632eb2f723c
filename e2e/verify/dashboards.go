package main

import (
	_ "embed"
	"errors"
	"os"
	"path/filepath"
	"strings"
)

// exclusions are the rules of dashboard-linter that gen's dashboards need not follow, and why.
//
//go:embed dashboards.lint
var exclusions []byte

// checkDashboard has Grafana's linter read a dashboard; a warning counts as an error.
func checkDashboard(n *node, file string) error {
	folder, err := os.MkdirTemp("", "verify-lint-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(folder)
	config := filepath.Join(folder, "lint")
	if err := os.WriteFile(config, exclusions, 0o600); err != nil {
		return err
	}
	out, err := n.tool("dashboard-linter", "", "lint", "--strict", "--config="+config, n.at(file))
	if err != nil {
		return errors.New(complaints(out))
	}
	return nil
}

// complaints are the lines about what is wrong: others tell of rules that are kept or left out.
func complaints(out string) string {
	var lines []string
	for line := range strings.Lines(out) {
		if strings.Contains(line, "❌") || strings.Contains(line, "⚠") || strings.HasPrefix(line, "Error") {
			lines = append(lines, strings.TrimRight(line, "\n"))
		}
	}
	if len(lines) == 0 {
		return out
	}
	return strings.Join(lines, "\n")
}
