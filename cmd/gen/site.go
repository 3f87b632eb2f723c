package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/urfave/cli/v2"

	"gen/generator"
	"gen/generator/report"
	"gen/generator/tree"
)

// Flags that several verbs share.
var (
	outFlag    = &cli.StringFlag{Name: "out", Aliases: []string{"o"}, Usage: "output `FOLDER`; default: out beside site.yaml"}
	formatFlag = &cli.StringFlag{Name: "format", Value: "text", Usage: "how to tell: text, json or github"}
	colourFlag = &cli.StringFlag{Name: "color", Value: "auto", Usage: "auto, always or never"}
)

// defaultFile is the site of a command line that names none.
const defaultFile = "site.yaml"

// siteFile is the one argument of a verb.
func siteFile(c *cli.Context) (string, error) {
	if c.NArg() > 1 {
		return "", usage("%s takes one site.yaml, not %d", c.Command.Name, c.NArg())
	}
	if c.NArg() == 1 {
		return filepath.ToSlash(filepath.Clean(c.Args().First())), nil
	}
	return defaultFile, nil
}

// outFolder is where the output goes.
func outFolder(c *cli.Context, file string) string {
	if out := c.String("out"); out != "" {
		return out
	}
	return filepath.Join(filepath.Dir(file), "out")
}

// rooted is the site's folder as the only thing that can be read.
func rooted(file string) (fs.FS, func(), error) {
	root, err := os.OpenRoot(filepath.Dir(file))
	if err != nil {
		return nil, nil, &failure{code: exitInvalid, fact: fmt.Sprintf("cannot read %s: %s", file, cause(err)), hint: "gen init writes a site.yaml to start from"}
	}
	return root.FS(), func() { root.Close() }, nil
}

// work is what a verb does with a site file, in one of two depths.
type work func(fsys fs.FS, file string, r *report.Report) (*generator.Site, error)

// resolve only settles what a site means; it makes no files.
func resolve(fsys fs.FS, file string, r *report.Report) (*generator.Site, error) {
	return generator.Resolve(fsys, file, r), nil
}

// load reads the site that the command line names and tells its problems.
func load(c *cli.Context, do work) (*generator.Site, string, error) {
	format, err := problemFormat(c)
	if err != nil {
		return nil, "", err
	}
	file, err := siteFile(c)
	if err != nil {
		return nil, "", err
	}
	fsys, done, err := rooted(file)
	if err != nil {
		return nil, file, err
	}
	defer done()
	var r report.Report
	site, err := do(fsys, file, &r)
	if err != nil {
		return nil, file, err
	}
	if len(r.Problems()) > 0 {
		if err := r.Print(c.App.ErrWriter, format, colour(c, c.App.ErrWriter)); err != nil {
			return nil, file, err
		}
	}
	if r.Failed() {
		return nil, file, &failure{code: exitInvalid}
	}
	return site, file, nil
}

// problemFormat is how the command line wants problems told.
func problemFormat(c *cli.Context) (report.Format, error) {
	if !c.IsSet("format") {
		return report.FormatText, nil
	}
	format := report.Format(c.String("format"))
	if !slices.Contains(report.Formats(), format) {
		return "", usage("unknown format %q; one of: %s", format, joined(report.Formats()))
	}
	return format, nil
}

func joined[T ~string](words []T) string {
	var list []string
	for _, w := range words {
		list = append(list, string(w))
	}
	return strings.Join(list, ", ")
}

// colour tells whether to colour what goes to w.
func colour(c *cli.Context, w io.Writer) bool {
	switch c.String("color") {
	case "always":
		return true
	case "never":
		return false
	}
	return isTerminal(w) && os.Getenv("NO_COLOR") == "" && os.Getenv("TERM") != "dumb"
}

func isTerminal(w io.Writer) bool {
	f, ok := w.(*os.File)
	if !ok {
		return false
	}
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}

// refused turns an error of the output folder into words and an exit code.
func refused(err error) error {
	var conflict *tree.Conflict
	var bad *tree.Error
	switch {
	case err == nil:
		return nil
	case errors.As(err, &conflict):
		return &failure{exitRefused, conflict.Error(), conflict.Hint()}
	case errors.As(err, &bad):
		return &failure{exitRefused, bad.Fact, bad.Hint}
	}
	return err
}

// cause is the reason of a file error without Go's own words around it.
func cause(err error) string {
	var path *fs.PathError
	if errors.As(err, &path) {
		return strings.ToLower(path.Err.Error())
	}
	return err.Error()
}

// plural writes a count with its noun.
func plural(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}
