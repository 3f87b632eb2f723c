package main

import (
	"slices"
	"strings"

	"github.com/urfave/cli/v2"
)

// flagsFirst moves the flags of a verb before its other arguments, as
// urfave/cli stops reading flags at the first argument (its issue 1177) and
// would take the rest of `gen build site.yaml --out x` for files.
func flagsFirst(app *cli.App, args []string) ([]string, error) {
	if len(args) == 0 {
		return args, nil
	}
	at := slices.IndexFunc(app.Commands, func(c *cli.Command) bool { return c.HasName(args[0]) })
	if at < 0 {
		return args, nil
	}
	var flags, rest []string
	for left := args[1:]; len(left) > 0; left = left[1:] {
		word := left[0]
		switch {
		case word == "--":
			rest = append(rest, left[1:]...)
			left = left[:1]
		case !strings.HasPrefix(word, "-") || word == "-":
			rest = append(rest, word)
		case takesValue(app.Commands[at], word):
			if len(left) == 1 {
				return nil, usage("flag %s needs a value", word)
			}
			flags = append(flags, word, left[1])
			left = left[1:]
		default:
			flags = append(flags, word)
		}
	}
	return append(append([]string{args[0]}, flags...), append([]string{"--"}, rest...)...), nil
}

// takesValue tells whether the word is a flag whose value is the next word.
func takesValue(c *cli.Command, word string) bool {
	name := strings.TrimLeft(word, "-")
	for _, f := range c.Flags {
		_, isBool := f.(*cli.BoolFlag)
		if slices.Contains(f.Names(), name) {
			return !isBool
		}
	}
	return false
}
