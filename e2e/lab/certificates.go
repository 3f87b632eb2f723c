package main

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// passphrase protects the keys of the authorities.
const passphrase = "harmless"

// certify has gen issue all certificates, as the README says, but that they are about to be due, and
// puts copies with their keys beside them where the lab finds both.
func (s *site) certify(ctx context.Context, told instructions) error {
	issue, err := told.with("gen pki issue")
	if err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(s.work, "words"), []byte(passphrase), 0o600); err != nil {
		return err
	}
	if _, err := s.script(ctx, s.folder, strings.TrimSpace(issue)+at(s.birth(time.Now())), s.words()); err != nil {
		return err
	}
	return s.collect()
}

// words is the variable that tells gen the passphrase.
func (s *site) words() string { return "GEN_PASSPHRASE_FILE=" + filepath.Join(s.work, "words") }

// collect replaces the copies.
func (s *site) collect() error {
	return errors.Join(os.RemoveAll(s.proofs), os.CopyFS(s.proofs, os.DirFS(s.out)), os.CopyFS(s.proofs, os.DirFS(filepath.Join(s.folder, "keys"))))
}

// values are secrets whose form matters; that of all others does not.
var values = map[string]string{"discord-webhook": discordURL}

// keep gives all secrets a value, as the README says.
func (s *site) keep(ctx context.Context, told instructions) error {
	set, err := told.with("gen secrets set")
	if err != nil {
		return err
	}
	for _, name := range s.secrets() {
		value, ok := values[name]
		if !ok {
			value = "harmless"
		}
		if _, err := s.script(ctx, s.folder, "printf %s \"$VALUE\" | "+replaced(set, "NAME", name), "VALUE="+value); err != nil {
			return err
		}
	}
	return nil
}

// secrets are the names of all that the site reads.
func (s *site) secrets() []string {
	var all []string
	seen := map[string]bool{}
	for _, node := range s.Nodes {
		for _, service := range node.Services {
			for _, secret := range service.Secrets {
				if !seen[secret.Name] {
					seen[secret.Name] = true
					all = append(all, secret.Name)
				}
			}
		}
	}
	return all
}
