package main

import (
	"errors"
	"os"
	"strings"

	"gen/e2e/pieces"
)

// checkRuleTests has promtool run a file of tests, piece by piece.
func checkRuleTests(n *node, file string) error {
	folder, err := os.MkdirTemp("", "verify-tests-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(folder)
	list, err := pieces.Cut(n.at(file))
	if err != nil {
		return err
	}
	paths, err := pieces.Write(list, folder)
	if err != nil {
		return err
	}
	out, err := n.tool("promtool", "prometheus", append([]string{"test", "rules"}, paths...)...)
	if err != nil {
		return errors.New(failures(out))
	}
	return nil
}

// failures is what promtool prints without the tests that hold.
func failures(out string) string {
	var lines []string
	for line := range strings.Lines(out) {
		if text := strings.TrimSpace(line); text != "" && text != "SUCCESS" && !strings.HasPrefix(text, "Unit Testing:") {
			lines = append(lines, strings.TrimRight(line, "\n"))
		}
	}
	if len(lines) == 0 {
		return "promtool failed without a word"
	}
	return strings.Join(lines, "\n")
}
