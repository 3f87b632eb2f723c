// Verify runs the real programs over the files that gen writes: promtool over prometheus.yml,
// nginx over its configuration, systemd over units, and so on.
//
// Usage: verify [-tools FOLDER] [-examples FOLDER] [-gen PROGRAM] FOLDER
//
// FOLDER holds cases: folders with a tree/, and a site.yaml unless the example of the same name is
// meant, as golden/trees does. gen describe says which versions they run. Each node of a
// tree is laid over this machine's own files, in a mount and a network namespace of verify's own,
// so that every absolute path in a configuration is where it will be on the node; certificates and
// secrets that the files mention are made with harmless values. It prints one line for each finding
// and a summary, and exits with 1 if there is a finding: a program that complains or is missing, or
// a file that no program reads. It needs root and the tools of e2e/install-tools.sh.
package main

import (
	"flag"
	"fmt"
	"io"
	"os"
)

func main() {
	os.Exit(run(os.Args[1:], os.Stdout, os.Stderr))
}

// run is the program: 0 is no finding, 1 findings, 2 that nothing could be judged.
func run(args []string, stdout, stderr io.Writer) int {
	flags := flag.NewFlagSet("verify", flag.ContinueOnError)
	flags.SetOutput(stderr)
	tools := flags.String("tools", os.Getenv("GEN_TOOLS"), "folder of the pinned tools")
	var from source
	flags.StringVar(&from.examples, "examples", "examples", "folder with the site.yaml of cases that have none")
	flags.StringVar(&from.gen, "gen", "", "gen; without it only versions count that a site.yaml pins")
	if err := flags.Parse(args); err != nil {
		return 2
	}
	if flags.NArg() != 1 || *tools == "" {
		fmt.Fprintln(stderr, "usage: verify -tools FOLDER FOLDER")
		return 2
	}
	if code, inside := enter(); !inside {
		return code
	}
	return judge(flags.Arg(0), from, *tools, stdout, stderr)
}

// judge verifies every case below folder and prints what it found.
func judge(folder string, from source, tools string, stdout, stderr io.Writer) int {
	cases, err := findCases(folder, from)
	if err != nil {
		fmt.Fprintln(stderr, "verify:", err)
		return 2
	}
	box, err := openToolbox(tools)
	if err != nil {
		fmt.Fprintln(stderr, "verify:", err)
		return 2
	}
	var total tally
	for _, c := range cases {
		if err := c.verify(box, &total); err != nil {
			fmt.Fprintf(stderr, "verify: %s: %v\n", c.name, err)
			return 2
		}
	}
	for _, f := range total.findings {
		fmt.Fprintln(stderr, f)
	}
	fmt.Fprintln(stdout, total.summary())
	if len(total.findings) > 0 {
		return 1
	}
	return 0
}
