// Lab boots a site for real: every node as a host of its own with systemd as its first process,
// the topology's own addresses on a network that exists in the lab only, the real daemons at the
// versions that site.yaml pins, and nothing else on their disks than what gen wrote and what its
// README tells people to do. Then it looks whether all of that works, and ends what it started.
//
// Usage: lab [-gen PROGRAM] [-site FILE] [-tools FOLDER] [-base IMAGE] [-scale N] [-run PATTERN] [-json FILE]
//
// It prints one line for each step, and exits with 1 if one fails and with 2 if the machine cannot
// do it: it needs root, Linux, systemd-nspawn and what prepare.sh obtains. Mounts, network and
// processes are in namespaces of the lab's own, so that they end with it however it ends; nothing
// outside of this machine is contacted.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"regexp"
	"syscall"
	"time"
)

// patience is how long a whole run may take before something must be stuck.
const patience = 30 * time.Minute

// options are what the command line says.
type options struct {
	gen, site, tools, base, json, work string
	scale                              int
	checks                             *regexp.Regexp
}

func main() {
	if len(os.Args) > 1 && os.Args[1] == "probe" {
		os.Exit(probe(os.Args[2:], os.Stdout))
	}
	if len(os.Args) > 1 && os.Args[1] == "hurry" {
		os.Exit(hurry(os.Args[2:], os.Stdin, os.Stdout))
	}
	if len(os.Args) > 1 && os.Args[1] == "impostor" {
		os.Exit(impostor(os.Args[2:], os.Stdout))
	}
	os.Exit(run(os.Args[1:], os.Stdout, os.Stderr))
}

// run is the program: 0 is that all is well, 1 that something is not, 2 that nothing could be judged.
func run(args []string, stdout, stderr io.Writer) int {
	o, err := parse(args, stderr)
	if err != nil {
		return 2
	}
	if o.work = os.Getenv(inside); o.work == "" {
		return enclose(args, stderr)
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	if err := settle(); err != nil {
		fmt.Fprintln(stderr, "lab:", err)
		return 2
	}
	report := &report{out: stdout}
	err = errors.Join(play(ctx, o, report), report.save(o.json))
	if err != nil {
		fmt.Fprintln(stderr, "lab:", err)
	}
	if err != nil || report.failed() {
		return 1
	}
	return 0
}

func parse(args []string, stderr io.Writer) (options, error) {
	var o options
	flags := flag.NewFlagSet("lab", flag.ContinueOnError)
	flags.SetOutput(stderr)
	flags.StringVar(&o.gen, "gen", "bin/gen", "gen")
	flags.StringVar(&o.site, "site", "e2e/lab/sites/compose.yaml", "the site to boot")
	flags.StringVar(&o.tools, "tools", ".cache/tools", "folder of the daemons, as NAME-VERSION")
	flags.StringVar(&o.base, "base", ".cache/lab/base.img", "disk of a host without the site's files")
	flags.IntVar(&o.scale, "scale", 15, "durations of rules, scrapes and groups are divided by this")
	chosen := flags.String("run", "", "look at what matches this regular expression only")
	flags.StringVar(&o.json, "json", "", "write the report to this file too")
	if err := flags.Parse(args); err != nil {
		return o, err
	}
	var err error
	if o.checks, err = regexp.Compile(*chosen); err != nil {
		fmt.Fprintln(stderr, "lab:", err)
		return o, err
	}
	if flags.NArg() > 0 || o.scale < 1 {
		fmt.Fprintln(stderr, "usage: lab [FLAGS]; the scale is 1 or more")
		return o, flag.ErrHelp
	}
	return o, nil
}
