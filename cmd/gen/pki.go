package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/urfave/cli/v2"

	"gen/generator/pki"
)

// pkiFlags are those of gen pki, with the words after which each makes sense;
// none means all of them.
var pkiFlags = []struct {
	flag  cli.Flag
	words []string
}{
	{outFlag, nil},
	{&cli.StringFlag{Name: "keys"}, nil},
	{&cli.StringFlag{Name: "passphrase-file", EnvVars: []string{"GEN_PASSPHRASE_FILE"}}, nil},
	{&cli.StringFlag{Name: "recipients"}, []string{"issue", "rotate", "revoke", "import"}},
	{&cli.StringFlag{Name: "identity"}, nil},
	{&cli.BoolFlag{Name: "plain-ca-key"}, []string{"issue", "rotate", "revoke"}},
	{&cli.BoolFlag{Name: "encrypt-keys"}, []string{"issue", "rotate", "revoke", "import"}},
	{formatFlag("text", "json", "github"), nil},
	{colourFlag, nil},
	// For tests, which cannot wait for a certificate to age.
	{&cli.StringFlag{Name: "now", Hidden: true}, nil},
}

func pkiCommand() *cli.Command {
	c := &cli.Command{Name: "pki", Action: runPKI}
	for _, f := range pkiFlags {
		c.Flags = append(c.Flags, f.flag)
	}
	return c
}

// pkiWords are what gen pki does. Each takes the words before a site's file.
var pkiWords = map[string]func(*cli.Context, *pki.Store, []string) error{
	"issue":  pkiIssue,
	"status": pkiStatus,
	"rotate": pkiRotate,
	"revoke": pkiRevoke,
	"import": pkiImport,
}

func runPKI(c *cli.Context) error {
	word, args, file, err := pkiArguments(c)
	if err != nil {
		return err
	}
	site, err := loadFile(c, file, resolve)
	if err != nil {
		return err
	}
	options, err := pkiOptions(c, file)
	if err != nil {
		return err
	}
	store, err := pki.Open(site.Plan, options)
	if err != nil {
		return pkiRefused(err)
	}
	defer store.Close()
	return pkiRefused(pkiWords[word](c, store, args))
}

// pkiArguments are the words of a command line: what to do, with what, and the
// site's file, which is the last word if it ends in .yaml.
func pkiArguments(c *cli.Context) (word string, args []string, file string, err error) {
	known := []string{"issue", "status", "rotate", "revoke", "import"}
	args = c.Args().Slice()
	if len(args) == 0 || !slices.Contains(known, args[0]) {
		said := "there is no word after gen pki"
		if len(args) > 0 {
			said = fmt.Sprintf("gen pki does not know the word %q", args[0])
		}
		return "", nil, "", misuse("one of: "+strings.Join(known, ", "), "%s", said)
	}
	word = args[0]
	args, file = lastFile(args[1:])
	if err := pkiCount(word, args); err != nil {
		return "", nil, "", err
	}
	for _, f := range pkiFlags {
		if name := f.flag.Names()[0]; f.words != nil && !slices.Contains(f.words, word) && c.IsSet(name) {
			return "", nil, "", misuse("gen help pki lists its flags", "gen pki %s has no flag --%s", word, name)
		}
	}
	return word, args, file, nil
}

// pkiCount checks how many words follow.
func pkiCount(word string, args []string) error {
	switch steps := []string{pki.Start, pki.Reissue, pki.Finish}; {
	case word == "rotate" && (len(args) == 0 || !slices.Contains(steps, args[0])):
		return misuse("gen pki status tells which one is next", "gen pki rotate needs a step: %s", strings.Join(steps, ", "))
	case word == "rotate" && args[0] == pki.Start && len(args) == 2 && (args[1] == "server" || args[1] == "client"):
		return nil
	case word == "rotate" && len(args) > 1:
		return misuse("gen pki rotate start server, or client; the other steps go on with what was started", "gen pki rotate %s does not take %q", args[0], args[1])
	case word == "revoke" && len(args) != 1:
		return misuse("gen pki revoke NODE", "gen pki revoke takes the name of one node")
	case word == "import" && len(args) == 0:
		return misuse("gen pki import FOLDER", "gen pki import needs certificates, or a folder of them")
	case (word == "issue" || word == "status") && len(args) > 0:
		return misuse("the site's file ends in .yaml", "gen pki %s does not take %q", word, args[0])
	}
	return nil
}

func pkiOptions(c *cli.Context, file string) (pki.Options, error) {
	o := pki.Options{Out: outFolder(c, file), Keys: c.String("keys"), Now: time.Now}
	if o.Keys == "" {
		o.Keys = filepath.Join(filepath.Dir(file), "keys")
	}
	if text := c.String("now"); text != "" {
		now, err := time.Parse(time.RFC3339, text)
		if err != nil {
			return o, misuse("write it as 2027-01-31T12:00:00Z", "--now is no time")
		}
		o.Now = func() time.Time { return now }
	}
	o.Seal.Plain, o.Seal.Leaves = c.Bool("plain-ca-key"), c.Bool("encrypt-keys")
	if o.Seal.Plain && c.IsSet("recipients") {
		return o, misuse("leave one of them out", "--plain-ca-key and --recipients contradict each other")
	}
	o.Seal.Passphrase = passphraseSource(c.String("passphrase-file"), "the authorities' keys")
	var err error
	if o.Seal.Recipients, err = readNamed(c, "recipients"); err != nil {
		return o, err
	}
	o.Seal.Identities, err = readNamed(c, "identity")
	return o, err
}

// readNamed reads the file that a flag names; nothing if it is not given.
func readNamed(c *cli.Context, flag string) ([]byte, error) {
	name := c.String(flag)
	if name == "" {
		return nil, nil
	}
	text, err := os.ReadFile(name)
	if err != nil {
		return nil, &failure{exitRefused, "cannot read " + name + ": " + cause(err), ""}
	}
	return text, nil
}

// pkiRefused turns an error of certificates into words and an exit code.
func pkiRefused(err error) error {
	if bad, ok := errors.AsType[*pki.Error](err); ok {
		return &failure{exitRefused, bad.Fact, bad.Hint}
	}
	return err
}
