package main

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/urfave/cli/v2"

	"gen/generator"
	"gen/generator/effect"
	"gen/generator/tree"
)

func buildCommand() *cli.Command {
	return &cli.Command{
		Name:      "build",
		Usage:     "write the output folder of a site",
		ArgsUsage: "[site.yaml]",
		Flags: []cli.Flag{
			outFlag, formatFlag, colourFlag,
			&cli.BoolFlag{Name: "force", Usage: "overwrite and remove files that were edited by hand or are not gen's"},
		},
		Action: build,
	}
}

func build(c *cli.Context) error {
	defer showProgress(c.App.ErrWriter, "building")()
	site, file, err := load(c, generator.Build)
	if err != nil {
		return err
	}
	out := outFolder(c, file)
	lock := readLock(out)
	changes, err := tree.Write(out, site.Tree, tree.Options{Force: c.Bool("force")})
	if err != nil {
		return refused(err)
	}
	tellBuilt(c.App.Writer, out, site, changes, effect.Of(site.Tree, changes, lock))
	return nil
}

// readLock returns what the output folder held before; a lock that cannot be
// read is Write's to complain about.
func readLock(out string) []tree.Locked {
	text, err := os.ReadFile(filepath.Join(out, "gen.lock"))
	if err != nil {
		return nil
	}
	locked, _ := tree.ParseLock(text)
	return locked
}

func tellBuilt(w io.Writer, out string, site *generator.Site, c *tree.Changes, nodes []effect.Node) {
	if c.Resumed {
		fmt.Fprintf(w, "%s: completed a build that was interrupted\n", out)
	}
	if len(c.Created)+len(c.Changed)+len(c.Removed) == 0 {
		fmt.Fprintf(w, "%s: nothing to change, %s up to date\n", out, plural(len(c.Unchanged), "file"))
		return
	}
	fmt.Fprintf(w, "%s: %s for %s: %d new, %d changed, %d removed, %d as before\n", out,
		plural(site.Tree.Len(), "file"), plural(len(site.Plan.Nodes), "node"),
		len(c.Created), len(c.Changed), len(c.Removed), len(c.Unchanged))
	tellEffects(w, nodes)
	if len(c.Unchanged) == 0 {
		fmt.Fprintf(w, "Start with %s: a picture of the site, its ports and certificates.\n", filepath.Join(out, "README.md"))
	}
}

// mostNodes is how many nodes a summary lists one by one.
const mostNodes = 20

// tellEffects lists what the change means for each node.
func tellEffects(w io.Writer, nodes []effect.Node) {
	for at, n := range nodes {
		if at == mostNodes {
			fmt.Fprintf(w, "  … and %s more\n", plural(len(nodes)-at, "node"))
			return
		}
		name := n.Name
		if name == "" {
			name = "(site)"
		}
		fmt.Fprintf(w, "  %-16s %s\n", name, strings.Join(effectWords(n), ", "))
	}
}

func effectWords(n effect.Node) []string {
	var words []string
	for _, count := range []struct {
		n    int
		word string
	}{{n.Created, "new"}, {n.Changed, "changed"}, {n.Removed, "removed"}} {
		if count.n > 0 {
			words = append(words, fmt.Sprintf("%d %s", count.n, count.word))
		}
	}
	if len(n.Restart) > 0 {
		words = append(words, "restart "+strings.Join(n.Restart, " "))
	}
	if len(n.Reload) > 0 {
		words = append(words, "reload "+strings.Join(n.Reload, " "))
	}
	return words
}
