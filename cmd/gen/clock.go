package main

import (
	"time"

	"github.com/urfave/cli/v2"
)

// clock tells the time.
type clock = func() time.Time

// clockKey is where an app keeps the clock that it was given.
const clockKey = "clock"

// now is the time of a command's clock.
func now(c *cli.Context) time.Time { return c.App.Metadata[clockKey].(clock)() }
