package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/urfave/cli/v2"
	"golang.org/x/term"

	"gen/generator/secrets"
	"gen/generator/topology"
)

// secretFlags are those by which secrets are found; gen bundle and gen deploy have them, too.
var secretFlags = []cli.Flag{
	&cli.StringFlag{Name: "secrets"},
	&cli.StringFlag{Name: "identity"},
	&cli.StringFlag{Name: "passphrase-file", EnvVars: []string{"GEN_PASSPHRASE_FILE"}},
}

func secretsCommand() *cli.Command {
	return &cli.Command{
		Name: "secrets",
		Flags: append(slices.Clone(secretFlags), outFlag, &cli.StringFlag{Name: "recipients"}, &cli.BoolFlag{Name: "generate"},
			formatFlag("text", "json", "github"), colourFlag),
		Action: runSecrets,
	}
}

// runSecrets does what the word after gen secrets says: without one it lists; set takes
// the name of a secret.
func runSecrets(c *cli.Context) error {
	word, name, file, err := secretsArguments(c)
	if err != nil {
		return err
	}
	site, err := loadFile(c, file, resolve)
	if err != nil {
		return err
	}
	options, err := secretsOptions(c, file)
	if err != nil {
		return err
	}
	store, err := secrets.Open(site.Plan, options)
	if err != nil {
		return secretsRefused(err)
	}
	defer store.Close()
	switch word {
	case "set":
		err = secretsSet(c, store, name)
	case "record":
		err = secretsRecord(c, store, file)
	default:
		err = secretsList(c, store)
	}
	return secretsRefused(err)
}

// secretsArguments are the words of a command line: what to do, with which
// secret, and the site's file, which is the last word if it ends in .yaml.
func secretsArguments(c *cli.Context) (word, name, file string, err error) {
	args, file := lastFile(c.Args().Slice())
	if len(args) > 0 {
		word, args = args[0], args[1:]
	}
	switch {
	case word != "" && word != "set" && word != "record":
		err = misuse("gen secrets, gen secrets set NAME, or gen secrets record", "gen secrets does not know the word %q", word)
	case word == "set" && len(args) != 1:
		err = misuse("gen secrets set NAME", "gen secrets set takes the name of one secret")
	case word != "set" && len(args) > 0:
		err = misuse("the site's file ends in .yaml", "gen secrets record does not take %q", args[0])
	case word != "set" && c.Bool("generate"):
		err = misuse("gen secrets set NAME --generate", "--generate makes a new secret, and belongs to gen secrets set")
	case word == "set":
		name = args[0]
	}
	return word, name, file, err
}

// secretsOptions say where the secrets of the site at file come from.
func secretsOptions(c *cli.Context, file string) (secrets.Options, error) {
	o := secrets.Options{Site: filepath.Dir(file), Folder: c.String("secrets"), Out: outFolder(c, file)}
	o.Passphrase = passphraseSource(c.String("passphrase-file"), "the encrypted secrets")
	var err error
	if o.Recipients, err = readNamed(c, "recipients"); err != nil {
		return o, err
	}
	o.Identities, err = readNamed(c, "identity")
	return o, err
}

func secretsList(c *cli.Context, s *secrets.Store) error {
	rows, err := s.List()
	if err != nil {
		return err
	}
	if c.String("format") == "json" {
		err = secrets.WriteJSON(c.App.Writer, rows)
	} else if len(rows) == 0 {
		_, err = fmt.Fprintln(c.App.Writer, "no service of this site reads a secret")
	} else {
		err = secrets.WriteText(c.App.Writer, rows)
	}
	if err == nil && !secrets.Good(rows) {
		err = &failure{code: exitChanges}
	}
	return err
}

func secretsSet(c *cli.Context, s *secrets.Store, name string) error {
	text, err := newSecret(c, name)
	if err != nil {
		return err
	}
	file, err := s.Set(name, text)
	if err == nil {
		fmt.Fprintf(c.App.Writer, "wrote %s\n", file)
	}
	return err
}

// newSecret is one that gen makes, that a person types, or standard input.
func newSecret(c *cli.Context, name string) ([]byte, error) {
	if c.Bool("generate") {
		return secrets.Random(), nil
	}
	if !term.IsTerminal(int(os.Stdin.Fd())) {
		text, err := io.ReadAll(io.LimitReader(os.Stdin, 1<<20))
		if err != nil {
			return nil, &failure{exitRefused, "cannot read standard input: " + cause(err), ""}
		}
		return text, nil
	}
	text, err := typed("Secret " + name + ": ")
	return []byte(text), err
}

// secretsRecord writes secrets.lock beside the site's file.
func secretsRecord(c *cli.Context, s *secrets.Store, file string) error {
	text, missing, err := s.Record()
	if err != nil {
		return err
	}
	shown := filepath.Join(filepath.Dir(file), topology.RecordedFile)
	if err := secrets.WriteRecorded(filepath.Dir(file), shown, text); err != nil {
		return err
	}
	fmt.Fprintf(c.App.Writer, "wrote %s\n", shown)
	if len(missing) == 0 {
		return nil
	}
	fmt.Fprintf(c.App.Writer, "not recorded anew, as they are missing or wrong: %s\n", strings.Join(missing, ", "))
	return &failure{code: exitChanges}
}

// secretsRefused turns an error of secrets into words and an exit code.
func secretsRefused(err error) error {
	if bad, ok := errors.AsType[*secrets.Error](err); ok {
		return &failure{exitRefused, bad.Fact, bad.Hint}
	}
	return err
}
