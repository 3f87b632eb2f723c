// Score counts which faults of gen's corpus promtool and amtool find, too, and
// writes the table of docs/proof.md.
//
// Usage: score -tools FOLDER [-update] PAGE
//
// Every fault is put into the tree of its site, and the tools read what is
// theirs of the node in question: promtool prometheus.yml, rules and the tests of
// rules, amtool alertmanager.yml, each at the version that the site runs. Files
// that certificates and secrets would be in are there. A tool finds a fault when
// it refuses what it took without the fault. Without -update, the page has to
// say just that; gen itself finds them all, as the tests of generator/check prove.
package main

import (
	"flag"
	"fmt"
	"io"
	"os"
	"strings"
)

func main() { os.Exit(run(os.Args[1:], os.Stdout, os.Stderr)) }

// Where the corpus and its sites lie, from the top of the repository.
const corpus = "generator/check/testdata/faults"

var sites = []string{"generator/check/testdata", "golden/trees", "examples"}

// The table stands between these lines of the page.
const (
	begin = "<!-- score: make score -->\n"
	end   = "<!-- end of score -->\n"
)

func run(args []string, stdout, stderr io.Writer) int {
	flags := flag.NewFlagSet("score", flag.ContinueOnError)
	flags.SetOutput(stderr)
	tools := flags.String("tools", os.Getenv("GEN_TOOLS"), "folder of the pinned tools")
	update := flags.Bool("update", false, "write the table into the page")
	if err := flags.Parse(args); err != nil || flags.NArg() != 1 {
		fmt.Fprintln(stderr, "usage: score -tools FOLDER [-update] PAGE")
		return 2
	}
	table, err := score(*tools)
	if err == nil {
		err = settle(flags.Arg(0), table, *update)
	}
	if err != nil {
		fmt.Fprintln(stderr, "score:", err)
		return 1
	}
	fmt.Fprint(stdout, table)
	return 0
}

// settle compares the table with that of the page, or writes it there.
func settle(page, table string, update bool) error {
	text, err := os.ReadFile(page)
	if err != nil {
		return err
	}
	before, rest, ok := strings.Cut(string(text), begin)
	old, after, ended := strings.Cut(rest, end)
	switch {
	case !ok || !ended:
		return fmt.Errorf("%s has no lines %q and %q", page, begin, end)
	case update:
		return os.WriteFile(page, []byte(before+begin+table+end+after), 0o644)
	case old != table:
		return fmt.Errorf("%s says otherwise; run make score and read the difference. What was found:\n%s", page, table)
	}
	return nil
}
