package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"syscall"
	"time"

	"github.com/urfave/cli/v2"

	"gen/generator/bundle"
	"gen/generator/deploy"
	"gen/generator/emit/sshconfig"
	"gen/generator/plan"
)

func deployCommand() *cli.Command {
	return &cli.Command{
		Name: "deploy",
		Flags: deliveryFlags(
			&cli.StringFlag{Name: "limit", Value: "4"}, &cli.StringFlag{Name: "timeout", Value: "15m"},
			&cli.BoolFlag{Name: "dry-run"}, &cli.BoolFlag{Name: "check"},
			&cli.StringSliceFlag{Name: "ssh-option"},
		),
		Action: runDeploy,
	}
}

func runDeploy(c *cli.Context) error {
	file, words := deployArguments(c)
	o, err := deployOptions(c, file)
	if err != nil {
		return err
	}
	in, shut, err := delivery(c, file)
	if err != nil {
		return err
	}
	defer shut()
	names, err := matching(in.Plan, words)
	if err != nil {
		return err
	}
	o.Bundle = func(w io.Writer, node string) error { return bundle.Write(w, node, in) }
	stages := deploy.Order(in.Plan, names)
	done := showProgress(c.App.ErrWriter, "packing")
	rollout, err := deploy.Prepare(o, stages)
	if done(); err != nil {
		return unusable(err)
	}
	if c.Bool("dry-run") {
		return tellOrder(c, o, stages, rollout.Bytes)
	}
	ctx, stop := patiently(c.App.ErrWriter, o)
	defer stop()
	return tellOutcomes(c, rollout.Run(ctx))
}

// deployArguments are the site's file, which is a word that ends in .yaml, and
// the nodes.
func deployArguments(c *cli.Context) (file string, nodes []string) {
	file = defaultFile
	for _, word := range c.Args().Slice() {
		if isSiteFile(word) {
			file = siteName(word)
		} else {
			nodes = append(nodes, word)
		}
	}
	return file, nodes
}

// deployOptions are those of the command line.
func deployOptions(c *cli.Context, file string) (*deploy.Options, error) {
	limit, noNumber := strconv.Atoi(c.String("limit"))
	patience, noTime := time.ParseDuration(c.String("timeout"))
	switch {
	case noNumber != nil || limit < 1:
		return nil, misuse("--limit 1 goes from node to node", "--limit is not a number of at least 1")
	case noTime != nil || patience < time.Second:
		return nil, misuse("such as --timeout 10m", "--timeout is not a time of at least a second")
	case c.Bool("dry-run") && c.Bool("check"):
		return nil, misuse("--dry-run asks no node, --check asks each", "--dry-run and --check contradict each other")
	}
	if _, err := exec.LookPath("ssh"); err != nil && !c.Bool("dry-run") {
		return nil, &failure{exitRefused, "there is no ssh on this machine", "install openssh-client, or bring the bundles by other means: gen help bundle"}
	}
	config := filepath.Join(outFolder(c, file), sshconfig.File)
	return &deploy.Options{
		SSH: sshCommand(config, c.StringSlice("ssh-option")), Config: config,
		Limit: limit, Patience: patience, Check: c.Bool("check"), Say: sayNode(c),
	}, nil
}

// sshCommand is ssh with its options. What a user says of it counts before
// gen's own: ssh takes the first value that it is given.
func sshCommand(config string, own []string) []string {
	ssh := []string{"ssh", "-F", config, "-T"}
	for _, option := range slices.Concat(own, []string{"BatchMode=yes", "ConnectTimeout=15", "ServerAliveInterval=15", "ServerAliveCountMax=4"}) {
		ssh = append(ssh, "-o", option)
	}
	return ssh
}

// matching are the nodes that words name, as they are or by * and ?; all of the
// site if there are no words.
func matching(p *plan.Plan, words []string) ([]string, error) {
	var all, names []string
	for _, n := range p.Nodes {
		all = append(all, n.Name)
	}
	if len(words) == 0 {
		return all, nil
	}
	for _, word := range words {
		found := false
		for _, name := range all {
			if ok, err := path.Match(word, name); ok && err == nil {
				found, names = true, append(names, name)
			}
		}
		if !found {
			return nil, misuse(meantNode(word, all), "the site has no node %q", word)
		}
	}
	slices.Sort(names)
	return slices.Compact(names), nil
}

// patiently makes the first interrupt keep further nodes from being begun, and
// the second one end those at work.
func patiently(w io.Writer, o *deploy.Options) (context.Context, func()) {
	ctx, cancel := context.WithCancel(context.Background())
	signals, stop := make(chan os.Signal, 2), make(chan struct{})
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM)
	o.Stop = stop
	go func() {
		if <-signals; ctx.Err() != nil {
			return
		}
		fmt.Fprintln(w, "gen: no further node is begun; interrupt once more to end those at work")
		close(stop)
		<-signals
		cancel()
	}()
	return ctx, func() { signal.Stop(signals); cancel(); close(signals) }
}
