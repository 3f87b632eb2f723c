// Situations plays what happens to a host to sets of alerts, gen's own and public ones, and writes the
// table of docs/alerts.md: which of them tell somebody, when, and which cry although all is well.
//
// Usage: situations [-tools FOLDER] [-public FOLDER] [-update] PAGE
//
// The node-mixin comes with the module of node_exporter and is rendered with jsonnet out of the folder
// of tools. Other sets are read where -public names a folder that has them: a folder for each set, with
// its files of rules as they are published. Columns of sets that are not there stay as the page has them.
// Without -update, the page has to say just what was found.
package main

import (
	"flag"
	"fmt"
	"io"
	"os"
)

func main() { os.Exit(run(os.Args[1:], os.Stdout, os.Stderr)) }

// Where the situations and gen's own rules are, from the top of the repository.
const (
	situationsFile = "e2e/situations/situations.yaml"
	ownRules       = "golden/trees/secure-web-newest/tree/monitoring/etc/prometheus/rules"
)

func run(args []string, stdout, stderr io.Writer) int {
	flags := flag.NewFlagSet("situations", flag.ContinueOnError)
	flags.SetOutput(stderr)
	tools := flags.String("tools", os.Getenv("GEN_TOOLS"), "folder of the pinned tools")
	public := flags.String("public", "", "folder with a folder of rules for each public set")
	update := flags.Bool("update", false, "write the table into the page")
	if err := flags.Parse(args); err != nil || flags.NArg() != 1 {
		fmt.Fprintln(stderr, "usage: situations [-tools FOLDER] [-public FOLDER] [-update] PAGE")
		return 2
	}
	if err := compare(flags.Arg(0), *tools, *public, *update); err != nil {
		fmt.Fprintln(stderr, "situations:", err)
		return 1
	}
	fmt.Fprintln(stdout, "situations: the page says what was found")
	return 0
}

// compare plays all situations to all sets that are there, and settles the page.
func compare(file, tools, public string, update bool) error {
	text, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	page, err := readPage(string(text))
	if err != nil {
		return fmt.Errorf("%s %w", file, err)
	}
	all, err := readSituations(situationsFile)
	if err != nil {
		return err
	}
	sets, err := readSets(tools, public)
	if err != nil {
		return err
	}
	table, err := newTable(all, sets, page.table)
	if err != nil {
		return err
	}
	switch {
	case update:
		return os.WriteFile(file, []byte(page.with(table)), 0o644)
	case page.table != table:
		return fmt.Errorf("%s says otherwise; run make situations and read the difference:\n%s", file, differences(page.table, table))
	}
	return nil
}
