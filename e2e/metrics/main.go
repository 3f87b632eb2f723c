// Command metrics gathers what exporters export, by running them, and compares
// it with the tables in blueprints/<service>/metrics.tsv.
//
//	go run ./e2e/metrics                       compare at every version that is installed
//	go run ./e2e/metrics node_exporter-1.8.2   compare one
//	go run ./e2e/metrics -write node_exporter  write the table anew from all installed versions
//
// Programs are those of GEN_TOOLS (see e2e/install-tools.sh); everything listens
// on loopback only. It leaves with 1 when a table is wrong, and with 2 when a
// program that was asked for is not there or does not answer.
package main

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// errDiffers is the result of a comparison that found differences; they have been printed.
var errDiffers = errors.New("the tables are not what the programs export")

func main() {
	write := flag.Bool("write", false, "write the tables instead of comparing them")
	flag.Parse()
	switch err := run(os.Getenv("GEN_TOOLS"), flag.Args(), *write); {
	case errors.Is(err, errDiffers):
		fmt.Fprintln(os.Stderr, "error:", err)
		os.Exit(1)
	case err != nil:
		fmt.Fprintln(os.Stderr, "error:", err)
		os.Exit(2)
	}
}

func run(tools string, wishes []string, write bool) error {
	if tools == "" {
		tools = ".cache/tools"
	}
	differs, found := false, 0
	for _, e := range exporters {
		versions, err := installed(tools, e, wishes)
		if err != nil {
			return err
		}
		found += len(versions)
		if len(versions) == 0 {
			continue
		}
		file := filepath.Join("blueprints", e.service, "metrics.tsv")
		act := compare
		if write {
			act = rewrite
		}
		err = act(file, e, versions)
		if err != nil && !errors.Is(err, errDiffers) {
			return fmt.Errorf("%s: %w", e.service, err)
		}
		differs = differs || err != nil
	}
	switch {
	case differs:
		return errDiffers
	case found == 0:
		return fmt.Errorf("none of the programs is in %s; make tools installs them", tools)
	}
	return nil
}

// program is one installed version.
type program struct {
	version, path string
}

// installed are the versions of a program that are there and wished for, oldest first.
func installed(tools string, e exporter, wishes []string) ([]program, error) {
	var list []program
	for _, version := range e.versions {
		path, err := filepath.Abs(filepath.Join(tools, e.program+"-"+version))
		if err != nil {
			return nil, err
		}
		name := e.service + "-" + version
		wished := slices.ContainsFunc(wishes, func(w string) bool { return w == e.service || w == name })
		_, err = os.Stat(path)
		switch {
		case len(wishes) > 0 && !wished:
		case err == nil:
			list = append(list, program{version, path})
		case slices.Contains(wishes, name):
			return nil, fmt.Errorf("%s is not installed; run e2e/install-tools.sh %s", name, strings.TrimSuffix(filepath.Base(path), "-"+version))
		}
	}
	return list, nil
}
