package main

import (
	"github.com/urfave/cli/v2"

	"gen/generator/blueprint"
	"gen/generator/report"
	"gen/generator/schema"
)

func schemaCommand() *cli.Command {
	return &cli.Command{
		Name:        "schema",
		Usage:       "print the JSON Schema of site.yaml, for editors",
		Description: "Put the result beside site.yaml and this line at its top:\n# yaml-language-server: $schema=site.schema.json",
		Action: func(c *cli.Context) error {
			var r report.Report
			set := blueprint.NewSet(&r, blueprint.BuiltIn(&r))
			if r.Failed() {
				return r.Print(c.App.ErrWriter, report.FormatText, false)
			}
			_, err := c.App.Writer.Write(schema.JSON(set))
			return err
		},
	}
}
