// Command gen is a compiler for monitoring sites: from one site.yaml it writes
// everything that each node needs. Each verb has a file of its own; what they
// do is decided in package generator.
package main

import (
	"bufio"
	"io"
	"os"
	"time"

	"github.com/urfave/cli/v2"
)

// Exit codes, as docs/cli.md lists them.
const (
	exitOK       = 0 // done, or nothing to do
	exitInvalid  = 1 // the site has errors
	exitUsage    = 2 // the command line is wrong
	exitChanges  = 3 // gen diff and check: a build would change something; gen pki status: something is due
	exitRefused  = 4 // what gen makes cannot be written
	exitInternal = 5 // gen itself failed
	exitUnproven = 6 // gen check: what the site says would not work
	exitEdited   = 7 // gen check: the output was edited by hand
	exitFailed   = 8 // gen deploy: a node failed
)

func main() {
	tuneCollector()
	os.Exit(run(os.Args[1:], os.Stdout, os.Stderr, time.Now))
}

// run is the whole program: arguments without the program's name, streams, and
// the clock, which decides what is over, and about no byte of the output.
// A reader that goes away, as in gen diff | head, ends the program by SIGPIPE;
// gen build has written everything before it says the first word.
func run(args []string, stdout, stderr io.Writer, now clock) int {
	out := bufio.NewWriter(stdout)
	app := newApp(out, stderr, now)
	ordered, err := arrange(app.Commands, args)
	if err == nil {
		err = app.Run(append([]string{"gen"}, ordered...))
	}
	if lost := out.Flush(); lost != nil {
		err = &failure{exitRefused, "cannot write to standard output: " + cause(lost), ""}
	}
	return tell(stderr, err)
}

func newApp(stdout, stderr io.Writer, now clock) *cli.App {
	commands := []*cli.Command{
		initCommand(), buildCommand(), checkCommand(), diffCommand(), describeCommand(), alertsCommand(), pkiCommand(), lockCommand(), secretsCommand(), bundleCommand(), deployCommand(), schemaCommand(), versionCommand(), helpCommand(),
	}
	for _, c := range commands {
		c.HideHelp = true // else a site file named "help" is taken for a command
	}
	return &cli.App{
		Name:      "gen",
		HideHelp:  true, // arrange turns --help into the command help
		Writer:    stdout,
		ErrWriter: stderr,
		Commands:  commands,
		Metadata:  map[string]any{clockKey: now},
		// ssh's options may hold commas.
		DisableSliceFlagSeparator: true,
		// The exit code is decided in one place, tell.
		ExitErrHandler: func(*cli.Context, error) {},
		OnUsageError:   func(_ *cli.Context, err error, _ bool) error { return err },
	}
}
