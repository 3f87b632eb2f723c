package main

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
)

// block is a piece of shell in a page, in a list or not.
var block = regexp.MustCompile("(?ms)^ *```sh\n(.*?)^ *```$")

// instructions are the pieces of shell below "Set up" in a site's README, as a person would type
// them.
type instructions []string

func readInstructions(out string) (instructions, error) {
	text, err := os.ReadFile(filepath.Join(out, "README.md"))
	if err != nil {
		return nil, err
	}
	_, below, found := strings.Cut(string(text), "\n## Set up\n")
	if !found {
		return nil, fmt.Errorf("README.md does not say how to set up the site")
	}
	var all instructions
	for _, match := range block.FindAllStringSubmatch(below, -1) {
		all = append(all, match[1])
	}
	return all, nil
}

// with finds the piece that uses a program.
func (i instructions) with(program string) (string, error) {
	for _, text := range i {
		if strings.Contains(text, program) {
			return text, nil
		}
	}
	return "", fmt.Errorf("README.md does not tell how to set up the site with %s", program)
}
