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
	file, err := siteFile(c)
	if err != nil {
		return err
	}
	memory, out := openMemory(now(c)), outFolder(c, file)
	if found, _ := memory.recall(file, out); found != nil {
		done()
		return tellBuilt(c, out, found, nil)
	}
	site, err := loadFile(c, file, memory.watch(generator.Build))
	if err != nil {
		return err
	}
	files := site.Tree
	letGo()
	changes, err := tree.Write(out, files, tree.Options{Force: c.Bool("force")})
	done()
	if err != nil {
		return refused(err)
	}
	memory.keep(file, changes, nil)
	return tellBuilt(c, out, changes, effect.Of(files, changes))
}

func tellBuilt(c *cli.Context, out string, changes *tree.Changes, nodes []effect.Node) error {
	w := c.App.Writer
	if c.String("format") == "json" {
		return effect.WriteJSON(w, changes, nodes)
	}
	if changes.Resumed {
		fmt.Fprintf(w, "%s: completed a build that was interrupted\n", out)
	}
	if !changes.Any() {
		tellNothing(w, out, changes)
		return nil
	}
	fmt.Fprintf(w, "%s: %s\n%s", out, effect.Headline(changes), effect.Text(nodes))
	if len(changes.Unchanged) == 0 {
		fmt.Fprintf(w, "Start with %s\n", filepath.Join(out, "README.md"))
	}
	return nil
}

func tellNothing(w io.Writer, out string, c *tree.Changes) {
	fmt.Fprintf(w, "%s: nothing to change, %s up to date\n", out, plural(len(c.Unchanged), "file"))
}
