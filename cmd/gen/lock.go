package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"slices"
	"strings"
	"syscall"

	"github.com/urfave/cli/v2"

	"gen/generator/plan"
	"gen/generator/private"
	"gen/generator/programs"
)

func lockCommand() *cli.Command {
	return &cli.Command{
		Name: "lock",
		Flags: []cli.Flag{
			&cli.BoolFlag{Name: "check"}, &cli.BoolFlag{Name: "accept"}, &cli.StringFlag{Name: "mirror"},
			formatFlag("text", "json", "github"), colourFlag,
		},
		Action: lock,
	}
}

func lock(c *cli.Context) error {
	if c.Bool("check") && (c.Bool("accept") || c.IsSet("mirror")) {
		return misuse("leave --check out to fetch", "--check fetches nothing, so that --accept and --mirror have no meaning")
	}
	if why := plan.UnfitMirror(c.String("mirror")); c.IsSet("mirror") && why != "" {
		return misuse("name a folder, or https://HOST/PATH", "--mirror cannot be %q: %s", c.String("mirror"), why)
	}
	site, file, err := load(c, resolve)
	if err != nil {
		return err
	}
	o := programs.Options{Site: filepath.Dir(file), Mirror: c.String("mirror"), Accept: c.Bool("accept")}
	if c.String("format") != "json" {
		o.Tell = func(l programs.Locked, from string) { say(c.App.Writer, "fetching %s\n", from) }
	}
	store, err := programs.Open(site.Plan, o)
	if err != nil {
		return unusable(err)
	}
	result := store.Status()
	if !c.Bool("check") {
		ctx, stop := interruptible()
		defer stop()
		if result, err = store.Update(ctx); err != nil {
			return unusable(err)
		}
	}
	if err := tellLock(c, site.Plan, result); err != nil {
		return err
	}
	if c.Bool("check") && result.Any() {
		return &failure{code: exitChanges}
	}
	return nil
}

// interruptible is a context that the first interrupt ends; the second one
// ends gen.
func interruptible() (context.Context, func()) {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop)
	return ctx, stop
}

// say prints at once what is told while work goes on.
func say(w io.Writer, format string, args ...any) {
	fmt.Fprintf(w, format, args...)
	if buffered, ok := w.(interface{ Flush() error }); ok {
		_ = buffered.Flush() // told when the program ends
	}
}

// unusable turns an error of files beside the site into words and an exit code.
func unusable(err error) error {
	if bad, ok := errors.AsType[*private.Error](err); ok {
		return &failure{exitRefused, bad.Fact, bad.Hint}
	}
	return err
}

func tellLock(c *cli.Context, p *plan.Plan, r *programs.Result) error {
	w := c.App.Writer
	if c.String("format") == "json" {
		return r.WriteJSON(w)
	}
	if !r.Any() {
		fmt.Fprintf(w, "%s: nothing to change, %s up to date\n", programs.LockFile, plural(len(r.Kept), "program"))
		tellUnlocked(w, p)
		return nil
	}
	fmt.Fprintf(w, "%s: %d new, %d changed, %d dropped, %d as before\n", programs.LockFile, len(r.New), len(r.Changed), len(r.Dropped), len(r.Kept))
	for _, part := range []struct {
		state string
		lines []programs.Locked
	}{{"new", r.New}, {"changed", r.Changed}, {"dropped", r.Dropped}} {
		for _, l := range part.lines {
			fmt.Fprintf(w, "  %-7s  %s\n", part.state, l)
		}
	}
	for _, l := range r.Believed {
		fmt.Fprintf(w, "%s has no list of checksums in its release: compare %s with what its authors tell\n", l, l.Archive)
	}
	tellUnlocked(w, p)
	return nil
}

// tellUnlocked says what the lock is not about, so that nobody waits for it.
func tellUnlocked(w io.Writer, p *plan.Plan) {
	for _, part := range []struct {
		how  string
		test func(*plan.Instance) bool
	}{
		{"packages or people bring", func(i *plan.Instance) bool { return i.Runtime == plan.Systemd && i.Release == nil }},
		{"images bring", func(i *plan.Instance) bool { return i.Runtime == plan.Compose }},
	} {
		var names []string
		for _, i := range p.Instances() {
			if part.test(i) {
				names = append(names, i.Blueprint.Name)
			}
		}
		slices.Sort(names)
		if names = slices.Compact(names); len(names) > 0 {
			fmt.Fprintf(w, "%s %s\n", part.how, strings.Join(names, ", "))
		}
	}
}
