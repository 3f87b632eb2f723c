package main

import (
	"errors"

	"github.com/urfave/cli/v2"

	"gen/generator/blueprint"
	"gen/generator/report"
	"gen/generator/schema"
)

func schemaCommand() *cli.Command {
	return &cli.Command{
		Name: "schema",
		Action: func(c *cli.Context) error {
			if err := noArgument(c); err != nil {
				return err
			}
			var r report.Report
			set := blueprint.NewSet(&r, blueprint.BuiltIn(&r))
			if r.Failed() {
				return errors.New("the built-in blueprints have mistakes")
			}
			_, err := c.App.Writer.Write(schema.JSON(set))
			return err
		},
	}
}
