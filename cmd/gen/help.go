package main

import (
	"embed"
	"path"

	"github.com/urfave/cli/v2"
)

// pages holds gen.txt and one page per command, laid out by hand.
//
//go:embed help
var pages embed.FS

// helpCommand prints a page; `gen build --help` means `gen help build`.
func helpCommand() *cli.Command {
	return &cli.Command{
		Name: "help",
		Action: func(c *cli.Context) error {
			name := "gen"
			switch {
			case c.NArg() > 1:
				return misuse("", "gen help takes one command, not %d", c.NArg())
			case c.NArg() == 1 && c.App.Command(c.Args().First()) == nil:
				return unknownCommand(c.App.Commands, c.Args().First())
			case c.NArg() == 1:
				name = c.Args().First()
			}
			page, err := pages.ReadFile(path.Join("help", name+".txt"))
			if err != nil {
				return err
			}
			_, err = c.App.Writer.Write(page)
			return err
		},
	}
}
