package main

import (
	"fmt"
	"io"
	"path/filepath"

	"github.com/urfave/cli/v2"

	"gen/generator"
	"gen/generator/effect"
	"gen/generator/tree"
)

func buildCommand() *cli.Command {
	return &cli.Command{
		Name:   "build",
		Flags:  []cli.Flag{outFlag, &cli.BoolFlag{Name: "force"}, formatFlag("text", "json", "github"), colourFlag},
		Action: build,
	}
}

func build(c *cli.Context) error {
	done := showProgress(c.App.ErrWriter, "building")
	defer done()
	site, file, err := load(c, generator.Build)
	if err != nil {
		return err
	}
	out := outFolder(c, file)
	changes, err := tree.Write(out, site.Tree, tree.Options{Force: c.Bool("force")})
	done()
	if err != nil {
		return refused(err)
	}
	nodes := effect.Of(site.Tree, changes)
	if c.String("format") == "json" {
		return effect.WriteJSON(c.App.Writer, changes, nodes)
	}
	tellBuilt(c.App.Writer, out, changes, nodes)
	return nil
}

func tellBuilt(w io.Writer, out string, c *tree.Changes, nodes []effect.Node) {
	if c.Resumed {
		fmt.Fprintf(w, "%s: completed a build that was interrupted\n", out)
	}
	if !c.Any() {
		tellNothing(w, out, c)
		return
	}
	fmt.Fprintf(w, "%s: %s\n%s", out, effect.Headline(c), effect.Text(nodes))
	if len(c.Unchanged) == 0 {
		fmt.Fprintf(w, "Start with %s\n", filepath.Join(out, "README.md"))
	}
}

func tellNothing(w io.Writer, out string, c *tree.Changes) {
	fmt.Fprintf(w, "%s: nothing to change, %s up to date\n", out, plural(len(c.Unchanged), "file"))
}
