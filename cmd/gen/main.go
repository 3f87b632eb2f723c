// Command gen is a compiler for monitoring sites: from one site.yaml it writes
// everything that each node needs. Each verb has a file of its own; what they
// do is decided in package generator.
package main

import (
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/urfave/cli/v2"
)

// Exit codes, as docs/cli.md lists them.
const (
	exitOK       = 0 // done, or nothing to do
	exitInvalid  = 1 // the site has errors
	exitUsage    = 2 // the command line is wrong
	exitChanges  = 3 // gen diff: a build would change something
	exitRefused  = 4 // the output folder cannot be written as it is
	exitInternal = 5 // gen itself failed
)

func main() { os.Exit(run(os.Args[1:], os.Stdout, os.Stderr)) }

// run is the whole program: arguments without the program's name, and streams.
func run(args []string, stdout, stderr io.Writer) int {
	app := newApp(stdout, stderr)
	ordered, err := flagsFirst(app, args)
	if err == nil {
		err = app.Run(append([]string{"gen"}, ordered...))
	}
	return tell(stderr, err)
}

func newApp(stdout, stderr io.Writer) *cli.App {
	return &cli.App{
		Name:            "gen",
		Usage:           "from one site.yaml, everything that each node of a monitoring site needs",
		UsageText:       "gen COMMAND [FLAGS] [site.yaml]",
		HideVersion:     true,
		HideHelpCommand: true,
		Writer:          stdout,
		ErrWriter:       stderr,
		Commands:        []*cli.Command{buildCommand(), diffCommand(), describeCommand(), initCommand(), schemaCommand(), versionCommand()},
		// The exit code is decided in one place, tell.
		ExitErrHandler: func(*cli.Context, error) {},
		OnUsageError:   func(_ *cli.Context, err error, _ bool) error { return usage("%s", err) },
		Action:         noVerb,
	}
}

// noVerb answers a command line without a known verb.
func noVerb(c *cli.Context) error {
	if !c.Args().Present() {
		return cli.ShowAppHelp(c)
	}
	return usage("there is no command %q; gen --help lists them", c.Args().First())
}

// failure is an error with the exit code that it leads to. An empty fact has
// been told already.
type failure struct {
	code       int
	fact, hint string
}

func (f *failure) Error() string { return f.fact }

func usage(format string, args ...any) error {
	return &failure{code: exitUsage, fact: fmt.Sprintf(format, args...)}
}

// tell says an error to people and returns the exit code.
func tell(stderr io.Writer, err error) int {
	if err == nil {
		return exitOK
	}
	f := &failure{code: exitInternal, fact: err.Error()}
	errors.As(err, &f)
	if f.fact != "" {
		fmt.Fprintf(stderr, "gen: error: %s\n", f.fact)
	}
	if f.hint != "" {
		fmt.Fprintf(stderr, "gen: hint: %s\n", f.hint)
	}
	return f.code
}
