package main

import (
	"bytes"
	"io"
	"path/filepath"

	"github.com/urfave/cli/v2"

	"gen/generator"
	"gen/generator/bundle"
	"gen/generator/pki"
	"gen/generator/plan"
	"gen/generator/programs"
	"gen/generator/secrets"
)

// deliveryFlags are those of commands that make bundles.
func deliveryFlags(more ...cli.Flag) []cli.Flag {
	flags := []cli.Flag{
		outFlag,
		&cli.StringFlag{Name: "keys"},
		&cli.BoolFlag{Name: "no-secrets"},
		&cli.BoolFlag{Name: "unreviewed"},
		formatFlag("text", "json", "github"), colourFlag,
		// For tests, which cannot wait for a certificate to age.
		&cli.StringFlag{Name: "now", Hidden: true},
	}
	return append(append(flags, secretFlags...), more...)
}

// delivery is all that bundles of the site at file are made of. What it holds
// open is closed by the function.
func delivery(c *cli.Context, file string) (in bundle.Input, shut func(), err error) {
	site, err := loadFile(c, file, generator.Build)
	if err != nil {
		return in, nil, err
	}
	in.Plan, in.Tree = site.Plan, site.Tree
	if !c.Bool("unreviewed") {
		if err := bundle.Reviewed(outFolder(c, file), site.Tree); err != nil {
			return in, nil, unusable(refused(err))
		}
	}
	var open []func()
	shut = func() {
		for _, end := range open {
			end()
		}
	}
	for _, fill := range []func(*cli.Context, string, *bundle.Input) (func(), error){fillCertificates, fillSecrets, fillPrograms} {
		end, err := fill(c, file, &in)
		if err != nil {
			shut()
			return in, nil, unusable(err)
		}
		open = append(open, end)
	}
	return in, shut, nil
}

func fillCertificates(c *cli.Context, file string, in *bundle.Input) (func(), error) {
	options, err := pkiOptions(c, file)
	if err != nil {
		return nil, err
	}
	store, err := pki.Open(in.Plan, options)
	if err != nil {
		return nil, err
	}
	in.Certificates = store
	return store.Close, nil
}

func fillSecrets(c *cli.Context, file string, in *bundle.Input) (func(), error) {
	if c.Bool("no-secrets") {
		return func() {}, nil
	}
	options, err := secretsOptions(c, file)
	if err != nil {
		return nil, err
	}
	store, err := secrets.Open(in.Plan, options)
	if err != nil {
		return nil, err
	}
	in.Secrets = store
	return store.Close, nil
}

// fillPrograms brings programs if the site has locked any.
func fillPrograms(_ *cli.Context, file string, in *bundle.Input) (func(), error) {
	store, err := programs.Open(in.Plan, programs.Options{Site: filepath.Dir(file)})
	if err == nil && store.Used() {
		in.Programs = locked{store}
	}
	return func() {}, err
}

// locked are programs as bundles take them.
type locked struct{ store *programs.Store }

// Program is what programs.lock has for an instance.
func (l locked) Program(i *plan.Instance) (*bundle.Program, error) {
	p, err := l.store.Program(i)
	if p == nil || err != nil {
		return nil, err
	}
	open := func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(p.Content)), nil }
	return &bundle.Program{Size: int64(len(p.Content)), SHA256: p.SHA256, Open: open}, nil
}
