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
			set, err := blueprintsFor(c)
			if err != nil {
				return err
			}
			_, err = c.App.Writer.Write(schema.JSON(set))
			return err
		},
	}
}

// blueprintsFor returns the blueprints of the site that the command line names,
// else gen's own.
func blueprintsFor(c *cli.Context) (blueprint.Set, error) {
	if c.NArg() > 0 {
		site, _, err := load(c, resolve)
		if err != nil {
			return nil, err
		}
		return site.Blueprints, nil
	}
	var r report.Report
	set := blueprint.NewSet(&r, blueprint.BuiltIn(&r))
	if r.Failed() {
		return nil, errors.New("the built-in blueprints have mistakes")
	}
	return set, nil
}
