package main

import (
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/urfave/cli/v2"
)

// Flags that several commands share. The pages in help/ explain them.
var (
	outFlag    = &cli.StringFlag{Name: "out", Aliases: []string{"o"}}
	colourFlag = &cli.StringFlag{Name: "color", Value: "auto", Action: oneOf("color", "auto", "always", "never")}
)

// formatFlag chooses how a command tells problems, and its result where the
// format has a form for it.
func formatFlag(formats ...string) cli.Flag {
	return &cli.StringFlag{Name: "format", Value: formats[0], Action: oneOf("format", formats...)}
}

// oneOf checks the value of a flag.
func oneOf(flag string, words ...string) func(*cli.Context, string) error {
	return func(_ *cli.Context, word string) error {
		if slices.Contains(words, word) {
			return nil
		}
		return misuse("one of: "+strings.Join(words, ", "), "--%s cannot be %q", flag, word)
	}
}

// noArgument refuses arguments of a command that has none.
func noArgument(c *cli.Context) error {
	if c.NArg() > 0 {
		return misuse("", "gen %s takes no argument, but there is %q", c.Command.Name, c.Args().First())
	}
	return nil
}

// defaultFile is the site of a command line that names none.
const defaultFile = "site.yaml"

// siteFile is the one argument of most commands, as the user typed it, with
// slashes and made plain.
func siteFile(c *cli.Context) (string, error) {
	switch name := c.Args().First(); {
	case c.NArg() > 1:
		return "", misuse("", "gen %s takes one site.yaml, not %d", c.Command.Name, c.NArg())
	case c.NArg() == 0:
		return defaultFile, nil
	case name == "":
		return "", misuse("", "the name of the site's file is empty")
	case name == "-":
		return "", misuse("name a file, as its folder belongs to the site: gen "+c.Command.Name+" site.yaml", "gen does not read a site from standard input")
	default:
		return siteName(name), nil
	}
}

// isSiteFile tells whether a word of a command line that has others, too, is the
// site's file, and siteName is its name, with slashes and made plain.
func isSiteFile(word string) bool {
	return strings.HasSuffix(word, ".yaml") || strings.HasSuffix(word, ".yml")
}

func siteName(word string) string { return filepath.ToSlash(filepath.Clean(word)) }

// lastFile parts the site's file, which may be the last word, from the others.
func lastFile(args []string) (others []string, file string) {
	if last := len(args) - 1; last >= 0 && isSiteFile(args[last]) {
		return args[:last], siteName(args[last])
	}
	return args, defaultFile
}

// outFolder is where the output goes.
func outFolder(c *cli.Context, file string) string {
	if out := c.String("out"); out != "" {
		return out
	}
	return filepath.Join(filepath.Dir(file), "out")
}

// colour tells whether to colour what goes to w.
func colour(c *cli.Context, w io.Writer) bool {
	switch c.String("color") {
	case "always":
		return true
	case "never":
		return false
	}
	return isTerminal(w) && os.Getenv("NO_COLOR") == "" && os.Getenv("TERM") != "dumb"
}

func isTerminal(w io.Writer) bool {
	f, ok := w.(*os.File)
	if !ok {
		return false
	}
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}
