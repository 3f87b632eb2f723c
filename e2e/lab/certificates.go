package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
)

// passphrase answers the question that openssl asks for the key of an authority.
const passphrase = "harmless"

// opensslLine is the command that a request file tells its reader to type.
var opensslLine = regexp.MustCompile(`(?m)^# (openssl req .*)$`)

// certify makes the authorities and every certificate as the request files and the README say.
func (s *site) certify(ctx context.Context, told instructions) error {
	for _, kind := range []string{"server", "client"} {
		if err := s.follow(ctx, "ca-"+kind+".cnf", " -passout pass:"+passphrase); err != nil {
			return err
		}
	}
	sign, err := told.with("openssl x509")
	if err != nil {
		return err
	}
	for _, c := range s.Certificates {
		stem := strings.TrimSuffix(filepath.Join(c.Node, c.Path), ".crt")
		if err := s.follow(ctx, stem+".cnf", ""); err != nil {
			return err
		}
		if err := script(ctx, filepath.Dir(filepath.Join(s.out, stem)), s.signing(sign, c.Kind, filepath.Base(stem))); err != nil {
			return err
		}
	}
	spread, err := told.with("cp ca-server.crt")
	if err != nil {
		return err
	}
	return script(ctx, s.out, spread)
}

// signing is the README's command for server.csr, for another request and with a person's answer.
func (s *site) signing(command, kind, base string) string {
	return strings.NewReplacer(
		"ca-server.", filepath.Join(s.out, "ca-"+kind)+".",
		" server.", " "+base+".",
		" -copy_extensions", " -passin pass:"+passphrase+" -copy_extensions",
	).Replace(command)
}

// follow does what a request file says, in its folder, with further options.
func (s *site) follow(ctx context.Context, file, options string) error {
	text, err := os.ReadFile(filepath.Join(s.out, file))
	if err != nil {
		return err
	}
	line := opensslLine.FindStringSubmatch(string(text))
	if line == nil {
		return fmt.Errorf("%s does not say how to use it", file)
	}
	return script(ctx, filepath.Dir(filepath.Join(s.out, file)), line[1]+options)
}
