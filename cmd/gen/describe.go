package main

import (
	"encoding/json"

	"github.com/urfave/cli/v2"

	"gen/generator/describe"
)

func describeCommand() *cli.Command {
	return &cli.Command{
		Name:        "describe",
		Usage:       "print what a site means: nodes, listeners, links, identities, targets, alerts",
		Description: "For other programs, so that anybody can judge the output independently.",
		ArgsUsage:   "[site.yaml]",
		Flags: []cli.Flag{
			formatFlag, colourFlag,
			&cli.BoolFlag{Name: "json", Usage: "print JSON, which is the only form so far", Value: true},
		},
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
