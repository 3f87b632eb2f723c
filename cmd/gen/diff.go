package main

import (
	"fmt"
	"io"

	"github.com/urfave/cli/v2"

	"gen/generator"
	"gen/generator/effect"
	"gen/generator/tree"
)

func diffCommand() *cli.Command {
	return &cli.Command{
		Name:   "diff",
		Flags:  []cli.Flag{outFlag, &cli.BoolFlag{Name: "summary"}, formatFlag("text", "json", "github", "markdown"), colourFlag},
		Action: diff,
	}
}

func diff(c *cli.Context) error {
	done := showProgress(c.App.ErrWriter, "comparing")
	defer done()
	file, err := siteFile(c)
	if err != nil {
		return err
	}
	memory, out := openMemory(now(c)), outFolder(c, file)
	if found, _ := memory.recall(file, out); found != nil {
		done()
		return tellDiff(c, out, found, nil, nil)
	}
	site, err := loadFile(c, file, memory.watch(generator.Build))
	if err != nil {
		return err
	}
	changes, diffs, err := compare(c, out, site.Tree)
	if err != nil {
		return refused(err)
	}
	done()
	if err := tellDiff(c, out, changes, effect.Of(site.Tree, changes), diffs); err != nil {
		return err
	}
	if changes.Any() {
		return &failure{code: exitChanges}
	}
	memory.keep(file, changes, nil)
	return nil
}

// compare returns the unified diffs, too, unless they are not asked for.
func compare(c *cli.Context, out string, t *tree.Tree) (*tree.Changes, []tree.FileDiff, error) {
	if c.Bool("summary") || c.String("format") == "json" {
		changes, err := tree.Compare(out, t)
		return changes, nil, err
	}
	return tree.Diff(out, t)
}

func tellDiff(c *cli.Context, out string, changes *tree.Changes, nodes []effect.Node, diffs []tree.FileDiff) error {
	w := c.App.Writer
	switch c.String("format") {
	case "json":
		return effect.WriteJSON(w, changes, nodes)
	case "markdown":
		_, err := io.WriteString(w, effect.Markdown(changes, nodes, diffs))
		return err
	}
	if !changes.Any() {
		tellNothing(w, out, changes)
		return nil
	}
	fmt.Fprintf(w, "%s: %s\n%s", out, effect.Headline(changes), effect.Text(nodes))
	if changes.Interrupted {
		fmt.Fprintln(w, "a build was interrupted; gen build completes it")
	}
	if conflict := changes.Conflict(); conflict != nil {
		fmt.Fprintf(w, "gen build would refuse: %s\n", conflict)
	}
	for _, d := range diffs {
		fmt.Fprintf(w, "\n%s", d.Unified)
	}
	return nil
}
