// Lab boots sites for real: every node as a host of its own with systemd as its first process,
// the topology's own addresses on a network that exists in the lab only, the real daemons at the
// versions that site.yaml pins, and nothing else on their disks than what gen wrote and what its
// README tells people to do. Then it looks whether all of that works, and ends what it started.
//
// Usage: lab [-gen PROGRAM] [-tools FOLDER] [-base IMAGE] [-scale N] [-together N] [-limit TIME] [-run PATTERN] [-json FILE] SITE[:PART]...
//
// With a part, handovers, trials, alarms or sights, only that one is looked at; sights are looked at always.
// It prints one line for each step and tables of all sites, and exits with 1 if a step fails and with
// 2 if the machine cannot do it: it needs root, Linux, systemd-nspawn and what prepare.sh obtains.
// Mounts, network and processes of each site are in namespaces of its own, so that they end with the
// lab however it ends; nothing outside of this machine is contacted.
package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"regexp"
	"strconv"
	"syscall"
	"time"
)

// options are what the command line says.
type options struct {
	gen, tools, base, json, work string
	sites                        []string // files; one inside of namespaces
	scale, together              int
	limit                        time.Duration
	checks                       *regexp.Regexp
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
	if len(os.Args) > 1 && os.Args[1] == "standin" {
		os.Exit(standIn(os.Args[2:], os.Stdout))
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
		return together(o, stdout, stderr)
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	ctx, cancel := context.WithTimeoutCause(ctx, o.limit, fmt.Errorf("the lab is not done after %v", o.limit))
	defer cancel()
	if err := settle(); err != nil {
		fmt.Fprintln(stderr, "lab:", err)
		return 2
	}
	began := time.Now()
	report := &report{out: stdout, record: record{Site: siteName(o.sites[0])}}
	report.close(began, play(ctx, o, report))
	if err := saveJSON(o.json, report.record); err != nil {
		fmt.Fprintln(stderr, "lab:", err)
		return 2
	}
	return 0 // the report tells
}

func parse(args []string, stderr io.Writer) (options, error) {
	var o options
	flags := flag.NewFlagSet("lab", flag.ContinueOnError)
	flags.SetOutput(stderr)
	flags.StringVar(&o.gen, "gen", "bin/gen", "gen")
	flags.StringVar(&o.tools, "tools", ".cache/tools", "folder of the daemons, as NAME-VERSION")
	flags.StringVar(&o.base, "base", ".cache/lab/base.img", "disk of a host without the site's files")
	flags.IntVar(&o.scale, "scale", scaleFor(slowness()), "durations of rules, scrapes and groups are divided by this")
	flags.IntVar(&o.together, "together", 3, "how many sites run at the same time")
	flags.DurationVar(&o.limit, "limit", 30*time.Minute, "how long one site may take before something must be stuck")
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
	if o.sites = flags.Args(); len(o.sites) == 0 || o.scale < 1 || o.together < 1 {
		fmt.Fprintln(stderr, "usage: lab [FLAGS] SITE[:PART]...; the scale is 1 or more")
		return o, flag.ErrHelp
	}
	return o, nil
}

// scaleFor is how much of a hurry the lab is in where things take so many times longer. Scrapes are
// late otherwise: 15 leaves a second for each.
func scaleFor(slowness int) int {
	if slowness < 2 {
		return 15
	}
	return 5
}

// alone are the arguments for one of the sites, whose report goes to a file.
func (o options) alone(site, file string) []string {
	return []string{"-gen", o.gen, "-tools", o.tools, "-base", o.base, "-scale", strconv.Itoa(o.scale),
		"-limit", o.limit.String(), "-run", o.checks.String(), "-json", file, site}
}
