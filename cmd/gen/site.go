package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/urfave/cli/v2"

	"gen/generator"
	"gen/generator/report"
)

// work is what a command does with a site file, in one of two depths.
type work func(fsys fs.FS, file string, r *report.Report) (*generator.Site, error)

// resolve only settles what a site means; it makes no files.
func resolve(fsys fs.FS, file string, r *report.Report) (*generator.Site, error) {
	return generator.Resolve(fsys, file, r), nil
}

// load reads the site that the command line names and tells its problems.
func load(c *cli.Context, do work) (*generator.Site, string, error) {
	file, err := siteFile(c)
	if err != nil {
		return nil, "", err
	}
	site, err := loadFile(c, file, do)
	return site, file, err
}

// loadFile reads a site and tells its problems.
func loadFile(c *cli.Context, file string, do work) (*generator.Site, error) {
	var r report.Report
	site, err := read(file, do, now(c), &r)
	if err != nil {
		return nil, err
	}
	if len(r.Problems()) > 0 {
		if err := r.Print(c.App.ErrWriter, problemFormat(c), colour(c, c.App.ErrWriter)); err != nil {
			return nil, err
		}
	}
	if r.Failed() {
		return nil, &failure{code: exitInvalid}
	}
	return site, nil
}

// read does the work within the site's folder, the only thing that it can read,
// and tells what is over by now.
func read(file string, do work, now time.Time, r *report.Report) (*generator.Site, error) {
	root, err := os.OpenRoot(filepath.Dir(file))
	if err != nil {
		r.Add(noFolder(file, err))
		return nil, nil
	}
	defer root.Close()
	site, err := do(root.FS(), file, r)
	if site != nil && site.Plan != nil && site.Plan.TellExpired(now, r) {
		site.Tree = nil // what the site says is not what is so
	}
	return site, err
}

// noFolder is the problem that the folder of a site cannot be opened.
func noFolder(file string, err error) report.Problem {
	p := report.Problem{
		ID: "file/unreadable", Pos: report.Pos{File: file},
		Fact: fmt.Sprintf("the folder %q cannot be read: %s", filepath.ToSlash(filepath.Dir(file)), cause(err)),
		Hint: "check the path",
	}
	if errors.Is(err, fs.ErrNotExist) {
		p.ID = "file/not-found"
	}
	return p
}

// problemFormat is how problems are told; formats of a result only go with text.
func problemFormat(c *cli.Context) report.Format {
	if format := report.Format(c.String("format")); format == report.FormatJSON || format == report.FormatGitHub {
		return format
	}
	return report.FormatText
}
