package main

import (
	"encoding/json"

	"github.com/urfave/cli/v2"

	"gen/generator/describe"
)

// describeCommand prints JSON with or without --json, which is there so that
// another form can become the default one day.
func describeCommand() *cli.Command {
	return &cli.Command{
		Name:  "describe",
		Flags: []cli.Flag{&cli.BoolFlag{Name: "json"}, formatFlag("text", "json", "github"), colourFlag},
		Action: func(c *cli.Context) error {
			site, _, err := load(c, resolve)
			if err != nil {
				return err
			}
			encoder := json.NewEncoder(c.App.Writer)
			encoder.SetIndent("", "  ")
			encoder.SetEscapeHTML(false)
			return encoder.Encode(describe.Site(site.Plan))
		},
	}
}
