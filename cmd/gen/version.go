package main

import (
	"fmt"
	"runtime/debug"

	"github.com/urfave/cli/v2"
)

// version is set at release by -ldflags "-X main.version=…".
var version = ""

func versionCommand() *cli.Command {
	return &cli.Command{
		Name: "version",
		Action: func(c *cli.Context) error {
			if err := noArgument(c); err != nil {
				return err
			}
			_, err := fmt.Fprintln(c.App.Writer, "gen "+ownVersion())
			return err
		},
	}
}

// ownVersion is the version of the release, else of the module, else "devel".
func ownVersion() string {
	if version != "" {
		return version
	}
	if info, ok := debug.ReadBuildInfo(); ok && info.Main.Version != "" && info.Main.Version != "(devel)" {
		return info.Main.Version
	}
	return "devel"
}
