package main

import (
	_ "embed"
	"errors"
	"fmt"
	"io/fs"
	"os"

	"github.com/urfave/cli/v2"
)

//go:embed starter.yaml
var starter []byte

func initCommand() *cli.Command {
	return &cli.Command{
		Name: "init",
		Action: func(c *cli.Context) error {
			file, err := siteFile(c)
			if err != nil {
				return err
			}
			if err := writeNew(file, starter); err != nil {
				return err
			}
			fmt.Fprintf(c.App.Writer, "%s: written; change names and addresses to yours, then: gen build %s\n", file, file)
			return nil
		},
	}
}

// writeNew writes a file that must not exist yet.
func writeNew(file string, content []byte) error {
	f, err := os.OpenFile(file, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if errors.Is(err, fs.ErrExist) {
		return &failure{exitRefused, fmt.Sprintf("%s is already there, and gen init never overwrites", file), "name another file: gen init other.yaml"}
	}
	if err != nil {
		return cannotWrite(file, err)
	}
	_, err = f.Write(content)
	if err := errors.Join(err, f.Close()); err != nil {
		os.Remove(file)
		return cannotWrite(file, err)
	}
	return nil
}

func cannotWrite(file string, err error) error {
	return &failure{exitRefused, fmt.Sprintf("cannot write %s: %s", file, cause(err)), ""}
}
