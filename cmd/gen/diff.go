package main

import (
	"encoding/json"
	"fmt"
	"io"

	"github.com/urfave/cli/v2"

	"gen/generator"
	"gen/generator/effect"
	"gen/generator/tree"
)

func diffCommand() *cli.Command {
	return &cli.Command{
		Name:        "diff",
		Usage:       "what a build would change: per node, then line by line",
		Description: "Exit code 0: nothing; 3: something.",
		ArgsUsage:   "[site.yaml]",
		Flags: []cli.Flag{
			outFlag, formatFlag, colourFlag,
			&cli.BoolFlag{Name: "summary", Usage: "leave out the lines"},
		},
		Action: diff,
	}
}

func diff(c *cli.Context) error {
	site, file, err := load(c, generator.Build)
	if err != nil {
		return err
	}
	out := outFolder(c, file)
	changes, err := tree.Compare(out, site.Tree)
	if err != nil {
		return refused(err)
	}
	if !changes.Any() {
		if c.String("format") == "json" {
			return tellDiffJSON(c.App.Writer, nil, changes)
		}
		fmt.Fprintf(c.App.Writer, "%s: nothing to change, %s up to date\n", out, plural(len(changes.Unchanged), "file"))
		return nil
	}
	if err := tellDiff(c, out, site, changes); err != nil {
		return err
	}
	return &failure{code: exitChanges}
}

func tellDiff(c *cli.Context, out string, site *generator.Site, changes *tree.Changes) error {
	nodes := effect.Of(site.Tree, changes, readLock(out))
	if c.String("format") == "json" {
		return tellDiffJSON(c.App.Writer, nodes, changes)
	}
	w := c.App.Writer
	fmt.Fprintf(w, "%s: %d new, %d changed, %d removed, %d as before\n", out, len(changes.Created), len(changes.Changed), len(changes.Removed), len(changes.Unchanged))
	tellEffects(w, nodes)
	if conflict := changes.Conflict(); conflict != nil {
		fmt.Fprintf(w, "build would refuse: %s\n", conflict)
	}
	if c.Bool("summary") {
		return nil
	}
	diffs, err := tree.Diff(out, site.Tree)
	if err != nil {
		return refused(err)
	}
	for _, d := range diffs {
		fmt.Fprintf(w, "\n%s", d.Unified)
	}
	return nil
}

// diffDocument is what `gen diff --format json` prints.
type diffDocument struct {
	Changes    bool          `json:"changes"`
	Nodes      []effect.Node `json:"nodes"`
	Created    []string      `json:"created"`
	Changed    []string      `json:"changed"`
	Removed    []string      `json:"removed"`
	HandEdited []string      `json:"hand_edited"`
	Foreign    []string      `json:"foreign"`
}

func tellDiffJSON(w io.Writer, nodes []effect.Node, c *tree.Changes) error {
	encoder := json.NewEncoder(w)
	encoder.SetIndent("", "  ")
	return encoder.Encode(diffDocument{c.Any(), nodes, c.Created, c.Changed, c.Removed, c.HandEdited, c.Foreign})
}
