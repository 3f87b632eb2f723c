package main

import (
	"io"
	"os"
	"path/filepath"

	"github.com/urfave/cli/v2"
	"golang.org/x/term"

	"gen/generator/bundle"
)

func bundleCommand() *cli.Command {
	return &cli.Command{Name: "bundle", Flags: deliveryFlags(&cli.StringFlag{Name: "file"}), Action: runBundle}
}

// runBundle writes a bundle as a whole or not at all: what is missing is known
// before the first byte.
func runBundle(c *cli.Context) error {
	file, nodes := deployArguments(c)
	if len(nodes) != 1 {
		return misuse("gen bundle NODE, or gen bundle FILE NODE", "gen bundle takes the name of one node, not %d", len(nodes))
	}
	if target := c.String("file"); target == "" && term.IsTerminal(int(os.Stdout.Fd())) {
		return misuse("send it to the node: gen bundle "+nodes[0]+" | ssh "+nodes[0]+" 'sudo tar -xC / && sudo /etc/gen/apply'; or --file FILE", "a bundle is no text for a terminal")
	}
	in, shut, err := delivery(c, file)
	if err != nil {
		return err
	}
	defer shut()
	if target := c.String("file"); target != "" {
		return unusable(writePrivate(target, func(w io.Writer) error { return bundle.Write(w, nodes[0], in) }))
	}
	return unusable(bundle.Write(c.App.Writer, nodes[0], in))
}

// writePrivate writes a file that nobody else can read, in the place of an old
// one only once it is complete.
func writePrivate(target string, write func(io.Writer) error) error {
	f, err := os.CreateTemp(filepath.Dir(target), ".gen-tmp-*") // of mode 0600
	if err != nil {
		return &failure{exitRefused, "cannot write " + target + ": " + cause(err), ""}
	}
	defer os.Remove(f.Name()) // gone already where all went well
	err = write(f)
	if lost := f.Close(); err == nil {
		err = lost
	}
	if err != nil {
		return err
	}
	if err := os.Rename(f.Name(), target); err != nil {
		return &failure{exitRefused, "cannot write " + target + ": " + cause(err), ""}
	}
	return nil
}
