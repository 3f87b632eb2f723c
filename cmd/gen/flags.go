package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/urfave/cli/v2"

	"gen/generator/report"
)

// arrange checks the words of a command line and moves the flags of a command
// before its other arguments: urfave/cli stops reading flags at the first
// argument (its issue 1177), would take the rest of
// `gen build site.yaml --out x` for files, and speaks of flags in Go's words.
func arrange(commands []*cli.Command, args []string) ([]string, error) {
	switch {
	case len(args) == 0:
		return nil, misuse("gen help lists the commands", "there is no command on the command line")
	case args[0] == "--help" || args[0] == "-h":
		return []string{"help"}, nil
	case args[0] == "--version":
		return []string{"version"}, nil
	case strings.HasPrefix(args[0], "-"):
		return nil, misuse("flags follow the command: gen COMMAND FLAGS", "%s stands where a command is expected", args[0])
	}
	at := slices.IndexFunc(commands, func(c *cli.Command) bool { return c.Name == args[0] })
	if at < 0 {
		return nil, unknownCommand(commands, args[0])
	}
	w := words{command: commands[at], left: args[1:]}
	return w.arrange()
}

// unknownCommand says which command the user may have meant.
func unknownCommand(commands []*cli.Command, word string) error {
	hint := "gen help lists the commands"
	if near, ok := report.Nearest(word, names(commands)); ok {
		hint = fmt.Sprintf("did you mean gen %s?", near)
	} else if strings.HasSuffix(word, ".yaml") {
		hint = "did you mean gen build " + word + "?"
	}
	return misuse(hint, "there is no command %q", word)
}

func names(commands []*cli.Command) []string {
	var list []string
	for _, c := range commands {
		list = append(list, c.Name)
	}
	return list
}

// words are the words after a command, read one by one.
type words struct {
	command     *cli.Command
	left        []string
	flags, rest []string
	seen        []string // the names of flags so far
}

func (w *words) arrange() ([]string, error) {
	for len(w.left) > 0 {
		word := w.left[0]
		w.left = w.left[1:]
		switch {
		case word == "--help" || word == "-h":
			return []string{"help", w.command.Name}, nil
		case word == "--":
			w.rest, w.left = append(w.rest, w.left...), nil
		case !strings.HasPrefix(word, "-") || word == "-":
			w.rest = append(w.rest, word)
		default:
			if err := w.flag(word); err != nil {
				return nil, err
			}
		}
	}
	return slices.Concat([]string{w.command.Name}, w.flags, []string{"--"}, w.rest), nil
}

// flag takes a flag and its value, which follows after = or as the next word.
func (w *words) flag(word string) error {
	typed, value, inWord := strings.Cut(word, "=")
	f := find(w.command, typed)
	if f == nil {
		return w.unknown(typed)
	}
	name := f.Names()[0]
	_, repeats := f.(*cli.StringSliceFlag)
	if slices.Contains(w.seen, name) && !repeats {
		return misuse("", "--%s is given twice", name)
	}
	w.seen = append(w.seen, name)
	if _, isBool := f.(*cli.BoolFlag); isBool {
		if inWord {
			return misuse("", "--%s takes no value", name)
		}
		w.flags = append(w.flags, "--"+name)
		return nil
	}
	if !inWord && len(w.left) > 0 && !strings.HasPrefix(w.left[0], "-") {
		value, w.left = w.left[0], w.left[1:]
	}
	if value == "" {
		return misuse("gen help "+w.command.Name+" explains it", "--%s needs a value", name)
	}
	w.flags = append(w.flags, "--"+name+"="+value)
	return nil
}

// unknown says which flag the user may have meant.
func (w *words) unknown(typed string) error {
	var known []string
	for _, f := range w.command.Flags {
		known = append(known, "--"+f.Names()[0])
	}
	hint := fmt.Sprintf("gen help %s lists its flags", w.command.Name)
	if near, ok := report.Nearest(typed, known); ok {
		hint = fmt.Sprintf("did you mean %s?", near)
	}
	return misuse(hint, "gen %s has no flag %s", w.command.Name, typed)
}

// find is the flag that was typed as --name, or as -n if n is one letter; or nil.
func find(c *cli.Command, typed string) cli.Flag {
	for _, f := range c.Flags {
		for _, name := range f.Names() {
			if long := len(name) > 1; long && typed == "--"+name || !long && typed == "-"+name {
				return f
			}
		}
	}
	return nil
}
